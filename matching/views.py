import datetime as dt
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from matching import transitions
from matching.growth import growth_areas
from matching.match_filters import MatchFilter
from matching.models import Match
from matching.refresh_views import refresh_context
from matching.visits import new_in_this_visit, remember_new
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.profiles.anchors import ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.verbs import Verb, page_with

PAGE_LENGTH = 20


@require_safe
@login_required
def matches(request: Request) -> HttpResponse:
    """Matches page: the list, growth areas, refresh panel and moves.

    Filters are in the URL; htmx requests the same URL and gets only the list.
    """
    profile = _profile_with_rows(request)
    # Read the refresh before the matches: if it ends in between, the page still polls again.
    refreshing = refresh_context(profile)
    context = _list_context(request, profile)
    # Opening the page clears the "new" mark in the database; the session keeps the badge.
    shown = [match.pk for match in context["page"] if match.is_new]
    Match.objects.filter(pk__in=shown).update(is_new=False)
    remember_new(request.session, shown)
    # A history restore expects the full page, not the fragment.
    in_place = request.htmx and not request.htmx.history_restore_request
    template = "matching/matches.html#match_list" if in_place else "matching/matches.html"
    growth = {"growth_areas": growth_areas(profile)}
    response = render(request, template, {**refreshing, **context, **growth})
    # The full page and the fragment share a URL, so caches must tell them apart.
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
def match_list(request: Request) -> HttpResponse:
    """List of matches for polling during a refresh; clears no "new" marks."""
    context = _list_context(request, _profile_with_rows(request))
    return render(request, "matching/matches.html#match_list", context)


@require_safe
@login_required
def growth(request: Request) -> HttpResponse:
    """Growth areas fragment, fetched after matches or moves have changed."""
    profile = profile_of(request.user)
    context = {"profile": profile, "growth_areas": growth_areas(profile)}
    return render(request, "matching/matches.html#growth", context)


@require_safe
@login_required
def match(request: Request, match_id: int) -> HttpResponse:
    """Page of one match with its opportunity."""
    profile = _profile_with_rows(request)
    current = get_object_or_404(_matches_of(profile).select_related("refresh"), pk=match_id)
    return render(request, "matching/match.html", _card_context(request, profile, current))


@require_POST
@login_required
def change(request: Request, match_id: int, verb: Verb) -> HttpResponse:
    """Apply a verb to the candidate's match; 409 with its current state if not allowed."""
    profile = _profile_with_rows(request)
    # 404 for matches of others, before anything else is checked.
    get_object_or_404(Match, pk=match_id, profile=profile)
    applied_on, refusal = _applied_on(request)
    done = not refusal and transitions.change_match(profile, match_id, verb, applied_on=applied_on)
    current = get_object_or_404(_matches_of(profile), pk=match_id)
    if done and not request.htmx:
        messages.success(request, transitions.TRANSITIONS[verb].message)
        return redirect(page_with(request, current.anchor))
    refused = (
        ""
        if done
        else refusal
        or f"“{verb.label}” didn't work: this match has changed. See its current state."
    )
    context = _card_context(request, profile, current) | {
        "refused": refused,
        "swapped": True,
        "verb": verb,
        "is_page": "page" in request.POST,
    }
    template = "matching/card.html" if request.htmx else "matching/match.html"
    response = render(request, template, context, status=200 if done else 409)
    return trigger_client_event(response, "match-chosen") if done else response


def _applied_on(request: Request) -> tuple[dt.date | None, str]:
    """Date from the form, or None, and an error message, or an empty string."""
    text = request.POST.get("on", "")
    with suppress(ValueError):
        day = dt.date.fromisoformat(text) if text else None
        # One day of tolerance: the browser's time zone may be ahead of the profile's.
        if day is None or dt.date(2000, 1, 1) <= day <= timezone.localdate() + dt.timedelta(days=1):
            return day, ""
    return None, "Enter the day you applied: today or earlier."


def _profile_with_rows(request: Request) -> Profile:
    profile = profile_of(request.user)
    # Entries that evidence can link to; prefetched once for all matches on the page.
    rows = ("work_experiences", "educations", "projects", "volunteerings")
    prefetch_related_objects([profile], *rows)
    return profile


def _matches_of(profile: Profile) -> Any:
    return Match.objects.filter(profile=profile).select_related("opportunity")


def _card_context(request: Request, profile: Profile, match: Match) -> dict[str, Any]:
    return {
        "match": match,
        "new": new_in_this_visit(request.session),
        "profile": profile,
        "places": ProfileAnchors.of(profile),
    }


def _list_context(request: Request, profile: Profile) -> dict[str, Any]:
    new = new_in_this_visit(request.session)
    filters = MatchFilter(request.GET, queryset=_matches_of(profile), new=new)
    counts = filters.tier_counts()
    page: Page[Match] = Paginator(filters.found(), PAGE_LENGTH).get_page(request.GET.get("page"))
    return {
        "asked": filters,
        "page": page,
        "tiers": [(tier, counts.get(tier, 0)) for tier in Match.Tier],
        "total": sum(counts.values()),
        "new": new,
        "profile": profile,
        "places": ProfileAnchors.of(profile),
        "query": _query(request),
    }


def _query(request: Request) -> str:
    """Query string of the current filters, without the page, ready for more parameters."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return f"{parameters.urlencode()}&" if parameters else ""
