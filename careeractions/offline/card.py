"""Fill a template with elements of a profile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from careeractions.offline.material import Material
from careeractions.offline.phrases import Phrase
from careeractions.offline.template import Template
from careeractions.validation import (
    MAX_BASIS,
    MAX_TITLE_WORDS,
    MIN_TITLE_WORDS,
    is_near_duplicate,
)

MAX_TITLE_LENGTH = 90
# Slots that a card is about; the others only say where, or from which position.
_SUBJECTS = frozenset(
    {"skill", "interest", "other", "growth", "advice", "language", "study", "field", "area", "goal"}
)


@dataclass(frozen=True)
class Card:
    """Template with a phrase for each of its slots."""

    template: Template
    elements: tuple[tuple[str, Phrase], ...]

    @cached_property
    def title(self) -> str:
        return self._filled(self.template.title)

    @property
    def subjects(self) -> list[str]:
        """Subjects of the card, case-folded, to spread a set over the profile."""
        return [e.text.casefold() for slot, e in self.elements if slot in _SUBJECTS]

    @property
    def basis(self) -> list[str]:
        quoted = (text for _, element in self.elements for text in element.basis)
        return list(dict.fromkeys(quoted))[:MAX_BASIS]

    @property
    def fits(self) -> bool:
        """True if the title has a valid length, no subject recurs, and the card has a basis."""
        words = len(self.title.split())
        return (
            MIN_TITLE_WORDS <= words <= MAX_TITLE_WORDS
            and len(self.title) <= MAX_TITLE_LENGTH
            and not self._repeats_subject()
            and bool(self.basis)
        )

    def resembles(self, titles: Iterable[str]) -> bool:
        return any(is_near_duplicate(self.title, title) for title in titles)

    def as_item(self) -> dict[str, Any]:
        """Item in the shape of the tool's input."""
        return {
            "type": self.template.type.value,
            "title": self.title,
            "description": self._filled(self.template.description),
            "rationale": self._filled(self.template.rationale),
            "profileBasis": self.basis,
        }

    def _filled(self, text: str) -> str:
        return text.format(**{slot: element.text for slot, element in self.elements})

    def _repeats_subject(self) -> bool:
        """True if a subject equals or contains another, such as a skill and an interest."""
        named = [f" {subject} " for subject in self.subjects]
        return any(a in b for i, a in enumerate(named) for j, b in enumerate(named) if i != j)


def cards(template: Template, material: Material, turn: int) -> Iterator[Card]:
    """Yield every way to fill a template, starting at another one each turn."""
    # {other} is a second interest, so it takes the interest's kinds.
    kinds = {"skill": template.skill, "interest": template.interest, "other": template.interest}
    if template.unless and material.slots[template.unless]:
        return
    slots = template.slots
    choices = list(product(*(material.options(s, kinds.get(s, frozenset())) for s in slots)))
    start = turn % len(choices) if choices else 0
    for choice in (*choices[start:], *choices[:start]):
        yield Card(template, tuple(zip(slots, choice, strict=True)))
