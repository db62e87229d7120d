"""What a candidate can do with a card, and from where."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from careeractions.models import CareerAction
from talentnet.profiles.models import Profile

Status = CareerAction.Status


class Verb(models.TextChoices):
    SAVE = "save", "Save"
    UNSAVE = "unsave", "Unsave"
    DISMISS = "dismiss", "Dismiss"
    RESTORE = "restore", "Restore"
    START = "start", "Start"
    CANCEL = "cancel", "Stop for now"
    COMPLETE = "complete", "Mark done"


@dataclass(frozen=True)
class Transition:
    sources: tuple[CareerAction.Status, ...]
    changes: dict[str, Any] = field(default_factory=dict)


TRANSITIONS: dict[Verb, Transition] = {
    Verb.SAVE: Transition((Status.ACTIVE,), {"status": Status.SAVED}),
    Verb.UNSAVE: Transition((Status.SAVED,), {"status": Status.ACTIVE}),
    Verb.DISMISS: Transition(
        (Status.ACTIVE, Status.SAVED),
        {"status": Status.DISMISSED, "dismissed_at": Now(), "dismissed_from": F("status")},
    ),
    Verb.RESTORE: Transition(
        (Status.DISMISSED,),
        {
            "status": F("dismissed_from"),
            "dismissed_at": None,
            "dismissed_from": "",
            "dismiss_reason": "",
        },
    ),
    Verb.START: Transition(
        (Status.ACTIVE, Status.SAVED), {"status": Status.IN_PROGRESS, "started_at": Now()}
    ),
    # A card that was started was taken up: it stays saved.
    Verb.CANCEL: Transition((Status.IN_PROGRESS,), {"status": Status.SAVED, "started_at": None}),
    Verb.COMPLETE: Transition(
        (Status.IN_PROGRESS,), {"status": Status.DONE, "completed_at": Now()}
    ),
}


def verbs_from(status: str) -> list[Verb]:
    """What can be done with a card of this status."""
    return [verb for verb, transition in TRANSITIONS.items() if status in transition.sources]


def change(profile: Profile, action_id: int, verb: Verb) -> bool:
    """Do it, if the owner's card is in a status that allows it; whether it was done.

    One conditional update, so that of two tabs, or of a click and a regeneration, one wins and
    the other is told.
    """
    transition = TRANSITIONS[verb]
    changed = (
        CareerAction.objects.of(profile)
        .filter(pk=action_id, status__in=transition.sources)
        .update(**transition.changes)
    )
    return bool(changed)
