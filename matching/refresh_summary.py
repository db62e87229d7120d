"""The sentences of the matches page about the newest refresh."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma, naturaltime
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from matching.refreshes import MatchRefresh

Status = MatchRefresh.Status


@dataclass(frozen=True)
class RefreshSummary:
    """A refresh in words: its progress while it is live, and its result afterwards."""

    refresh: MatchRefresh | None
    is_ready: bool
    """Whether the profile is ready for matching."""
    is_stale: bool
    """Whether the profile was edited since its matches were completed."""

    @property
    def progress(self) -> SafeString:
        refresh = self.refresh
        if refresh is None or refresh.status == Status.QUEUED:
            return mark_safe(
                "<strong>Waiting in line.</strong> Your refresh starts as soon as a worker is "
                "free. You can leave this page."
            )
        if not refresh.total:
            return mark_safe("<strong>Reading the open opportunities…</strong>")
        return format_html(
            "<strong>Comparing you with {} open opportunit{}.</strong> "
            "{} of the best {} looked at closely.",
            intcomma(refresh.considered),
            pluralize(refresh.considered, "y,ies"),
            refresh.scored,
            refresh.total,
        )

    @property
    def result(self) -> SafeString:
        if not self.is_ready:
            return mark_safe("Your profile is not ready for matching yet.")
        if self.refresh is None:
            return mark_safe("Nothing has been matched yet.")
        if self.refresh.status == Status.COMPLETED:
            return self._completed(self.refresh)
        if self.is_stale:
            return mark_safe(
                "The last refresh did not finish, and <strong>you have edited your profile "
                "since</strong> your matches were made. Please try again."
            )
        return mark_safe(
            "The last refresh did not finish. Your matches are as they were; please try again."
        )

    def _completed(self, refresh: MatchRefresh) -> SafeString:
        if self.is_stale:
            return format_html(
                "<strong>You have edited your profile since.</strong> "
                "A refresh takes it into account. {}.",
                _last_refreshed(refresh),
            )
        without_model = ", without an AI model" if refresh.mode == "offline" else ""
        sentences = [
            format_html("{}{}.", _last_refreshed(refresh), without_model),
            _outcome(refresh),
            _fallback(refresh),
        ]
        return format_html_join(" ", "{}", ((sentence,) for sentence in sentences if sentence))


def _last_refreshed(refresh: MatchRefresh) -> SafeString:
    finished = refresh.finished_at or refresh.created_at
    return format_html(
        'Last refreshed <time datetime="{}">{}</time>',
        localtime(finished).isoformat(),
        naturaltime(finished),
    )


def _outcome(refresh: MatchRefresh) -> str:
    total, confirmed = refresh.total, refresh.confirmed
    if not total:
        return format_html(
            "No open opportunity fits your preferences right now; "
            '<a href="{}">loosening them</a> may help.',
            reverse("profiles:section", args=["preferences"]),
        )
    if confirmed == total:
        return f"All {total} matches were confirmed: nothing that they rest on has changed."
    if confirmed:
        return (
            f"{confirmed} of {total} matches were confirmed, "
            "as nothing that they rest on has changed."
        )
    return ""


def _fallback(refresh: MatchRefresh) -> str:
    """What the offline scorer had to do in place of the model."""
    count = refresh.fell_back
    if not count:
        return ""
    return (
        f"{count} {pluralize(count, 'is,are')} scored by rules for now; "
        f"the next refresh with an AI model asks about {pluralize(count, 'it,them')} again."
    )
