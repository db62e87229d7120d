"""A posting prepared for a search of many phrases, with their positions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from matching.ranking.reading.demands import Demand, demands_in
from matching.ranking.reading.levels import level_of_posting
from matching.ranking.reading.prose import (
    is_ambiguous,
    is_name_at,
    is_no_tool_at,
    stems_without_unneeded,
)
from matching.ranking.reading.thesaurus import Stems, TermReading, field_concepts_in
from talentnet.stems import spans_of, stems_of

# Weight of a phrase by part of the posting, the most significant part first.
PARTS = {"title": 1.0, "skills": 0.9, "requirements": 0.8, "description": 0.65}
PROSE = ("requirements", "description")
# Weight of a phrase with its words in another order or a few words between them.
APART = 0.55
# Words that may stand between the words of a phrase.
MAX_BETWEEN = 3
MOST_CHARACTERS = 10_000
# Two subjects show that a posting is about the field; more add nothing.
ENOUGH_SUBJECTS = 2
# Postings in the cache, at about 40 kB each.
MAX_CACHED = 1_000

type Positions = dict[str, list[tuple[str, int]]]
type Numbered = list[tuple[int, TermReading]]


class Span(NamedTuple):
    """A phrase in a posting: stems `start` to `end` of one part."""

    part: str
    start: int
    end: int
    is_whole: bool
    """True if the words are adjacent."""

    @property
    def weight(self) -> float:
        return PARTS[self.part] * (1 if self.is_whole else APART)


class Met(NamedTuple):
    place: Span
    strength: float


class PhraseIndex:
    """Numbered phrases with their synonyms, indexed for a search in many postings."""

    def __init__(self, things: Iterable[Iterable[TermReading]]) -> None:
        self.by_first: dict[str, Numbered] = defaultdict(list)
        for number, readings in enumerate(things):
            for reading in readings:
                self.by_first[reading.stems[0]].append((number, reading))


@dataclass(frozen=True)
class Posting:
    """Texts of a posting, stemmed when first needed; cached by `read_posting`."""

    title: str
    skills: tuple[str, ...]
    requirements: str
    description: str
    experience_level: str = ""

    @cached_property
    def texts(self) -> dict[str, str]:
        """Text of each part, cut at MOST_CHARACTERS; the separator of skills is not a word."""
        return {
            "title": self.title,
            "skills": " ; ".join(self.skills),
            "requirements": self.requirements[:MOST_CHARACTERS],
            "description": self.description[:MOST_CHARACTERS],
        }

    @cached_property
    def stems(self) -> dict[str, list[str]]:
        return {
            part: stems_without_unneeded(text) if part in PROSE else stems_of(text)
            for part, text in self.texts.items()
        }

    def meet(self, phrases: "PhraseIndex") -> dict[int, Met]:
        """Strongest occurrence of each wanted phrase, by its number."""
        positions = self._positions
        best: dict[int, Met] = {}
        for first, readings in phrases.by_first.items():
            if first in positions:
                self._meet(first, readings, best)
        return best

    def _meet(self, first: str, readings: Numbered, best: dict[int, Met]) -> None:
        """Record stronger occurrences of readings with the same first stem in `best`."""
        word = self._place_of_word(first)
        for number, reading in readings:
            previous, stems = best.get(number), reading.stems
            if previous is not None and previous.strength >= reading.strength:
                continue
            if len(stems) > 1 and stems[1] not in self._positions:
                continue  # saves a call for most phrases
            place = word if len(stems) == 1 else self._place_of(reading)
            if place is not None:
                met = Met(place, reading.strength * place.weight)
                if previous is None or previous.strength < met.strength:
                    best[number] = met

    def _place_of_word(self, stem: str) -> Span | None:
        """First occurrence of a word; a common word counts only if written as a tool's name."""
        for part, at in self._positions[stem]:
            if not is_ambiguous(stem) or self._is_tool(part, at):
                return Span(part, at, at + 1, True)
        return None

    def _is_tool(self, part: str, at: int) -> bool:
        text = self.texts[part]
        return is_name_at(text, at) if part in PROSE else not is_no_tool_at(text, at)

    @cached_property
    def _positions(self) -> Positions:
        positions: Positions = {}
        for part, stems in self.stems.items():
            for number, stem in enumerate(stems):
                positions.setdefault(stem, []).append((part, number))
        return positions

    def _place_of(self, reading: TermReading) -> Span | None:
        """First occurrence of a phrase; for synonyms also with its words apart."""
        positions, stems = self._positions, reading.stems
        for stem in stems:
            if stem not in positions:
                return None
        places, length = positions[stems[0]], len(stems)
        for part, at in places:
            if tuple(self.stems[part][at : at + length]) == stems:
                return Span(part, at, at + length, True)
        if reading.strength < 1:
            return None
        return next((p for p in (self._near(stems, *place) for place in places) if p), None)

    def _near(self, stems: Stems, part: str, at: int) -> Span | None:
        """Span with all words of a phrase, in any order, around one position."""
        # Neighbors in a list are separate skills, not one phrase.
        if part == "skills":
            return None
        begin = max(0, at - MAX_BETWEEN - len(stems) + 1)
        window = self.stems[part][begin : at + len(stems) + MAX_BETWEEN]
        if not set(stems) <= set(window):
            return None
        numbers = [begin + window.index(stem) for stem in stems]
        return Span(part, min(numbers), max(numbers) + 1, False)

    def words_at(self, place: Span) -> str:
        """Exact words of the posting in a span."""
        text = self.texts[place.part]
        spans = spans_of(text)
        return text[spans[place.start][0] : spans[place.end - 1][1]]

    @cached_property
    def subjects(self) -> int:
        """Number of AI safety subjects in the posting, at most two."""
        concepts: set[int] = set()
        for stems in self.stems.values():
            for concept in field_concepts_in(stems):
                concepts.add(concept)
                if len(concepts) == ENOUGH_SUBJECTS:
                    return ENOUGH_SUBJECTS
        return len(concepts)

    @cached_property
    def demands(self) -> frozenset[Demand]:
        return demands_in(self.requirements)

    @cached_property
    def level(self) -> int | None:
        return level_of_posting(self.experience_level, self.title, self.requirements)


@lru_cache(maxsize=MAX_CACHED)
def read_posting(
    title: str, skills: tuple[str, ...], requirements: str, description: str, level: str
) -> Posting:
    """Cached posting; the best for one candidate are often read for others."""
    return Posting(title, skills, requirements, description, level)
