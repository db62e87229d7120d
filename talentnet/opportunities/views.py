"""Pages of open opportunities, and reports of closed or broken postings."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from talentnet.http import Request, login_required
from talentnet.opportunities.filters import OpportunityFilter
from talentnet.opportunities.models import Opportunity, PostingReport
from talentnet.profiles.access import profile_of
from talentnet.profiles.models import Profile
from talentnet.text import one_line

PAGE_SIZE = 25
# Most of a row's size, and shown only on the page of one opportunity.
LONG_TEXTS = ("description", "requirements", "skills")


class ReportForm(forms.ModelForm[PostingReport]):
    comment = forms.CharField(
        label="What's wrong with it? (optional)",
        help_text="For example: the link is broken, or the page says the position is filled.",
        max_length=500,
        required=False,
    )

    class Meta:
        model = PostingReport
        fields = ["comment"]

    def clean_comment(self) -> str:
        return one_line(self.cleaned_data["comment"])


@require_safe
@login_required
def browse(request: Request) -> HttpResponse:
    """List open opportunities by the filters in the URL; htmx gets only the list."""
    profile = profile_of(request.user)
    offered = Opportunity.objects.open().not_hidden_from(profile).defer(*LONG_TEXTS)
    filters = OpportunityFilter(request.GET, offered)
    page = Paginator(filters.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    template = "opportunities/browse.html"
    # When a user goes back, htmx needs the whole page.
    in_place = request.htmx and not request.htmx.history_restore_request
    response = render(
        request, f"{template}#update" if in_place else template, _list_context(filters, page)
    )
    # One URL has two bodies, which caches must keep apart.
    patch_vary_headers(response, ["HX-Request"])
    return push_url(response, _url(filters)) if in_place else response


@require_safe
@login_required
def detail(request: Request, opportunity_id: int) -> HttpResponse:
    """Show one opportunity, open or closed, with the candidate's match."""
    return _detail(request, opportunity_id, ReportForm())


@require_POST
@login_required
def report(request: Request, opportunity_id: int) -> HttpResponse:
    """Report a closed or broken posting to staff; a second open report changes nothing."""
    opportunity = get_object_or_404(Opportunity, pk=opportunity_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _after_report(request, opportunity, form)
    if opportunity.is_open:
        PostingReport.objects.get_or_create(
            opportunity=opportunity,
            profile=profile_of(request.user),
            settled_at=None,
            defaults={"comment": form.cleaned_data["comment"]},
        )
    return _after_report(request, opportunity)


@require_POST
@login_required
def withdraw_report(request: Request, opportunity_id: int) -> HttpResponse:
    """Delete the candidate's own report if staff haven't settled it yet."""
    opportunity = get_object_or_404(Opportunity, pk=opportunity_id)
    _open_reports(profile_of(request.user), opportunity).delete()
    return _after_report(request, opportunity)


def _list_context(filters: OpportunityFilter, page: Page[Opportunity]) -> dict[str, Any]:
    paginator = page.paginator
    return {
        "filters": filters,
        "page": page,
        "page_numbers": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": paginator.ELLIPSIS,
        "page_url": f"{_url(filters)}{'&' if filters.data else '?'}page=",
    }


def _url(filters: OpportunityFilter) -> str:
    """URL of the page with the filters that are set."""
    query = filters.data.urlencode()
    return f"{reverse('opportunities:browse')}{'?' if query else ''}{query}"


def _open_reports(profile: Profile, opportunity: Opportunity) -> Any:
    return PostingReport.objects.filter(
        profile=profile, opportunity=opportunity, settled_at__isnull=True
    )


def _after_report(
    request: Request, opportunity: Opportunity, form: ReportForm | None = None
) -> HttpResponse:
    """Render the report section for htmx; otherwise show form errors or redirect."""
    if request.htmx:
        context = _report_context(profile_of(request.user), opportunity, form or ReportForm())
        return render(request, "opportunities/report.html", {**context, "just_changed": True})
    if form is not None:
        return _detail(request, opportunity.pk, form)
    return redirect(f"{reverse('opportunities:detail', args=[opportunity.pk])}#report")


def _detail(request: Request, opportunity_id: int, form: ReportForm) -> HttpResponse:
    opportunity = get_object_or_404(Opportunity, pk=opportunity_id)
    profile = profile_of(request.user)
    context = {
        **_report_context(profile, opportunity, form),
        "profile": profile,
        **_sources(opportunity),
    }
    return render(request, "opportunities/detail.html", context)


def _sources(opportunity: Opportunity) -> dict[str, Any]:
    """Template context: the listings, and when the opportunity was last checked."""
    listings = list(opportunity.listing_set.all())
    seen = [listing.last_seen_at for listing in listings if listing.is_here]
    verified = [opportunity.last_verified_at] if opportunity.last_verified_at else []
    return {"listings": listings, "checked_at": max([*seen, *verified], default=None)}


def _report_context(profile: Profile, opportunity: Opportunity, form: ReportForm) -> dict[str, Any]:
    return {
        "o": opportunity,
        "form": form,
        "report": _open_reports(profile, opportunity).first(),
    }
