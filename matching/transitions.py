"""What a candidate can do with a match, and from where."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from matching.models import Match
from talentnet.profiles.models import Profile

Status = Match.Status
NOON = dt.time(12)


class Verb(models.TextChoices):
    SAVE = "save", "Save"
    UNSAVE = "unsave", "Unsave"
    DISMISS = "dismiss", "Dismiss"
    RESTORE = "restore", "Restore"
    APPLY = "apply", "Mark as applied"
    UNAPPLY = "unapply", "Not applied"


@dataclass(frozen=True)
class Transition:
    allowed: Q
    changes: dict[str, Any] = field(default_factory=dict)


TRANSITIONS: dict[Verb, Transition] = {
    Verb.SAVE: Transition(Q(status=Status.ACTIVE), {"status": Status.SAVED}),
    Verb.UNSAVE: Transition(Q(status=Status.SAVED), {"status": Status.ACTIVE}),
    Verb.DISMISS: Transition(
        Q(status__in=(Status.ACTIVE, Status.SAVED)),
        {"status": Status.DISMISSED, "dismissed_at": Now(), "dismissed_from": F("status")},
    ),
    Verb.RESTORE: Transition(
        Q(status=Status.DISMISSED),
        # Matches that were dismissed before this was kept come back as active.
        {
            "status": models.Case(
                models.When(dismissed_from="", then=models.Value(Status.ACTIVE)),
                default=F("dismissed_from"),
            ),
            "dismissed_at": None,
            "dismissed_from": "",
        },
    ),
    # Applying again corrects the date.
    Verb.APPLY: Transition(~Q(status=Status.DISMISSED)),
    Verb.UNAPPLY: Transition(Q(applied_at__isnull=False), {"applied_at": None}),
}


def change(
    profile: Profile, match_id: int, verb: Verb, *, applied_on: dt.date | None = None
) -> bool:
    """Do it, if the owner's match allows it; whether it was done. One conditional update.

    `applied_on` is the reader's own date, today unless told; kept as noon of their day, so that
    it stays that date in all but the farthest of other time zones.
    """
    transition = TRANSITIONS[verb]
    changes = dict(transition.changes)
    if verb == Verb.APPLY:
        day = applied_on or timezone.localdate()
        changes["applied_at"] = timezone.make_aware(dt.datetime.combine(day, NOON))
    changed = (
        Match.objects.filter(profile=profile, pk=match_id)
        .filter(transition.allowed)
        .update(**changes)
    )
    return bool(changed)
