"""Sentences about the newest refresh on the matches page."""

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
    """True if the profile is ready for matching."""
    is_stale: bool
    """True if the profile was edited after its matches were completed."""

    @property
    def progress(self) -> SafeString:
        refresh = self.refresh
        if refresh is None or refresh.status == Status.QUEUED:
            return mark_safe("<strong>Your refresh starts soon.</strong> You can leave this page.")
        if not refresh.total:
            return mark_safe("<strong>Reading all open opportunities…</strong>")
        return format_html(
            "<strong>Comparing your profile with {} open opportunit{}.</strong> "
            "Reviewed {} of the top {}.",
            intcomma(refresh.considered),
            pluralize(refresh.considered, "y,ies"),
            refresh.scored,
            refresh.total,
        )

    @property
    def result(self) -> SafeString:
        if not self.is_ready:
            return mark_safe("Your profile isn't ready for matching yet.")
        if self.refresh is None:
            return mark_safe("You haven't refreshed your matches yet.")
        if self.refresh.status == Status.COMPLETED:
            return self._completed(self.refresh)
        if self.is_stale:
            return mark_safe(
                "Your last refresh didn't finish, and <strong>your profile has changed "
                "since</strong> your matches were made. Please try again."
            )
        return mark_safe(
            "Your last refresh didn't finish. Your matches are unchanged; please try again."
        )

    def _completed(self, refresh: MatchRefresh) -> SafeString:
        if self.is_stale:
            return format_html(
                "<strong>Your profile has changed since your last refresh.</strong> "
                "Refresh to update your matches. {}.",
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
    ago = naturaltime(finished)
    is_now = ago == "now"
    return format_html(
        '{} <time datetime="{}">{}</time>',
        "Refreshed" if is_now else "Last refreshed",
        localtime(finished).isoformat(),
        "just now" if is_now else ago,
    )


def _outcome(refresh: MatchRefresh) -> str:
    total, confirmed = refresh.total, refresh.confirmed
    if not total:
        return format_html(
            "No open opportunity fits your preferences right now: "
            '<a href="{}">loosening them</a> may help.',
            reverse("profiles:section", args=["preferences"]),
        )
    if confirmed == total:
        return f"All {total} matches are up to date; nothing relevant has changed."
    if confirmed:
        return f"{confirmed} of {total} matches are up to date; nothing relevant has changed."
    return ""


def _fallback(refresh: MatchRefresh) -> str:
    """Sentence on matches that rules scored because the model didn't answer."""
    count = refresh.fell_back
    if not count:
        return ""
    return (
        f"Talentnet's rules scored {count} of them for now. "
        f"Your next refresh with AI asks about {pluralize(count, 'it,them')} again."
    )
