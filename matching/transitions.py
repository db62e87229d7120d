"""Transitions of a match."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from matching.models import Match
from talentnet.profiles.models import Profile
from talentnet.verbs import KEEPING, Transition, Transitions, Verb, apply

Status = Match.Status
# Noon is on the same date in all zones up to 11 hours away.
NOON = dt.time(12)

TRANSITIONS: Transitions = {
    **KEEPING,
    # Applying again corrects the date.
    Verb.APPLY: Transition((Status.ACTIVE, Status.SAVED), "Marked as applied. Good luck!"),
    Verb.UNAPPLY: Transition(
        tuple(Status),
        "No longer marked as applied.",
        {"applied_at": None},
        Q(applied_at__isnull=False),
    ),
}


def change_match(
    profile: Profile, match_id: int, verb: Verb, *, applied_on: dt.date | None = None
) -> bool:
    """Apply the transition if the profile's match allows it; True if it was applied.

    `applied_on` is a date in the candidate's time zone, today by default. It is stored as noon, so
    that almost every other time zone shows the same date.
    """
    changes: dict[str, Any] = {}
    if verb == Verb.APPLY:
        day = applied_on or timezone.localdate()
        changes["applied_at"] = timezone.make_aware(dt.datetime.combine(day, NOON))
    matches = Match.objects.filter(profile=profile, pk=match_id)
    return apply(matches, TRANSITIONS[verb], **changes)
