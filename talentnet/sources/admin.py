"""Admin pages of sources: health, syncs on demand and uploaded files."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from talentnet.files import MAX_UPLOAD_BYTES, UnreadableFile
from talentnet.queue import enqueue
from talentnet.readonly import ReadOnlyAdmin
from talentnet.sources.models import SYNC_SECONDS, OpportunitySource, SourceSync
from talentnet.sources.upkeep import accept_smaller

MAX_UPLOAD = MAX_UPLOAD_BYTES
"""Larger uploads are truncated while they are received."""
SYNC = "talentnet.sources.tasks.sync_source"


class UploadForm(forms.Form):
    file = forms.FileField(
        help_text="JSON, JSON lines, CSV, or a web page with JSON-LD; UTF-8, at most 10 MB."
    )
    complete = forms.BooleanField(
        label="These are all the postings of this source",
        help_text="Postings that the file doesn't list then count as missing.",
        required=False,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_UPLOAD:
            raise forms.ValidationError("The file is larger than 10 MB.")
        return file


ADDRESSES = (
    "Address of JSON, or of a page with JSON-LD. Leave it empty if you upload files."
    " Greenhouse: https://boards-api.greenhouse.io/v1/boards/NAME/jobs?content=true."
    " Lever: https://api.lever.co/v0/postings/NAME?mode=json."
    " Ashby: https://api.ashbyhq.com/posting-api/job-board/NAME?includeCompensation=true."
)


@admin.register(OpportunitySource)
class OpportunitySourceAdmin(admin.ModelAdmin[OpportunitySource]):
    list_display = (
        "name",
        "health",
        "is_enabled",
        "format",
        "every_hours",
        "last_tried_at",
        "last_good_at",
        "last_good_count",
        "failures_in_a_row",
        "last_error",
    )
    list_filter = ("last_outcome", "is_enabled", "format")
    search_fields = ("name", "url", "organization")
    actions = ("sync_now", "accept_smaller_count")
    fields = ("name", "format", "url", "organization", "every_hours", "is_enabled")
    change_form_template = "admin/sources/source.html"
    HEALTH = (
        "health",
        "last_error",
        "failures_in_a_row",
        "last_tried_at",
        "last_good_at",
        "last_good_count",
        "next_at",
    )

    def get_fieldsets(self, request: HttpRequest, obj: OpportunitySource | None = None) -> Any:
        fieldsets: list[Any] = [(None, {"fields": self.fields})]
        return fieldsets if obj is None else [*fieldsets, ("Health", {"fields": self.HEALTH})]

    def get_readonly_fields(
        self, request: HttpRequest, obj: OpportunitySource | None = None
    ) -> tuple[str, ...]:
        # Listings refer to their source by its name, so it never changes after creation.
        return self.HEALTH if obj is None else ("name", *self.HEALTH)

    def has_delete_permission(
        self, request: HttpRequest, obj: OpportunitySource | None = None
    ) -> bool:
        # Syncs are an audit trail: a source that has any can only be disabled.
        may = super().has_delete_permission(request, obj)
        return may and not (obj and SourceSync.objects.filter(source=obj).exists())

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Relabel the form for staff."""
        kwargs["labels"] = {
            "every_hours": "Hours between syncs",
            "is_enabled": "Sync automatically",
        }
        kwargs["help_texts"] = {"url": ADDRESSES}
        return super().get_form(request, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: OpportunitySource, form: Any, change: bool
    ) -> None:
        """Write only the fields that staff changed: a sync may be writing the others."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        changed = list(form.changed_data)
        # A new address, a new format or a re-enabled source is due immediately.
        if {"url", "format", "is_enabled"} & set(changed):
            obj.next_at = None
        elif "every_hours" in changed and obj.last_tried_at:
            obj.next_at = obj.last_tried_at + obj.every
        obj.save(update_fields=[*changed, "next_at"])

    @admin.display(ordering="last_outcome")
    def health(self, source: OpportunitySource) -> str:
        return str(source.health.label)

    @admin.action(description="Sync now", permissions=["change"])
    def sync_now(self, request: HttpRequest, queryset: QuerySet[OpportunitySource]) -> None:
        """Queue a sync of each source, due or not."""
        on_the_web = list(queryset.exclude(url=""))
        for source in on_the_web:
            enqueue(SYNC, source.pk, False, timeout=SYNC_SECONDS)
        if on_the_web:
            messages.success(request, f"Queued: {', '.join(map(str, on_the_web))}.")
        if without := queryset.filter(url=""):
            names = ", ".join(map(str, without))
            messages.warning(request, f"These have no address, so upload a file instead: {names}.")

    @admin.action(description="Accept the smaller number of postings", permissions=["change"])
    def accept_smaller_count(
        self, request: HttpRequest, queryset: QuerySet[OpportunitySource]
    ) -> None:
        accepted = [str(source) for source in queryset if accept_smaller(source)]
        result = f"Accepted: {', '.join(accepted)}." if accepted else "None of these is suspicious."
        messages.success(request, result)

    def get_urls(self) -> list[URLPattern]:
        upload = self.admin_site.admin_view(self.upload)
        name = "sources_opportunitysource_upload"
        return [path("<int:source_id>/upload/", upload, name=name), *super().get_urls()]

    def upload(self, request: HttpRequest, source_id: int) -> HttpResponse:
        """Store an uploaded file through the same pipeline as a fetched response."""
        source = get_object_or_404(OpportunitySource, pk=source_id)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            done = _store_upload(source, form.cleaned_data["file"], form.cleaned_data["complete"])
            if done is not None:
                self._log_upload(request, source, done)
                return redirect(reverse("admin:sources_sourcesync_change", args=[done.pk]))
            messages.error(
                request, f"{source} is being synced right now. Try again in a few minutes."
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": source,
            "title": f"Upload a file for {source}",
            "form": form,
        }
        return render(request, "admin/sources/upload.html", context)

    def _log_upload(
        self, request: HttpRequest, source: OpportunitySource, done: SourceSync
    ) -> None:
        result = done.error or done.summary
        self.log_change(request, source, f"Uploaded a file: {done.outcome}. {result}")
        good = done.outcome == SourceSync.Outcome.GOOD and not done.problem_count
        messages.add_message(request, messages.SUCCESS if good else messages.WARNING, result)


def _store_upload(
    source: OpportunitySource, file: "UploadedFile[bytes]", complete: bool
) -> SourceSync | None:
    from talentnet.sources.document import Document  # imports the parsers, which are slow to load
    from talentnet.sources.syncing import claim_source, take_file

    claimed = claim_source(source.pk)
    if claimed is None:
        return None
    name = file.name or "file"

    def document() -> Document:
        try:
            return Document(file.read().decode("utf-8-sig"), name)
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"{name} is not UTF-8 text.") from error

    return take_file(claimed, document, complete=complete)


@admin.register(SourceSync)
class SourceSyncAdmin(ReadOnlyAdmin[SourceSync]):
    list_display = (
        "source",
        "outcome",
        "started_at",
        "finished_at",
        "seen",
        "new",
        "changed",
        "unchanged",
        "joined",
        "archived",
        "returned",
        "problem_count",
    )
    list_filter = ("outcome", "started_at", "source")
    list_select_related = ("source",)
    search_fields = ("source__name", "error")
    exclude = ("problems",)
    readonly_fields = ("first_problems",)

    @admin.display
    def first_problems(self, sync: SourceSync) -> SafeString | str:
        if not sync.problems:
            return "None"
        items = format_html_join("", "<li>{}</li>", ((line,) for line in sync.problems))
        return format_html("<ul>{}</ul>", items)
