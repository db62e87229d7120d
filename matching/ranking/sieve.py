"""Second step of the ranking: keep the texts that are likely worth reading.

By words alone, long postings win, even over a short one about exactly the candidate's work. So the
nearest texts are compared with each element of the profile, by the indexed words of title and text,
and by level and subjects. Word order and terms are left to later steps. Works on all rows in one
vectorized pass.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.points import COMMON, FILLS, field_points, level_points
from matching.ranking.reading.candidate import Candidate
from matching.ranking.reading.levels import LEVELS
from matching.ranking.reading.prose import is_ambiguous
from matching.ranking.reading.thesaurus import TermReading
from matching.ranking.reading.words import stem_says_something
from matching.ranking.store import Texts
from matching.ranking.texts import LEVEL, SUBJECTS

IN_TEXT = 0.5
"""Weight of a phrase with its words anywhere in the text; in the title it is 1."""
NAME_MAY_TELL = 0.7
"""Lowest factor for the field: the organization's name may show it where the text doesn't."""

LEVEL_MAY_BE_SAID = 0.5
"""Lowest factor for the level: the posting may state another one than its text shows."""

type Marks = NDArray[np.bool_]
type Values = NDArray[np.float32]


def likely_relevance(candidate: Candidate, texts: Texts, rows: NDArray[np.int64]) -> Values:
    """Estimated relevance of each row, without the role type."""
    ways = Ways.of(candidate, texts)
    total = np.zeros(len(rows), np.float32)
    if not len(ways.elements):
        return total
    # First row of each element; reduceat() then takes the best of its readings.
    firsts = np.flatnonzero(np.diff(ways.elements, prepend=-1))
    met = np.maximum.reduceat(ways.met_in(texts, rows), firsts, axis=0)
    elements = [candidate.elements[number] for number in ways.elements[firsts]]
    met *= np.array([[COMMON if element.is_common else 1] for element in elements], np.float32)
    for kind, (most, fill) in FILLS.items():
        of_kind = np.array([element.kind == kind for element in elements])
        total += most * (1 - np.exp(-met[of_kind].sum(axis=0) / fill))
    return total


def likely_hindrance(candidate: Candidate, facts: NDArray[np.int8]) -> Values:
    """Estimated hindrance by level and field, from 0 to 1, for rows with these facts."""
    # UNKNOWN is -1, so it indexes the last entry.
    by_level = np.array([_level_points(candidate, level) for level in (*LEVELS.values(), None)])
    by_subjects = np.array(
        [max(NAME_MAY_TELL, field_points(candidate, subjects)) for subjects in range(3)]
    )
    factors: Values = by_level[facts[:, LEVEL]] * by_subjects[facts[:, SUBJECTS]]
    return factors


def _level_points(candidate: Candidate, level: int | None) -> float:
    """The higher of two values, since the role type is not known here."""
    steps = (candidate.steps_to(level, is_new_kind_of_work=is_new) for is_new in (False, True))
    return max(LEVEL_MAY_BE_SAID, *(level_points(step_count, False) for step_count in steps))


@dataclass(frozen=True)
class Ways:
    """Readings of a candidate's elements with words in the index, a row each."""

    elements: NDArray[np.int64]
    """Element number of each phrase, ascending."""
    strengths: Values
    words: NDArray[np.int64]
    """Index columns of the words; shorter readings are padded with their first word."""
    is_common_word: Marks
    """True for words that name a tool only on their own: in titles and skill lists."""

    @classmethod
    def of(cls, candidate: Candidate, texts: Texts) -> "Ways":
        indexed = [
            (number, reading, columns)
            for number, readings in enumerate(candidate.readings)
            for reading in readings
            if (columns := _columns_of(reading, texts))
        ]
        longest = max((len(columns) for *_, columns in indexed), default=1)
        words = [columns + columns[:1] * (longest - len(columns)) for *_, columns in indexed]
        return cls(
            np.array([number for number, *_ in indexed], np.int64),
            np.array([reading.strength for _, reading, _ in indexed], np.float32),
            np.array(words, np.int64).reshape(-1, longest),
            np.array([_is_common_word(reading) for _, reading, _ in indexed], bool),
        )

    def met_in(self, texts: Texts, rows: NDArray[np.int64]) -> Values:
        """Matrix (elements × rows) of the strength from 0 to 1."""
        in_text, in_title = (
            _all_of(self.words, texts, kind, rows) for kind in ("weights", "titles")
        )
        common = self.words[self.is_common_word]
        # "Go" or "React" in prose is mostly no tool; in a skill list it is.
        in_text[self.is_common_word] = _all_of(common, texts, "skills", rows)
        met = np.where(in_title, np.float32(1), np.float32(IN_TEXT) * in_text)
        return met * self.strengths[:, None]


def _columns_of(reading: TermReading, texts: Texts) -> list[int]:
    """Index columns of a reading; empty if a word is in no text.

    Stop words are not indexed, so they are ignored, unless a reading has no other words: "Teams"
    has the stem of "team".
    """
    stems = [stemmed for stemmed in reading.stems if stem_says_something(stemmed)] or reading.stems
    columns = [texts.vocabulary.column.get(stemmed, -1) for stemmed in stems]
    return [] if -1 in columns else columns


def _is_common_word(reading: TermReading) -> bool:
    return len(reading.stems) == 1 and is_ambiguous(reading.stems[0])


def _all_of(words: NDArray[np.int64], texts: Texts, kind: str, rows: NDArray[np.int64]) -> Marks:
    """Matrix (phrases × rows): True where all words of the phrase are in the row."""
    columns, lines = np.unique(words, return_inverse=True)
    marks, lines = _standing(texts, kind, columns, rows), lines.reshape(words.shape)
    standing = marks[lines[:, 0]]
    for column in lines.T[1:]:
        standing &= marks[column]
    return standing


def _standing(
    texts: Texts, kind: str, columns: NDArray[np.int64], rows: NDArray[np.int64]
) -> Marks:
    """Matrix (words × rows): True where the word is in the row."""
    # The extra column collects hits in all other rows: faster than filtering them out.
    marks = np.zeros((len(columns), len(rows) + 1), bool)
    place_of = np.full(len(texts), len(rows))
    place_of[rows] = np.arange(len(rows))
    begin = 0
    for part in texts.parts:
        end = begin + len(part.rows.digests)
        matrix, places = getattr(part.rows, kind), place_of[begin:end]
        for line, column in enumerate(columns):
            if column < matrix.shape[1]:
                first, last = matrix.indptr[column : column + 2]
                marks[line, places[matrix.indices[first:last]]] = True
        begin = end
    return marks[:, :-1]
