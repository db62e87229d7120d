"""Views that start a refresh and show its progress."""

import datetime as dt
import math
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from matching.fingerprint import fingerprint_of
from matching.models import MatchRefresh
from matching.refresh_summary import RefreshSummary
from matching.refreshes import TooSoon
from matching.scoring import MAX_TOKENS
from talentnet.http import Request, login_required
from talentnet.llm.allowance import Refusal, refusal_for
from talentnet.llm.backend import Backend
from talentnet.polling import next_poll
from talentnet.profiles.access import profile_of
from talentnet.profiles.models import Profile

Mode = MatchRefresh.Mode


@require_POST
@login_required
def start_refresh(request: Request) -> HttpResponse:
    """Start a refresh or show the live one; explain a refusal.

    `mode=offline` refreshes without an AI model, which the page offers while calls are refused.
    """
    profile = profile_of(request.user)
    refusal = _start(profile, request.POST.get("mode") == Mode.OFFLINE)
    if not request.htmx:
        if refusal:
            messages.warning(request, refusal)
        return redirect("matching:matches")
    context = {**refresh_context(profile), "refusal": refusal, "just_started": not refusal}
    response = render(request, "matching/matches.html#refresh", context)
    return trigger_client_event(response, "refresh-started")


@require_safe
@login_required
def refresh_status(request: Request, refresh_id: int) -> HttpResponse:
    """Render the progress of a refresh; an event tells the page about new matches."""
    profile = profile_of(request.user)
    refresh = get_object_or_404(MatchRefresh, pk=refresh_id, profile=profile)
    response = render(request, "matching/matches.html#refresh", refresh_context(profile, refresh))
    # `seen` is the number of scored postings that the page has fetched matches for.
    if not refresh.is_live or str(refresh.scored) != request.GET.get("seen"):
        trigger_client_event(response, "matches-changed")
    return response


@require_safe
@login_required
def refresh_panel(request: Request) -> HttpResponse:
    """Render the refresh panel after the countdown to the next refresh."""
    context = refresh_context(profile_of(request.user))
    context["is_possible_again"] = not (context["missing"] or context["next_possible_at"])
    return render(request, "matching/matches.html#refresh", context)


def refresh_context(profile: Profile, refresh: MatchRefresh | None = None) -> dict[str, Any]:
    refresh = refresh or MatchRefresh.objects.filter(profile=profile).first()
    is_live = refresh is not None and refresh.is_live
    missing = [] if is_live else profile.missing_for_matching()
    possible_at = None if is_live else MatchRefresh.objects.next_possible_at(profile)
    can_start = not (is_live or missing or possible_at)
    stale = refresh is not None and not is_live and is_stale(profile, refresh)
    return {
        "profile": profile,
        "refresh": refresh,
        "refresh_is_live": is_live,
        "poll": next_poll(refresh) if refresh and is_live else None,
        "missing": missing,
        "next_possible_at": possible_at,
        "seconds_left": _seconds_until(possible_at) if possible_at else None,
        "refreshes_per_hour": settings.REFRESHES_PER_HOUR,
        "model_refusal": _model_refusal(profile) if can_start else None,
        "refresh_summary": RefreshSummary(refresh, is_ready=not missing, is_stale=stale),
    }


def is_stale(profile: Profile, refresh: MatchRefresh) -> bool:
    """True if the profile changed since its last completed refresh, in a field that matching reads.

    `refresh` is the newest one, which may have failed.
    """
    completed: MatchRefresh | None = refresh
    if refresh.status != MatchRefresh.Status.COMPLETED:
        done = MatchRefresh.objects.filter(status=MatchRefresh.Status.COMPLETED)
        completed = done.filter(profile=profile).first()
    if completed is None or not completed.profile_fingerprint:
        return False
    return completed.profile_fingerprint != fingerprint_of(profile)


def _start(profile: Profile, is_offline: bool) -> str | None:
    """Start a refresh; return a refusal for the candidate, or None."""
    if missing := profile.missing_for_matching():
        names = ", ".join(section.label for section in missing)
        return f"Your profile isn't ready for matching yet. Still missing: {names}."
    if profile.must_be_asked_about_ai:
        return "First choose on your matches page whether to use AI."
    refusal = None if is_offline else _model_refusal(profile)
    # A live refresh is returned in any case, as it needs no further permission.
    if refusal and not MatchRefresh.objects.live_of(profile):
        return f"{refusal.why.label} {_reset_sentence(refusal)}"
    try:
        MatchRefresh.objects.request_within_limit(
            profile, Mode.OFFLINE if is_offline else Mode.INCREMENTAL
        )
    except TooSoon:
        return "You've reached the limit of refreshes for now."  # the page says when it is not
    return None


def _seconds_until(moment: dt.datetime) -> int:
    """Whole seconds until a time, rounded up so that the countdown never ends too early."""
    return max(math.ceil((moment - timezone.now()).total_seconds()), 1)


def _model_refusal(profile: Profile) -> Refusal | None:
    """Refusal of model calls for a candidate who uses a model; None if calls are allowed."""
    if profile.llm_backend != Backend.ANTHROPIC:
        return None
    return refusal_for(profile.user_id, max_tokens=MAX_TOKENS)


def _reset_sentence(refusal: Refusal) -> str:
    if refusal.until is None:
        return "You can refresh without AI until then."
    at = timezone.localtime(refusal.until)
    return f"The limit resets at {at:%H:%M %Z}. You can refresh without AI until then."
