"""Choose a set of cards for a person: score all that fit, then take the best that differ."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from careeractions.action_types import ActionType
from careeractions.offline.card import Card
from careeractions.offline.evidence import Evidence
from careeractions.offline.kinds import CODE, CRAFTED, INFRA, ML, WEB, Craft
from careeractions.offline.person import Person
from careeractions.offline.skills import RankedSkill
from careeractions.offline.subjects import NO_SUBJECT, Subject, SubjectOrigin
from careeractions.offline.template import Group, Level, Template, templates
from careeractions.offline.topics import content_stems
from careeractions.prompts import MIN_ACTIONS, MIN_TYPES

SET_SIZE = 4
# A fifth card only if it is as good as the best ones.
FIFTH_FROM = 17
# Templates left from which sets get smaller, so that later refreshes have something new, too.
SCARCE_TEMPLATES, LAST_TEMPLATES = 30, 6
MAX_PER_TYPE = 2
# Subjects tried per template; the rest weigh too little.
MAX_SUBJECTS = 6

# Points, beside the subject's weight.
ON_PRODUCT, ON_TOPIC, OF_FIELD, OF_CRAFT, OF_SECOND_CRAFT = 7, 4, 3, 3, 2
OF_LANGUAGE, OF_GROWTH = 2, 3
# Evidence counts by its telling words: one may be there by chance.
PER_WORD, MOST_FOR_WORDS, SHARED_WORDS, NO_EVIDENCE = 1, 3, 2, -2
# Clauses tried per card, so that a set can quote different ones.
MAX_CLAUSES = 4
PAST = -2
SKILL, FAVORED, LEVEL = 1, 1, 0.5
OF_STARTERS = 20
REPEATED_EVIDENCE, REPEATED_SUBJECT = -6, -1

# Words that goals and evidence share without being about the same.
_EVERYWHERE = content_stems("AI safety work model models system systems people research risk risks")
_CODE_KINDS = frozenset({CODE, CRAFTED, WEB, INFRA, ML})
_BY_FORBIDDEN = {
    "teach": frozenset({ActionType.TEACH_WRITE}),
    "lead": frozenset({ActionType.START_ORG}),
}


@dataclass(frozen=True)
class Memory:
    """Cards that a person has seen before."""

    templates: frozenset[str] = frozenset()
    """Of cards taken up or dismissed: never used again."""
    titles: tuple[str, ...] = ()
    """Of those cards: nothing close to them is written."""
    seen: frozenset[str] = frozenset()
    """Case-folded titles of all earlier sets: none returns."""


def choose(person: Person, memory: Memory) -> list[Card]:
    """Cards for a person, the best first; fewer than three if the material runs out."""
    pool = sorted(_possible(person, memory), key=lambda card: (-card.score, card.template.key))
    chosen = _Set(person)
    wanted = _size(person, len({card.template.key for card in pool}))
    for max_per_type in (1, MAX_PER_TYPE):
        while len(chosen.cards) < wanted and (card := chosen.best(pool, max_per_type)):
            chosen.cards.append(card)
    if len(chosen.cards) == SET_SIZE:
        fifth = chosen.best(pool, 1)
        if fifth and fifth.score >= FIFTH_FROM:
            chosen.cards.append(fifth)
    return chosen.with_enough_types(pool)


def _size(person: Person, material: int) -> int:
    """Number of cards to write, from the number of templates left for the person."""
    if material <= LAST_TEMPLATES:
        # Share out what is left, rather than have nothing new at the next refresh.
        return max(1, material // MIN_ACTIONS)
    is_scarce = person.is_thin or material <= SCARCE_TEMPLATES
    return MIN_ACTIONS if is_scarce else SET_SIZE


@dataclass
class _Set:
    person: Person
    cards: list[Card] = field(default_factory=list)

    def best(self, pool: Iterable[Card], max_per_type: int) -> Card | None:
        types = Counter(card.template.type for card in self.cards)
        templates_used = {card.template.key for card in self.cards}
        usable = [
            card
            for card in pool
            if types[card.template.type] < max_per_type
            and card.template.key not in templates_used
            and not card.resembles(other.title for other in self.cards)
            and self._is_within_caps(card)
        ]
        return max(usable, key=self._worth, default=None)

    def with_enough_types(self, pool: list[Card]) -> list[Card]:
        """Replace the last card by one of a new type if the set has too few types."""
        types = {card.template.type for card in self.cards}
        if len(types) < MIN_TYPES <= len(self.cards):
            *head, _ = self.cards
            rest = _Set(self.person, head)
            fresh = [card for card in pool if card.template.type not in types]
            if card := rest.best(fresh, 1):
                return [*head, card]
        return self.cards

    def _is_within_caps(self, card: Card) -> bool:
        """At most one card each about a language and about a growth area."""
        capped = (Group.LANGUAGE, Group.GROWTH)
        groups = [other.template.group for other in self.cards]
        return card.template.group not in capped or card.template.group not in groups

    def _worth(self, card: Card) -> float:
        clauses = [other.evidence for other in self.cards]
        subjects = Counter(other.subject.text for other in self.cards)
        repeated = REPEATED_EVIDENCE if card.evidence and card.evidence in clauses else 0
        # Three cards on the goal are welcome; interests take turns.
        again = subjects[card.subject.text] * REPEATED_SUBJECT
        if card.template.products and any(c.template.products for c in self.cards):
            again -= 1
        if card.subject.origin != SubjectOrigin.GOAL:
            again *= 3
        return card.score + repeated + again


def _possible(person: Person, memory: Memory) -> Iterator[Card]:
    for template in templates():
        if template.key in memory.templates or not _suits(template, person):
            continue
        for card in _cards(template, person):
            is_new = card.title.casefold() not in memory.seen
            if is_new and card.fits and not card.resembles(memory.titles):
                yield card


def _suits(template: Template, person: Person) -> bool:
    return (
        _is_for(template, person)
        and (not template.levels or person.level in template.levels)
        and (not template.crafts or bool(set(template.crafts) & set(person.crafts)))
        and all(_meets(requirement, person) for requirement in template.requires)
        and not any(template.type in _BY_FORBIDDEN.get(f, ()) for f in person.forbidden)
        and not ("code" in person.forbidden and _CODE_KINDS.intersection(template.skill))
    )


def _is_for(template: Template, person: Person) -> bool:
    """True if the template's file is meant for the person."""
    group = template.group
    if person.is_closed or group == Group.CLOSED:
        return person.is_closed and group == Group.CLOSED
    if group == Group.STARTERS:
        return person.is_thin
    if group == Group.LANGUAGE:
        return bool(person.languages)
    if group == Group.GROWTH:
        return bool(person.growth)
    if template.products and not person.products.intersection(template.products):
        return False
    craft = group.craft
    return craft is None or (
        craft in person.crafts and (craft != Craft.FIELD or bool(person.field))
    )


