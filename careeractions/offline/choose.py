"""Choosing a set of cards: one of each type where possible, each about something else."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from careeractions.action_types import ActionType
from careeractions.offline.card import Card, cards
from careeractions.offline.catalog import STARTERS, scored
from careeractions.offline.kinds import Craft
from careeractions.offline.material import Material
from careeractions.offline.template import Level, Template
from careeractions.prompts import MAX_ACTIONS, MIN_ACTIONS, MIN_TYPES

OWN_CARDS_WHEN_THIN = 3
MOST_OF_A_TYPE = 2
_SLOT = re.compile(r"\{\w+\}")
_CLOSE = 4
"""Templates this near to a type's best take turns; so do the types after the two strongest."""
_FIXED_TYPES = 2


def choose(material: Material, avoid: Sequence[str], variant: int) -> list[Card]:
    choice = CardChoice(material, avoid, variant)
    most = OWN_CARDS_WHEN_THIN if material.is_thin else MAX_ACTIONS
    choice.add_growth()
    for most_of_a_type in (1, MOST_OF_A_TYPE):
        choice.add_own(most, most_of_a_type)
    if material.is_thin:
        choice.add_starters(max(MIN_ACTIONS, len(choice.cards) + 1))
    return choice.in_order()


@dataclass
class CardChoice:
    """A set of cards while it is being put together."""

    material: Material
    avoid: Sequence[str]
    variant: int
    cards: list[Card] = field(default_factory=list)

    def add_growth(self) -> None:
        """One card works on what the matches say is worth building."""
        about_growth = [t for t in self._points if _is_about_growth(t)]
        best_first = sorted(about_growth, key=lambda t: (t in self._seen, -self._points[t]))
        self._add_first(best_first)

    def add_own(self, most: int, most_of_a_type: int) -> None:
        for type_ in self._types():
            if len(self.cards) < most and self._count()[type_] < most_of_a_type:
                self._add_first(self._templates[type_])

    def add_starters(self, most: int) -> None:
        turn = self.variant * MIN_ACTIONS % len(STARTERS)
        in_turn = (*STARTERS[turn:], *STARTERS[:turn])
        fresh = [t for t in in_turn if not self._count()[t.type]]
        for template in (*fresh, *in_turn):
            if len(self.cards) < most or len(self._count()) < MIN_TYPES:
                self._add_first([template])

    def in_order(self) -> list[Card]:
        """The strongest card first, the one for a growth area second."""
        if self.cards and _is_about_growth(self.cards[0].template):
            growth, *rest = self.cards
            return [*rest[:1], growth, *rest[1:]]
        return self.cards

    def _add_first(self, templates: Iterable[Template]) -> None:
        if card := next(self._possible(templates), None):
            self.cards.append(card)

    def _possible(self, templates: Iterable[Template]) -> Iterator[Card]:
        used = Counter(subject for card in self.cards for subject in card.subjects)
        titles = [*self.avoid, *(card.title for card in self.cards)]
        for template in templates:
            if self._has_enough_like(template):
                continue
            turn = self.variant + self._turn_of.get(template, 0)
            filled = list(cards(template, self.material, turn))
            for card in sorted(filled, key=lambda c: sum(used[s] for s in c.subjects)):
                if card.fits and not card.resembles(titles):
                    yield card

    def _has_enough_like(self, template: Template) -> bool:
        """One card asks to lead; one works in another language, unless that is the craft."""
        made = [card.template for card in self.cards]
        if template.level == Level.SENIOR:
            return any(other.level == Level.SENIOR for other in made)
        return any(
            slot in template.slots and sum(slot in other.slots for other in made) >= most
            for slot, most in self._most_with.items()
        )

    @cached_property
    def _most_with(self) -> dict[str, int]:
        """Caps for slots outside the person's main craft."""
        field_is_first = self.material.crafts[:1] == (Craft.FIELD,)
        return {
            "language": 2 if self.material.lives_by_language else 1,
            "field": MAX_ACTIONS if field_is_first else 1,
        }

    def _count(self) -> Counter[ActionType]:
        return Counter(card.template.type for card in self.cards)

    @cached_property
    def _points(self) -> dict[Template, int]:
        return scored(self.material)

    @cached_property
    def _turn_of(self) -> dict[Template, int]:
        """So that templates side by side do not all begin with the first skill."""
        return {template: number for number, template in enumerate(self._points)}

    @cached_property
    def _seen(self) -> frozenset[Template]:
        """Templates of which the person knows a card already: used again only as a reserve."""
        return frozenset(t for t in self._points if _made_one_of(t, self.avoid))

    @cached_property
    def _templates(self) -> dict[ActionType, list[Template]]:
        """The usable templates of each type in the order to try; types as the craft has them."""
        usable = [t for t in self._points if not _is_about_growth(t) and self._can_be_filled(t)]
        types = dict.fromkeys(t.type for t in usable)
        return {type_: self._in_turn([t for t in usable if t.type == type_]) for type_ in types}

    def _can_be_filled(self, template: Template) -> bool:
        return any(card.fits for card in cards(template, self.material, 0))

    def _in_turn(self, templates: list[Template]) -> list[Template]:
        ranked = sorted(templates, key=lambda t: (t in self._seen, -self._points[t]))
        return _rotated(ranked, [self._strength(t) for t in ranked], self.variant)

    def _types(self) -> list[ActionType]:
        strength = {t: max(map(self._strength, ts)) for t, ts in self._templates.items() if ts}
        ranked = sorted(strength, key=lambda t: -strength[t])
        head, rest = ranked[:_FIXED_TYPES], ranked[_FIXED_TYPES:]
        turn = self.variant * (MAX_ACTIONS - _FIXED_TYPES)
        return [*head, *_rotated(rest, [strength[t] for t in rest], turn)]

    def _strength(self, template: Template) -> int:
        return self._points[template] - (2 * _CLOSE if template in self._seen else 0)


def _is_about_growth(template: Template) -> bool:
    return not {"growth", "advice"}.isdisjoint(template.slots)


def _rotated[T](ranked: list[T], strength: list[int], turn: int) -> list[T]:
    """Those about as strong as the first take turns at the head; the others follow as they are."""
    close = [one for one, s in zip(ranked, strength, strict=True) if s >= strength[0] - _CLOSE]
    start = turn % len(close) if close else 0
    return [*close[start:], *close[:start], *ranked[len(close) :]]


def _made_one_of(template: Template, titles: Iterable[str]) -> bool:
    parts = _SLOT.split(template.title)
    pattern = re.compile("(.+)".join(map(re.escape, parts)), re.IGNORECASE)
    return any(pattern.fullmatch(title.strip()) for title in titles)
