"""Select a set of cards with different types and subjects."""

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

_SLOT = re.compile(r"\{\w+\}")
# The rest of a thin profile's set are starters.
MAX_OWN_CARDS_IF_THIN = 3
MAX_PER_TYPE = 2
# Points. Templates this close to the best of their type take turns from one variant to the next.
_CLOSE = 4
# The strongest types are in every set; the others take turns.
_FIXED_TYPES = 2


def choose(material: Material, avoid: Sequence[str], variant: int) -> list[Card]:
    """Cards for the material, strongest first; titles close to one in `avoid` are left out."""
    choice = CardChoice(material, avoid, variant)
    most = MAX_OWN_CARDS_IF_THIN if material.is_thin else MAX_ACTIONS
    # The growth area goes first, so that it gets a card even if the set fills up.
    choice.add_growth()
    # A second card of a type only if a round of different types hasn't filled the set.
    for max_per_type in (1, MAX_PER_TYPE):
        choice.add_own(most, max_per_type)
    if material.is_thin:
        # One starter at least, even if the person's own cards reach the minimum.
        choice.add_starters(max(MIN_ACTIONS, len(choice.cards) + 1))
    return choice.in_order()


@dataclass
class CardChoice:
    """Set of cards under construction."""

    material: Material
    avoid: Sequence[str]
    variant: int
    cards: list[Card] = field(default_factory=list)

    def add_growth(self) -> None:
        """Add one card about a growth area; templates not used before come first."""
        about_growth = [t for t in self._points if _is_about_growth(t)]
        best_first = sorted(about_growth, key=lambda t: (t in self._seen, -self._points[t]))
        self._add_first(best_first)

    def add_own(self, most: int, max_per_type: int) -> None:
        """Add cards from the profile's own material, at most so many in all and of a type."""
        for type_ in self._types():
            if len(self.cards) < most and self._count()[type_] < max_per_type:
                self._add_first(self._templates[type_])

    def add_starters(self, most: int) -> None:
        """Add first steps up to `most` cards, and more until there are enough types."""
        turn = self.variant * MIN_ACTIONS % len(STARTERS)
        in_turn = (*STARTERS[turn:], *STARTERS[:turn])
        fresh = [t for t in in_turn if not self._count()[t.type]]
        for template in (*fresh, *in_turn):
            if len(self.cards) < most or len(self._count()) < MIN_TYPES:
                self._add_first([template])

    def in_order(self) -> list[Card]:
        """Cards with the strongest first and the growth area's second."""
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
            if self._exceeds_cap(template):
                continue
            turn = self.variant + self._offsets.get(template, 0)
            filled = list(cards(template, self.material, turn))
            # Prefer subjects that the set doesn't mention yet; the sort is stable.
            for card in sorted(filled, key=lambda c: sum(used[s] for s in c.subjects)):
                if card.fits and not card.resembles(titles):
                    yield card

    def _exceeds_cap(self, template: Template) -> bool:
        """True if the set has its one card for seniors, or enough cards with a capped slot."""
        templates_used = [card.template for card in self.cards]
        if template.level == Level.SENIOR:
            return any(other.level == Level.SENIOR for other in templates_used)
        return any(
            slot in template.slots and sum(slot in other.slots for other in templates_used) >= most
            for slot, most in self._slot_caps.items()
        )

    @cached_property
    def _slot_caps(self) -> dict[str, int]:
        """Caps for slots outside the person's main craft."""
        field_is_first = self.material.crafts[:1] == (Craft.FIELD,)
        return {
            "language": 2 if self.material.is_translator else 1,
            "field": MAX_ACTIONS if field_is_first else 1,
        }

    def _count(self) -> Counter[ActionType]:
        return Counter(card.template.type for card in self.cards)

    @cached_property
    def _points(self) -> dict[Template, int]:
        return scored(self.material)

    @cached_property
    def _offsets(self) -> dict[Template, int]:
        """Offset per template, so that neighbors don't all begin with the first skill."""
        return {template: number for number, template in enumerate(self._points)}

    @cached_property
    def _seen(self) -> frozenset[Template]:
        """Templates behind an avoided title: a reserve."""
        return frozenset(t for t in self._points if _could_yield_any(t, self.avoid))

    @cached_property
    def _templates(self) -> dict[ActionType, list[Template]]:
        """Usable templates per type, in the order to try."""
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
        # Each variant moves on by as many types as the last one could use.
        turn = self.variant * (MAX_ACTIONS - _FIXED_TYPES)
        return [*head, *_rotated(rest, [strength[t] for t in rest], turn)]

    def _strength(self, template: Template) -> int:
        # A used template falls out of the group that takes turns.
        return self._points[template] - (2 * _CLOSE if template in self._seen else 0)


def _is_about_growth(template: Template) -> bool:
    return not {"growth", "advice"}.isdisjoint(template.slots)


def _rotated[T](ranked: list[T], strength: list[int], turn: int) -> list[T]:
    """Rotate the leading items of about equal strength; the others stay in place."""
    close = [item for item, s in zip(ranked, strength, strict=True) if s >= strength[0] - _CLOSE]
    start = turn % len(close) if close else 0
    return [*close[start:], *close[:start], *ranked[len(close) :]]


def _could_yield_any(template: Template, titles: Iterable[str]) -> bool:
    pattern = title_pattern(template.title)
    return any(pattern.fullmatch(title.strip()) for title in titles)


def title_pattern(title: str) -> re.Pattern[str]:
    """Pattern of all titles that a template can yield; each slot matches any text."""
    # Atomic groups: each part is searched for once, from the left.
    first, *parts = map(re.escape, _SLOT.split(title))
    between = "".join(f"(?>.+?{part})" for part in parts[:-1])
    return re.compile(rf"\A{first}{between}{''.join(f'.+{last}' for last in parts[-1:])}", re.I)
