from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from matching.growth import GrowthArea, joined
from matching.models import Match, MatchRefresh
from talentnet.http import Request, login_required
from talentnet.polling import next_poll
from talentnet.profiles.access import profile_of
from talentnet.profiles.models import Profile


@require_safe
@login_required
def matches(request: Request) -> HttpResponse:
    """Matches by tier, growth areas, the refresh, and the career actions beside them."""
    profile = profile_of(request.user)
    # The refresh first: if it ends in between, the page still polls, and fetches its matches.
    refresh_context = _refresh_context(profile)
    list_context = _list_context(profile)
    # Opening the page is what takes the "new" mark away; the matches shown keep it this once.
    shown = [m.pk for group in list_context["tiers"] for m in group.matches if m.is_new]
    Match.objects.filter(pk__in=shown).update(is_new=False)
    return render(request, "matching/matches.html", {**refresh_context, **list_context})


@require_safe
@login_required
def match_list(request: Request) -> HttpResponse:
    """The matches and growth areas alone, for a page that is open while a refresh runs."""
    context = _list_context(profile_of(request.user))
    return render(request, "matching/matches.html#match_list", context)


@require_safe
@login_required
def match(request: Request, match_id: int) -> HttpResponse:
    """One match with everything about its opportunity."""
    found = get_object_or_404(
        Match.objects.select_related("opportunity"),
        pk=match_id,
        profile=profile_of(request.user),
    )
    return render(request, "matching/match.html", {"match": found})


@require_POST
@login_required
def start_refresh(request: Request) -> HttpResponse:
    """Start a refresh, or show the one that is under way; says why when it may not."""
    profile = profile_of(request.user)
    refusal = _refusal(profile)
    if refusal is None:
        MatchRefresh.objects.request(profile, MatchRefresh.Trigger.CANDIDATE)
    if not request.htmx:
        if refusal:
            messages.warning(request, refusal)
        return redirect("matching:matches")
    context = {**_refresh_context(profile), "refusal": refusal, "just_started": not refusal}
    response = render(request, "matching/matches.html#refresh", context)
    return trigger_client_event(response, "refresh-started")


@require_safe
@login_required
def refresh_status(request: Request, refresh_id: int) -> HttpResponse:
    """How far a refresh is; the page is told when there are matches that it has not shown."""
    profile = profile_of(request.user)
    refresh = get_object_or_404(MatchRefresh, pk=refresh_id, profile=profile)
    response = render(request, "matching/matches.html#refresh", _refresh_context(profile, refresh))
    if not refresh.is_live or str(refresh.scored) != request.GET.get("seen"):
        trigger_client_event(response, "matches-changed")
    return response


@dataclass(frozen=True)
class TierGroup:
    tier: Match.Tier
    matches: list[Match]


def _list_context(profile: Profile) -> dict[str, Any]:
    found = list(
        Match.objects.filter(profile=profile)
        .undismissed()
        .best_first()
        .select_related("opportunity")
    )
    growth: list[GrowthArea] = joined(match.recommendations for match in found)
    return {
        "tiers": [
            TierGroup(tier, [match for match in found if match.tier == tier]) for tier in Match.Tier
        ],
        "match_count": len(found),
        "growth_areas": growth,
        "profile": profile,
    }


def _refresh_context(profile: Profile, refresh: MatchRefresh | None = None) -> dict[str, Any]:
    refresh = refresh or MatchRefresh.objects.filter(profile=profile).first()
    is_live = refresh is not None and refresh.is_live
    return {
        "profile": profile,
        "refresh": refresh,
        "refresh_is_live": is_live,
        "poll": next_poll(refresh) if refresh and is_live else None,
        "missing": [] if is_live else profile.missing_for_matching(),
        "next_possible_at": None if is_live else MatchRefresh.objects.next_possible_at(profile),
    }


def _refusal(profile: Profile) -> str | None:
    """Why this candidate may not refresh now, in a sentence; None when they may."""
    if missing := profile.missing_for_matching():
        names = ", ".join(section.label for section in missing)
        return f"Your profile is not ready for matching yet. Still missing: {names}."
    if MatchRefresh.objects.live_of(profile):
        return None
    if at := MatchRefresh.objects.next_possible_at(profile):
        return f"You can refresh again at {at:%H:%M} UTC."
    return None
