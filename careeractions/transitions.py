"""Transitions of a career action.

A transition is a conditional update on the current status: of two clicks one wins, and the other is
told. Saved, started, finished and dismissed moves survive every generation.
"""

from dataclasses import replace

from django.db.models.functions import Now

from careeractions.models import CareerAction
from talentnet.profiles.models import Profile
from talentnet.verbs import KEEPING, Transition, Transitions, Verb, apply

Status = CareerAction.Status

# Career actions, unlike matches, also store a reason for the dismissal.
_RESTORE = KEEPING[Verb.RESTORE]

TRANSITIONS: Transitions = {
    **KEEPING,
    Verb.RESTORE: replace(_RESTORE, changes={**_RESTORE.changes, "dismiss_reason": ""}),
    Verb.START: Transition(
        (Status.ACTIVE, Status.SAVED),
        "Started. Good luck!",
        {"status": Status.IN_PROGRESS, "started_at": Now()},
    ),
    # Back to saved, not to active: the next refresh would replace an active move.
    Verb.CANCEL: Transition(
        (Status.IN_PROGRESS,),
        "Stopped for now. It stays in your saved moves.",
        {"status": Status.SAVED, "started_at": None},
    ),
    Verb.COMPLETE: Transition(
        (Status.IN_PROGRESS,),
        "Done. Nice work!",
        {"status": Status.DONE, "completed_at": Now()},
    ),
}


def verbs_from(status: str) -> list[Verb]:
    """Verbs that a career action's status allows."""
    return [verb for verb, transition in TRANSITIONS.items() if status in transition.sources]


def change_action(profile: Profile, action_id: int, verb: Verb) -> bool:
    """Apply the transition if the profile's career action allows it; True if it was applied."""
    return apply(CareerAction.objects.shown_to(profile).filter(pk=action_id), TRANSITIONS[verb])
