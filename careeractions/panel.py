"""State of the panel "Your next moves"."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from careeractions.models import ActionGeneration, CareerAction
from matching.models import MatchRefresh
from talentnet.polling import next_poll
from talentnet.profiles.anchors import ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.runs import Run

# Enough to undo a slip; the moves page lists all of them.
RECENTLY_DISMISSED = 10

Status = CareerAction.Status


@dataclass(frozen=True)
class Waiting:
    """Message for a panel that waits, with the trigger of its next poll."""

    text: str
    poll: str


@dataclass(frozen=True)
class Progress:
    """Number of preserved career actions, and how many are done."""

    done: int
    total: int

    @classmethod
    def of_statuses(cls, counts: dict[str, int]) -> "Progress":
        done = counts.get(Status.DONE, 0)
        under_way = counts.get(Status.SAVED, 0) + counts.get(Status.IN_PROGRESS, 0)
        return cls(done, done + under_way)


@dataclass(frozen=True)
class PanelStatus:
    """Message of a panel that waits, else the note that came with the newest generation."""

    waiting: Waiting | None
    note: str = ""


def status_of(profile: Profile) -> PanelStatus:
    """Return the live refresh or generation that the panel waits for, else the newest note."""
    # Read the refresh before the generation: a refresh that completes queues its generation, so
    # in this order at least one of the two is seen.
    refresh = MatchRefresh.objects.live_of(profile)
    # Only the newest counts: its result replaces that of any older one.
    generation = ActionGeneration.objects.filter(profile=profile).first()
    if generation is not None and generation.is_live:
        text = "Writing your next moves…"
        if generation.status == Run.QUEUED:
            text = "Writing your next moves soon…"
        return PanelStatus(Waiting(text, next_poll(generation)))
    if refresh is not None:
        poll = next_poll(refresh, comes_first=True)
        text = "We'll write your next moves when your matches are ready."
        return PanelStatus(Waiting(text, poll))
    return PanelStatus(None, generation.note if generation else "")


def status_counts(profile: Profile) -> dict[str, int]:
    """Number of career actions per status."""
    # The default ordering would be part of the GROUP BY.
    rows = CareerAction.objects.shown_to(profile).order_by().values_list("status")
    return dict(rows.annotate(Count("pk")))


def panel_context(profile: Profile) -> dict[str, Any]:
    """Template context of the panel. One query for the cards it shows, one for dismissed ones."""
    cards = list(CareerAction.objects.shown_to(profile).on_panel().with_feedback())
    dismissed = CareerAction.objects.shown_to(profile).filter(status=Status.DISMISSED)
    return {
        "current": [card for card in cards if card.status != Status.DONE],
        "done": [card for card in cards if card.status == Status.DONE],
        "dismissed": list(dismissed.order_by("-dismissed_at")[:RECENTLY_DISMISSED]),
        "progress": Progress.of_statuses(_count_statuses(cards)),
        "places": ProfileAnchors.of(profile),
    }


def _count_statuses(cards: Iterable[CareerAction]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for card in cards:
        counts[card.status] = counts.get(card.status, 0) + 1
    return counts
