"""Synonyms and related phrases, from the taxonomy and `thesaurus.json`.

Phrases are compared by stems, so endings, hyphens and case don't matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import count, permutations
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from talentnet.profiles import taxonomy
from talentnet.stems import stems_of

type Stems = tuple[str, ...]

NEAR = 0.4
"""Weight of a related concept; a synonym has 1."""

FILE = Path(__file__).with_name("thesaurus.json")


class _Groups(BaseModel):
    model_config = ConfigDict(extra="forbid")

    same: list[list[str]]
    near: list[list[str]]
    common: list[str]
    """Phrases so common in postings that a match says little."""
    field: list[str]
    """Phrases that show that a posting is about AI safety, besides the taxonomy's."""


class TermReading(NamedTuple):
    """One wording of a phrase, by stems."""

    stems: Stems
    strength: float


class Found(NamedTuple):
    concept: int
    start: int
    length: int


class Thesaurus:
    """Numbered concepts, each with its spellings and related concepts."""

    def __init__(self, same: Iterable[Iterable[str]], near: Iterable[Iterable[str]]) -> None:
        self._numbers = count()
        self._concept_of: dict[Stems, int] = {}
        self._spellings: dict[int, dict[Stems, None]] = defaultdict(dict)
        self._near: dict[int, dict[int, None]] = defaultdict(dict)
        self._readings: dict[Stems, tuple[TermReading, ...]] = {}
        self._by_first: dict[str, list[Stems]] = defaultdict(list)
        for group in same:
            self._join(group)
        for group in near:
            self._relate(group)
        for stems in self._concept_of:
            self._by_first[stems[0]].append(stems)
        for phrases in self._by_first.values():
            # Longest first, so that scan() prefers the longest phrase.
            phrases.sort(key=len, reverse=True)

    def _join(self, group: Iterable[str]) -> int:
        """Merge a group of synonyms and all concepts that share a spelling with it."""
        spellings = [stems for phrase in group if (stems := tuple(stems_of(phrase)))]
        met = dict.fromkeys(self._concept_of[s] for s in spellings if s in self._concept_of)
        concept = next(iter(met), None)
        if concept is None:
            concept = next(self._numbers)
        for other in met:
            spellings += self._spellings.pop(other)
        self._spellings[concept] = dict.fromkeys(spellings)
        self._concept_of |= dict.fromkeys(spellings, concept)
        return concept

    def _relate(self, group: Iterable[str]) -> None:
        for concept, other in permutations([self._join([phrase]) for phrase in group], 2):
            self._near[concept][other] = None

    def concept_of(self, phrase: str) -> int | None:
        return self._concept_of.get(tuple(stems_of(phrase)))

    def readings(self, phrase: str) -> tuple[TermReading, ...]:
        """Wordings of a phrase: its own, then synonyms, then related phrases."""
        own = tuple(stems_of(phrase))
        if own not in self._concept_of:
            return (TermReading(own, 1.0),) if own else ()
        if own not in self._readings:
            self._readings[own] = tuple(self._read(own))
        return self._readings[own]

    def _read(self, own: Stems) -> Iterator[TermReading]:
        strengths = {own: 1.0}
        concept = self._concept_of[own]
        for stems in self._spellings[concept]:
            # setdefault() keeps the strength of a closer relation.
            strengths.setdefault(stems, 1.0)
        for near in self._near[concept]:
            for stems in self._spellings[near]:
                strengths.setdefault(stems, NEAR)
        return (TermReading(stems, strength) for stems, strength in strengths.items())

    def spellings(self, concept: int) -> list[Stems]:
        return list(self._spellings[concept])

    def scan(self, stems: list[str]) -> Iterator[Found]:
        """Concepts in a text, by the longest phrase at each position, without overlaps."""
        at = 0
        while at < len(stems):
            length = self._length_at(stems, at)
            if length:
                yield Found(self._concept_of[tuple(stems[at : at + length])], at, length)
            at += length or 1

    def _length_at(self, stems: list[str], at: int) -> int:
        for phrase in self._by_first.get(stems[at], ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def knows_word(self, stem: str) -> bool:
        """True if the stem belongs to any known phrase."""
        return stem in self._known_words

    @cached_property
    def _known_words(self) -> frozenset[str]:
        return frozenset(stem for stems in self._concept_of for stem in stems)


@cache
def _groups() -> _Groups:
    return _Groups.model_validate_json(FILE.read_bytes())


@cache
def thesaurus() -> Thesaurus:
    groups = _groups()
    kinds = (taxonomy.skills(), taxonomy.interests())
    terms = [term for kind in kinds for group in kind for term in group.terms]
    single = [[phrase] for phrase in (*groups.common, *groups.field)]
    return Thesaurus([*(term.spellings for term in terms), *groups.same, *single], groups.near)


@cache
def field_concepts() -> frozenset[int]:
    """Concepts that indicate a text about AI safety."""
    interests = (term.name for group in taxonomy.interests() for term in group.terms)
    return _concepts((*interests, *_groups().field))


def field_concepts_in(stems: list[str]) -> Iterator[int]:
    """Field concepts in the order they appear in a text, with repeats."""
    starts = _field_starts()
    for at, stem in enumerate(stems):
        if stem in starts:
            for spelling, concept in starts[stem]:
                if tuple(stems[at : at + len(spelling)]) == spelling:
                    yield concept


def field_spellings() -> Iterator[tuple[Stems, int]]:
    """All spellings of field concepts, each with its concept."""
    for concept in field_concepts():
        for spelling in thesaurus().spellings(concept):
            yield spelling, concept


@cache
def _field_starts() -> dict[str, list[tuple[Stems, int]]]:
    starts: dict[str, list[tuple[Stems, int]]] = defaultdict(list)
    for spelling, concept in field_spellings():
        starts[spelling[0]].append((spelling, concept))
    return dict(starts)


@cache
def common_concepts() -> frozenset[int]:
    return _concepts(_groups().common)


def _concepts(phrases: Iterable[str]) -> frozenset[int]:
    found = (thesaurus().concept_of(phrase) for phrase in phrases)
    return frozenset(concept for concept in found if concept is not None)
