"""Verbs that candidates apply to their own rows: matches and moves.

Each app lists its transitions. This module has the URL converter, the update and the redirect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse

from talentnet.http import next_page


class Verb(models.TextChoices):
    SAVE = "save", "Save"
    UNSAVE = "unsave", "Unsave"
    DISMISS = "dismiss", "Dismiss"
    RESTORE = "restore", "Restore"
    START = "start", "Start"
    CANCEL = "cancel", "Stop for now"
    COMPLETE = "complete", "Mark done"
    APPLY = "apply", "Mark as applied"
    UNAPPLY = "unapply", "Not applied"


@dataclass(frozen=True)
class Transition:
    sources: tuple[str, ...]
    """Statuses that allow the transition."""
    message: str
    """Text shown after the transition."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Columns to write, passed to `QuerySet.update`."""
    condition: Q = field(default_factory=Q)
    """Condition on the row, besides its status."""


type Transitions = Mapping[Verb, Transition]

KEEPING: Transitions = {
    Verb.SAVE: Transition(
        ("active",), "Saved. It stays through every refresh.", {"status": "saved"}
    ),
    Verb.UNSAVE: Transition(
        ("saved",), "No longer saved. The next refresh may replace it.", {"status": "active"}
    ),
    Verb.DISMISS: Transition(
        ("active", "saved"),
        "Dismissed. You can restore it from the Dismissed filter.",
        {"status": "dismissed", "dismissed_at": Now(), "dismissed_from": F("status")},
    ),
    Verb.RESTORE: Transition(
        ("dismissed",),
        "Restored.",
        # Back to the status before the dismissal: active or saved.
        {"status": F("dismissed_from"), "dismissed_at": None, "dismissed_from": ""},
    ),
}
"""Transitions of every row that can be saved and dismissed."""


def apply(rows: QuerySet[Any], transition: Transition, **changes: Any) -> bool:
    """Apply a transition to the one row in `rows` if it is allowed; True if it was applied.

    One conditional UPDATE: if two tabs, or a click and a refresh, compete, one wins and the other
    gets False.
    """
    allowed = rows.filter(transition.condition, status__in=transition.sources)
    return bool(allowed.update(**transition.changes, **changes))


class VerbConverter:
    regex = "|".join(Verb.values)

    def to_python(self, value: str) -> Verb:
        return Verb(value)

    def to_url(self, value: str) -> str:
        return str(value)


def converter_for(transitions: Transitions) -> type[VerbConverter]:
    """URL converter that matches the verbs of these transitions and no others."""
    return type("VerbConverter", (VerbConverter,), {"regex": "|".join(transitions)})


def page_with(request: HttpRequest, anchor: str) -> str:
    """URL of the page with the button, scrolled to this element; never on another host."""
    page = next_page(request, reverse("matching:matches"))
    # The page may already end in the anchor of another row.
    return f"{page.split('#')[0]}#{anchor}"