def _meets(requirement: str, person: Person) -> bool:
    return {
        "work": bool(person.work) and (person.level != Level.ENTRY or bool(person.evidence)),
        "workplace": person.has_workplace,
        "goal": person.goal is not None and bool(person.goal.wish),
        "field": person.field is not None,
        # Decided per card, since it depends on the kinds.
        "evidence": bool(person.evidence),
        "study_or_work": bool(person.work) or bool(person.profile.educations.all()),
    }[requirement]


def _cards(template: Template, person: Person) -> Iterator[Card]:
    if template.group == Group.STARTERS:
        # Each template begins with another area, so that a set tries several.
        shift = [t.key for t in templates() if t.group == Group.STARTERS].index(template.key)
        for number, area in enumerate(person.areas):
            score = OF_STARTERS - (number + shift) % len(person.areas)
            yield Card(template, person, NO_SUBJECT, area=area, score=score)
    elif template.group == Group.GROWTH:
        for growth in person.growth[:3]:
            yield from _with_evidence(template, person, growth.subject, growth=growth.phrase)
    elif template.group == Group.LANGUAGE:
        for language in person.languages[:2]:
            for subject in _subjects(template, person):
                yield from _with_evidence(template, person, subject, language=language.text)
    else:
        for subject in _subjects(template, person):
            yield from _with_skill(template, person, subject)


