"""A posting made ready to be searched for many phrases, which are found with their place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from matching.reading.levels import level_of_posting
from matching.reading.thesaurus import Reading, Stems, field_concepts, thesaurus
from matching.reading.words import spans_of, stems_of

# The parts of a posting and what a phrase counts in them; the most telling come first.
PARTS = {"title": 1.0, "skills": 0.9, "requirements": 0.8, "description": 0.65}
# The words of a phrase in another order, or with a few others between them.
APART = 0.55
MOST_BETWEEN = 3
MOST_CHARACTERS = 40_000


class Place(NamedTuple):
    """Where a phrase stands: stems `start` to `end` of a part."""

    part: str
    start: int
    end: int
    is_whole: bool
    """Whether its words stand there one after the other."""


class Met(NamedTuple):
    place: Place
    strength: float


@dataclass(frozen=True)
class Posting:
    title: str
    skills: tuple[str, ...]
    requirements: str
    description: str
    experience_level: str = ""

    @cached_property
    def texts(self) -> dict[str, str]:
        """The parts, none longer than can be read; skills are parted by what is no word."""
        return {
            "title": self.title,
            "skills": " ; ".join(self.skills),
            "requirements": self.requirements[:MOST_CHARACTERS],
            "description": self.description[:MOST_CHARACTERS],
        }

    @cached_property
    def stems(self) -> dict[str, list[str]]:
        return {part: stems_of(text) for part, text in self.texts.items()}

    @cached_property
    def _positions(self) -> dict[str, list[tuple[str, int]]]:
        positions: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for part, stems in self.stems.items():
            for number, stem in enumerate(stems):
                positions[stem].append((part, number))
        return positions

    def find(self, readings: Iterable[Reading]) -> Met | None:
        """The strongest way in which it says one of these, in its most telling part."""
        best: Met | None = None
        for reading in readings:
            if reading.stems[0] in self._positions and (best is None or best.strength < reading.strength):
                place = self._place_of(reading.stems)
                if place is not None:
                    strength = reading.strength * PARTS[place.part] * (1 if place.is_whole else APART)
                    if best is None or strength > best.strength:
                        best = Met(place, strength)
        return best

    def _place_of(self, wanted: Stems) -> Place | None:
        places = self._positions[wanted[0]]
        for part, at in places:
            if tuple(self.stems[part][at : at + len(wanted)]) == wanted:
                return Place(part, at, at + len(wanted), True)
        if len(wanted) == 1 or not all(stem in self._positions for stem in wanted):
            return None
        return next((p for p in (self._near(wanted, *place) for place in places) if p), None)

    def _near(self, wanted: Stems, part: str, at: int) -> Place | None:
        """All the words of a phrase close to one of them."""
        if part == "skills":
            return None
        begin = max(0, at - MOST_BETWEEN - len(wanted) + 1)
        window = self.stems[part][begin : at + len(wanted) + MOST_BETWEEN]
        if not set(wanted) <= set(window):
            return None
        numbers = [begin + window.index(stem) for stem in wanted]
        return Place(part, min(numbers), max(numbers) + 1, False)

    def words_at(self, place: Place) -> str:
        """The posting's own words there, as they stand."""
        text = self.texts[place.part]
        spans = spans_of(text)
        return text[spans[place.start][0] : spans[place.end - 1][1]]

    @cached_property
    def subjects(self) -> int:
        """How many of the subjects of AI safety it names."""
        known = field_concepts()
        return len(
            {
                found.concept
                for stems in self.stems.values()
                for found in thesaurus().scan(stems)
                if found.concept in known
            }
        )

    @property
    def level(self) -> int | None:
        return level_of_posting(self.experience_level, self.title, self.requirements)
