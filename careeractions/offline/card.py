"""A template filled with one person's elements."""

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

LONGEST_TITLE = 90
_SUBJECTS = frozenset(
    {"skill", "interest", "other", "growth", "advice", "language", "study", "field", "area", "goal"}
)


@dataclass(frozen=True)
class Card:
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
        words = len(self.title.split())
        return (
            MIN_TITLE_WORDS <= words <= MAX_TITLE_WORDS
            and len(self.title) <= LONGEST_TITLE
            and not self._says_one_thing_twice()
            and bool(self.basis)
        )

    def resembles(self, titles: Iterable[str]) -> bool:
        return any(is_near_duplicate(self.title, title) for title in titles)

    def as_item(self) -> dict[str, Any]:
        """Card in the shape of the tool's input."""
        return {
            "type": self.template.type.value,
            "title": self.title,
            "description": self._filled(self.template.description),
            "rationale": self._filled(self.template.rationale),
            "profileBasis": self.basis,
        }

    def _filled(self, text: str) -> str:
        return text.format(**{slot: element.text for slot, element in self.elements})

    def _says_one_thing_twice(self) -> bool:
        """Such as a skill and an interest in the same thing, or one within the other."""
        named = [f" {subject} " for subject in self.subjects]
        return any(a in b for i, a in enumerate(named) for j, b in enumerate(named) if i != j)


def cards(template: Template, material: Material, turn: int) -> Iterator[Card]:
    """Every way to fill a template, beginning at another one each turn."""
    kinds = {"skill": template.skill, "interest": template.interest, "other": template.interest}
    if template.unless and material.slots[template.unless]:
        return
    slots = template.slots
    choices = list(product(*(material.options(s, kinds.get(s, frozenset())) for s in slots)))
    start = turn % len(choices) if choices else 0
    for choice in (*choices[start:], *choices[:start]):
        yield Card(template, tuple(zip(slots, choice, strict=True)))
