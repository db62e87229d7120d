"""Admin pages of opportunities, their listings and reports of closed postings."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from talentnet.http import Request
from talentnet.opportunities.models import Listing, Opportunity, PostingReport
from talentnet.readonly import ReadOnlyAdmin


def _link(listing: Listing) -> SafeString | str:
    address = listing.web_address
    if not address:
        return ""
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, address)


class ListingInline(admin.TabularInline[Listing, Any]):
    """Read-only list of the sources that show an opportunity."""

    model = Listing
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "source",
        "source_id",
        "address",
        "first_seen_at",
        "last_seen_at",
        "missed_syncs",
        "raw",
    )
    verbose_name_plural = "Listed by"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("opportunities.view_opportunity")

    @admin.display
    def address(self, listing: Listing) -> SafeString | str:
        return _link(listing)


def open_report_count(opportunity: str) -> Coalesce:
    """Number of open reports on each row's opportunity, counted within the list's query."""
    counted = (
        PostingReport.objects.filter(opportunity=OuterRef(opportunity), settled_at__isnull=True)
        .order_by()
        .values("opportunity")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


@admin.register(Opportunity)
class OpportunityAdmin(admin.ModelAdmin[Opportunity]):
    list_display = (
        "title",
        "organization",
        "kind",
        "role_type",
        "experience_level",
        "location",
        "is_remote",
        "deadline",
        "status",
        "open_reports",
    )
    list_filter = ("status", "kind", "event_type", "role_type", "experience_level", "source")
    search_fields = ("title", "organization", "location", "source_id")
    date_hierarchy = "created_at"
    readonly_fields = (
        "place_city",
        "place_country",
        "salary_usd_a_year",
        "archived_for",
        "created_at",
        "updated_at",
    )
    inlines = (ListingInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opportunity]:
        return super().get_queryset(request).annotate(open_reports=open_report_count("pk"))

    def save_model(
        self, request: HttpRequest, obj: Opportunity, form: ModelForm[Opportunity], change: bool
    ) -> None:
        """Clear `archived_for` when staff change the status, so that no sync reopens it."""
        if "status" in form.changed_data:
            obj.archived_for = ""
        super().save_model(request, obj, form, change)

    @admin.display(description="open reports", ordering="open_reports")
    def open_reports(self, opportunity: Any) -> int:
        return int(opportunity.open_reports)


class SettledFilter(admin.SimpleListFilter):
    title = "settled"
    parameter_name = "settled"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        return [("no", "Open"), ("yes", "Settled")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PostingReport]
    ) -> QuerySet[PostingReport]:
        if self.value() not in ("no", "yes"):
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(PostingReport)
class PostingReportAdmin(ReadOnlyAdmin[PostingReport]):
    """Reports by candidates. Staff settle them and never edit them."""

    list_display = (
        "opportunity",
        "organization",
        "open_reports",
        "comment",
        "profile",
        "created_at",
        "settled_at",
    )
    list_filter = (SettledFilter, "created_at")
    list_select_related = ("opportunity", "profile")
    search_fields = ("opportunity__title", "opportunity__organization", "comment")
    actions = ("archive_and_settle", "settle")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PostingReport]:
        count = open_report_count("opportunity")
        return super().get_queryset(request).annotate(open_reports=count)

    @admin.display(ordering="opportunity__organization")
    def organization(self, report: PostingReport) -> str:
        return report.opportunity.organization

    @admin.display(description="open reports on it", ordering="open_reports")
    def open_reports(self, report: Any) -> int:
        return int(report.open_reports)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("opportunities.change_postingreport")

    def has_archive_permission(self, request: HttpRequest) -> bool:
        may_archive = request.user.has_perm("opportunities.change_opportunity")
        return may_archive and self.has_settle_permission(request)

    @admin.action(
        description="Archive the reported opportunities and settle", permissions=["archive"]
    )
    @transaction.atomic
    def archive_and_settle(self, request: Request, queryset: QuerySet[PostingReport]) -> None:
        """Archive the opportunities and settle all their open reports, selected or not."""
        chosen = queryset.filter(settled_at__isnull=True).order_by().values("opportunity")
        reported = Opportunity.objects.filter(
            pk__in=list(chosen.values_list("opportunity", flat=True)),
            status=Opportunity.Status.ACTIVE,
        )
        # Read before the update, after which the filter matches nothing.
        archived = list(reported)
        LogEntry.objects.log_actions(
            request.user.pk, archived, CHANGE, change_message="Archived: reported as dead."
        )
        reports = PostingReport.objects.filter(opportunity__in=chosen, settled_at__isnull=True)
        settled = self._settle(reports)
        now = timezone.now()
        Opportunity.objects.filter(pk__in=[o.pk for o in archived]).update(
            status=Opportunity.Status.ARCHIVED, archived_for="", updated_at=now
        )
        messages.success(request, f"Archived: {len(archived)}. Reports settled: {settled}.")

    @admin.action(description="Settle without archiving", permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet[PostingReport]) -> None:
        messages.success(request, f"Reports settled: {self._settle(queryset)}.")

    def _settle(self, reports: QuerySet[PostingReport]) -> int:
        return reports.filter(settled_at__isnull=True).update(settled_at=timezone.now())


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin[Listing]):
    list_display = (
        "source",
        "source_id",
        "opportunity",
        "first_seen_at",
        "last_seen_at",
        "missed_syncs",
    )
    list_filter = ("source", "missed_syncs")
    list_select_related = ("opportunity",)
    search_fields = ("source_id", "opportunity__title", "opportunity__organization")
