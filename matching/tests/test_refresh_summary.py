"""Sentences about the newest refresh on the matches page."""

import datetime as dt
from html import unescape
from typing import Any

from django.test import override_settings
from django.utils import timezone
from django.utils.html import strip_tags

from matching.models import MatchRefresh
from matching.refresh_summary import RefreshSummary

CONFIRMED = "All 3 matches are up to date; nothing relevant has changed."


def summary(*, is_ready: bool = True, is_stale: bool = False, **fields: Any) -> RefreshSummary:
    """Summary of a refresh; by default it just completed with three matches."""
    refresh = MatchRefresh(
        **{"status": "completed", "finished_at": timezone.now(), "total": 3, **fields}
    )
    return RefreshSummary(refresh, is_ready=is_ready, is_stale=is_stale)


def result(**fields: Any) -> str:
    return unescape(strip_tags(summary(**fields).result))


def progress(**fields: Any) -> str:
    return unescape(strip_tags(summary(**fields).progress))


def test_unready_profile_comes_first() -> None:
    assert result(is_ready=False) == "Your profile isn't ready for matching yet."


def test_profile_without_refresh_has_no_matches_yet() -> None:
    summary = RefreshSummary(None, is_ready=True, is_stale=False)
    assert summary.result == "You haven't refreshed your matches yet."


def test_completed_refresh_names_its_time() -> None:
    assert result() == "Refreshed just now."
    assert result(mode="offline") == "Refreshed just now, without an AI model."


@override_settings(TIME_ZONE="UTC")
def test_time_is_readable_by_machines() -> None:
    finished = dt.datetime(2026, 5, 1, 12, 30, 5, 99, tzinfo=dt.UTC)
    assert '<time datetime="2026-05-01T12:30:05' in summary(finished_at=finished).result


def test_stale_refresh_asks_for_another() -> None:
    assert result(is_stale=True, confirmed=3) == (
        "Your profile has changed since your last refresh. Refresh to update your matches. "
        "Refreshed just now."
    )


def test_failed_refresh_leaves_matches_alone() -> None:
    assert result(status="failed") == (
        "Your last refresh didn't finish. Your matches are unchanged; please try again."
    )
    assert result(status="failed", is_stale=True) == (
        "Your last refresh didn't finish, and your profile has changed since your matches "
        "were made. Please try again."
    )


def test_refresh_without_matches_links_to_preferences() -> None:
    assert result(total=0) == (
        "Refreshed just now. No open opportunity fits your preferences right now: "
        "loosening them may help."
    )
    assert 'href="/profile/edit/preferences/"' in summary(total=0).result


def test_confirmed_matches_are_counted() -> None:
    assert result(confirmed=3) == f"Refreshed just now. {CONFIRMED}"
    assert result(confirmed=2) == (
        "Refreshed just now. 2 of 3 matches are up to date; nothing relevant has changed."
    )


def test_matches_scored_by_rules_are_counted() -> None:
    assert result(fell_back=1) == (
        "Refreshed just now. Talentnet's rules scored 1 of them for now. "
        "Your next refresh with AI asks about it again."
    )
    assert result(fell_back=2, confirmed=3) == (
        f"Refreshed just now. {CONFIRMED} Talentnet's rules scored 2 of them for now. "
        "Your next refresh with AI asks about them again."
    )


def test_live_refresh_tells_its_progress() -> None:
    assert progress(status="queued") == ("Your refresh starts soon. You can leave this page.")
    assert progress(status="running", total=0) == "Reading all open opportunities…"
    assert progress(status="running", considered=1234, scored=2) == (
        "Comparing your profile with 1,234 open opportunities. Reviewed 2 of the top 3."
    )
    assert progress(status="running", considered=1, scored=0).startswith(
        "Comparing your profile with 1 open opportunity."
    )
