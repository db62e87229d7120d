"""The one thing that is most worth doing next."""

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

SOON = dt.timedelta(days=3)
LONG_AGO = dt.timedelta(days=7)


@dataclass(frozen=True)
class NextStep:
    title: str
    text: str
    label: str
    url: str
    other_label: str = ""
    """Of a second way to do it; empty where there is but one."""
    other_url: str = ""


def next_step(
    profile: Profile, meter: Meter, refresh: MatchRefresh | None, soonest: Match | None
) -> NextStep:
    """What blocks comes first, then what will not wait, then what is new, then what is under way.

    `soonest` is the saved match whose deadline comes next and that was not applied to.
    """
    return (
        _before_matching(profile, meter)
        or _about_the_refresh(profile, refresh)
        or _deadline(soonest)
        or _new_matches(profile)
        or _card_under_way(profile)
        or _when_all_is_done(refresh)
    )


def _before_matching(profile: Profile, meter: Meter) -> NextStep | None:
    if meter.missing:
        url = reverse("profiles:section", args=[meter.missing[0].slug])
        if not meter.filled:
            return _first_of_all(url)
        return NextStep("Complete your profile", meter.sentence, "Go on with it", url)
    if profile.must_be_asked_about_ai:
        text = "May an AI model read your profile and explain your matches? It is yours to say."
        return NextStep("One question first", text, "Answer it", f"{reverse('home:settings')}#ai")
    return None


def _first_of_all(url: str) -> NextStep:
    text = (
        "Everything here starts from it. Bring a résumé, your LinkedIn data or a JSON Resume and "
        "choose what is taken from it, or start typing."
    )
    title, there = "Complete your profile", reverse("profiles:imports")
    return NextStep(title, text, "Start typing", url, "Bring what you have", there)


def _about_the_refresh(profile: Profile, refresh: MatchRefresh | None) -> NextStep | None:
    url = reverse("matching:matches")
    if refresh is None:
        text = "One press sets your profile against every open opportunity."
        return NextStep("Find your first matches", text, "To the matches", url)
    if refresh.status == MatchRefresh.Status.FAILED:
        text = "Your last refresh didn't finish. Your matches are unchanged."
        return NextStep("Refresh your matches", text, "To the matches", url)
    if refresh.is_live:
        text = "Your matches are being refreshed right now."
        return NextStep("Matches are on their way", text, "Watch it", url)
    # While a refresh is not possible, something else is: whatever comes next.
    if is_stale(profile, refresh) and not MatchRefresh.objects.next_possible_at(profile):
        text = "Your profile has changed since your last refresh. Refresh to update your matches."
        return NextStep("Refresh your matches", text, "To the matches", url)
    return None


def _deadline(soonest: Match | None) -> NextStep | None:
    deadline = soonest.opportunity.deadline if soonest else None
    if soonest is None or deadline is None or deadline > timezone.now() + SOON:
        return None
    url = reverse("matching:match", args=[soonest.pk])
    text = f"{soonest.opportunity.title} {closes(soonest.opportunity)}. You saved it."
    return NextStep("A deadline is close", text, "Look at it", url)


def _new_matches(profile: Profile) -> NextStep | None:
    new = Match.objects.filter(profile=profile, is_new=True).undismissed().count()
    if not new:
        return None
    text = f"{new} match{'' if new == 1 else 'es'} that you have not seen yet."
    url = f"{reverse('matching:matches')}?show=new"
    return NextStep("Look at your new matches", text, "Show them", url)


def _card_under_way(profile: Profile) -> NextStep | None:
    cards = CareerAction.objects.of(profile).filter(status=CareerAction.Status.IN_PROGRESS)
    card = cards.order_by("started_at").first()
    if card is None:
        return None
    url = f"{reverse('careeractions:moves')}#action-{card.pk}"
    return NextStep("Go on with what you started", card.title, "Open it", url)


def _when_all_is_done(refresh: MatchRefresh | None) -> NextStep:
    if refresh and refresh.created_at < timezone.now() - LONG_AGO and _came_since(refresh):
        text = "Your last refresh was over a week ago, and new opportunities have come since."
        return NextStep("Refresh", text, "To the matches", reverse("matching:matches"))
    text = "Start one of your moves, or look around among all that is open."
    return NextStep("You are up to date", text, "Your moves", reverse("careeractions:moves"))


def _came_since(refresh: MatchRefresh) -> bool:
    return Opportunity.objects.open().filter(created_at__gt=refresh.created_at).exists()
