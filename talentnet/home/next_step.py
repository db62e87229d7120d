"""Choose the one step that the dashboard suggests next."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from careeractions.models import CareerAction
from matching.models import Match, MatchRefresh
from matching.refresh_views import is_stale
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.templatetags.opportunities import closes
from talentnet.profiles.models import Profile
from talentnet.profiles.sections import Meter

# A saved match that closes within this time comes before new matches.
DEADLINE_SOON = dt.timedelta(days=3)
# Refreshing is suggested again after this time, if opportunities were added.
REFRESH_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class NextStep:
    title: str
    text: str
    label: str
    url: str
    other_label: str = ""
    """Second button, if there are two ways to take the step."""
    other_url: str = ""


def next_step(
    profile: Profile, meter: Meter, refresh: MatchRefresh | None, soonest: Match | None
) -> NextStep:
    """The most urgent step.

    `refresh` is the latest one. `soonest` is the saved match with the next deadline that the
    candidate hasn't applied to.
    """
    # First what blocks everything else, then what can't wait, then news, then work in progress.
    return (
        _setup_step(profile, meter)
        or _refresh_step(profile, refresh)
        or _deadline_step(soonest)
        or _new_matches_step(profile)
        or _move_step(profile)
        or _idle_step(refresh)
    )


def _setup_step(profile: Profile, meter: Meter) -> NextStep | None:
    if meter.missing:
        url = reverse("profiles:section", args=[meter.missing[0].slug])
        if not meter.filled:
            return _empty_profile_step(url)
        return NextStep("Complete your profile", meter.sentence, "Continue your profile", url)
    if profile.must_be_asked_about_ai:
        text = "An AI model can read your profile and explain your matches. It's your choice."
        url = f"{reverse('home:settings')}#ai"
        return NextStep("Use AI for your matches?", text, "Make your choice", url)
    return None


def _empty_profile_step(url: str) -> NextStep:
    text = (
        "Your matches start from your profile. Import a résumé, your LinkedIn data or a JSON "
        "Resume and choose what to add. Or fill it in yourself."
    )
    title, imports_url = "Complete your profile", reverse("profiles:imports")
    return NextStep(title, text, "Fill in profile", url, "Import a résumé", imports_url)


def _refresh_step(profile: Profile, refresh: MatchRefresh | None) -> NextStep | None:
    url = reverse("matching:matches")
    if refresh is None:
        text = "Refresh to compare your profile with every open opportunity."
        return NextStep("Find your first matches", text, "Go to matches", url)
    if refresh.status == MatchRefresh.Status.FAILED:
        text = "Your last refresh didn't finish. Your matches haven't changed."
        return NextStep("Refresh your matches", text, "Go to matches", url)
    if refresh.is_live:
        text = "We're comparing your profile with open opportunities."
        return NextStep("Your matches are on their way", text, "View progress", url)
    # Past the hourly limit a refresh is refused, so suggest another step until then.
    if is_stale(profile, refresh) and not MatchRefresh.objects.next_possible_at(profile):
        text = "Your profile has changed since your last refresh. Refresh to update your matches."
        return NextStep("Refresh your matches", text, "Go to matches", url)
    return None


def _deadline_step(soonest: Match | None) -> NextStep | None:
    deadline = soonest.opportunity.deadline if soonest else None
    if soonest is None or deadline is None or deadline > timezone.now() + DEADLINE_SOON:
        return None
    url = reverse("matching:match", args=[soonest.pk])
    text = f"{soonest.opportunity.title} {closes(soonest.opportunity)}. You've saved it."
    return NextStep("A deadline is coming up", text, "View match", url)


def _new_matches_step(profile: Profile) -> NextStep | None:
    new = Match.objects.filter(profile=profile, is_new=True).undismissed().count()
    if not new:
        return None
    text = f"You have {new} match{'' if new == 1 else 'es'} that you haven't seen yet."
    url = f"{reverse('matching:matches')}?show=new"
    return NextStep("Look at your new matches", text, "View new matches", url)


def _move_step(profile: Profile) -> NextStep | None:
    in_progress = CareerAction.objects.shown_to(profile).filter(
        status=CareerAction.Status.IN_PROGRESS
    )
    move = in_progress.order_by("started_at").first()
    if move is None:
        return None
    url = f"{reverse('careeractions:moves')}#action-{move.pk}"
    return NextStep("Continue your move", move.title, "View move", url)


def _idle_step(refresh: MatchRefresh | None) -> NextStep:
    if refresh and refresh.created_at < timezone.now() - REFRESH_AFTER and _has_news(refresh):
        text = "Your last refresh was over a week ago, and there are new opportunities."
        return NextStep("Refresh your matches", text, "Go to matches", reverse("matching:matches"))
    text = "Start one of your moves, or browse all open opportunities."
    return NextStep("You're up to date", text, "View your moves", reverse("careeractions:moves"))


def _has_news(refresh: MatchRefresh) -> bool:
    """True if an open opportunity was added after the refresh."""
    return Opportunity.objects.open().filter(created_at__gt=refresh.created_at).exists()