def _with_skill(template: Template, person: Person, subject: Subject) -> Iterator[Card]:
    if not template.skill:
        yield from _with_evidence(template, person, subject)
    elif skill := _skill(template, person):
        yield from _with_evidence(template, person, subject, skill=skill)


def _subjects(template: Template, person: Person) -> list[Subject]:
    """Subjects that the template can be about, within its topics if it names any."""
    if template.is_closed:
        return [person.hazardous_subject]
    usable = [
        subject
        for subject in person.subjects[:MAX_SUBJECTS]
        if not subject.is_hazardous
        and (
            not template.products
            or subject.origin in (SubjectOrigin.GOAL, SubjectOrigin.NONE)
            or not _has_goal(person)
        )
        and (not template.topics or set(template.topics) & set(subject.topics))
        and (not template.topics_kind or subject.is_technical)
    ]
    # A card that never names its subject is offered once, with the weightiest.
    return usable if "subject" in template.slots else usable[:1]


def _has_goal(person: Person) -> bool:
    return any(subject.origin == SubjectOrigin.GOAL for subject in person.subjects)


def _skill(template: Template, person: Person) -> RankedSkill | None:
    return next(
        (
            skill
            for skill in person.skills
            if skill.kinds.intersection(template.skill) and not skill.is_hazardous
        ),
        None,
    )


def _with_evidence(
    template: Template, person: Person, subject: Subject, **slots: Any
) -> Iterator[Card]:
    """Card with each of the clauses that carry it best, and without any if there is none."""
    score = (
        subject.weight
        + _points_of_group(template, person)
        + (FAVORED if template.type in person.favored else 0)
        + (LEVEL if template.levels else 0)
    )
    if skill := slots.get("skill"):
        score += SKILL * skill.relevance
    carrying = [
        e
        for e in person.evidence
        if _carries(template, subject, e) and _is_of_field(template, person, e)
    ]
    ranked = sorted(carrying, key=lambda e: -_points_of_evidence(template, subject, e))
    for evidence in ranked[:MAX_CLAUSES]:
        points = _points_of_evidence(template, subject, evidence)
        yield Card(template, person, subject, evidence=evidence, score=score + points, **slots)
    if "evidence" not in template.requires:
        # Also beside the others, so that a set need not quote the same clause again.
        points = NO_EVIDENCE if template.evidence and not ranked else 0
        yield Card(template, person, subject, score=score + points, **slots)


def _carries(template: Template, subject: Subject, evidence: Evidence) -> bool:
    """True if the clause speaks for the step: by an action, two words, or one and the subject."""
    is_close = bool(evidence.stems & _stems_of(subject))
    return evidence.strength(template.evidence) >= (1 if is_close else 2)


def _is_of_field(template: Template, person: Person, evidence: Evidence) -> bool:
    """A card about a profession quotes nothing from another one."""
    return template.group != Group.FIELD or (
        person.field is not None and evidence.profession in ("", person.field.text)
    )


def _points_of_evidence(template: Template, subject: Subject, evidence: Evidence) -> float:
    words = min(PER_WORD * evidence.strength(template.evidence), MOST_FOR_WORDS)
    shared = SHARED_WORDS if evidence.stems & _stems_of(subject) else 0
    return words + shared + (PAST if evidence.is_past else 0)


@lru_cache(maxsize=256)
def _stems_of(subject: Subject) -> frozenset[str]:
    return content_stems(" ".join([subject.text, *subject.basis])) - _EVERYWHERE


def _points_of_group(template: Template, person: Person) -> float:
    if template.products:
        return ON_PRODUCT
    if template.topics:
        return ON_TOPIC
    if template.group == Group.LANGUAGE:
        return OF_LANGUAGE
    if template.group == Group.GROWTH:
        return OF_GROWTH
    craft = template.group.craft
    if craft is None:
        return 0
    if craft == Craft.FIELD:
        return OF_FIELD
    return OF_CRAFT if person.crafts[:1] == (craft,) else OF_SECOND_CRAFT
