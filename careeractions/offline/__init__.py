"""Offline adviser: rules that write career actions from a profile.

It replaces the AI model wherever none may be called. Its answer has the shape of the tool
`generate_career_actions` and passes through the same validation, checks and storage. `person.py`
reads the profile, `data/` holds the texts, and `choose.py` selects and fills them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from careeractions.offline.card import Card
from careeractions.offline.choose import Memory, choose
from careeractions.offline.person import Person
from careeractions.offline.subjects import SubjectOrigin
from careeractions.prompts import MIN_ACTIONS
from talentnet.profiles.models import Profile

MODEL_VERSION = "offline-adviser-2"
_ROWS = ("work_experiences", "projects", "volunteerings", "educations", "accomplishments")

NOTHING_NEW = (
    "We have no new moves for you this time, so your current ones stay. Add to your goals, work or "
    "projects and refresh again."
)
FEWER_THAN_USUAL = (
    "We wrote fewer moves than usual, because little in your profile is left to build on. Add to "
    "your goals, work or projects to get more."
)


@dataclass(frozen=True)
class OfflineAnswer:
    """Answer in the shape of the tool's input, with what to remember of each card."""

    cards: tuple[Card, ...]

    @property
    def answer(self) -> dict[str, Any]:
        # The goal is spelled out once, not on every card.
        tellers = (SubjectOrigin.GOAL, SubjectOrigin.NONE)
        first = next((c for c in self.cards if c.subject.origin in tellers), None)
        return {"actions": [card.as_item(tells_goal=card is first) for card in self.cards]}

    @property
    def templates(self) -> list[str]:
        return [card.template.key for card in self.cards]

    @property
    def subjects(self) -> list[str]:
        return [card.subject.text for card in self.cards]

    @property
    def note(self) -> str:
        """Sentence for the candidate if the material has run out; else empty."""
        if not self.cards:
            return NOTHING_NEW
        return FEWER_THAN_USUAL if len(self.cards) < MIN_ACTIONS else ""


def write_actions(
    profile: Profile,
    *,
    growth_areas: Sequence[str] = (),
    memory: Memory | None = None,
) -> OfflineAnswer:
    """Write 3 to 5 actions of at least 3 types, fewer if the profile's material has run out.

    Deterministic: the same arguments on the same day give the same actions.
    """
    prefetch_related_objects([profile], *_ROWS)
    person = Person(profile, tuple(growth_areas))
    return OfflineAnswer(tuple(choose(person, memory or Memory())))


def memory_of(known: Iterable[tuple[str, str]], seen_titles: Iterable[str]) -> Memory:
    """Build the memory from (template, title) of cards taken up or dismissed, and all titles."""
    known = list(known)
    return Memory(
        frozenset(template for template, _ in known if template),
        tuple(title for _, title in known),
        frozenset(title.casefold() for title in seen_titles),
    )
