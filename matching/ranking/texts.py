"""Sparse term matrix of postings, and its product with a candidate's terms.

A row is a posting, a column a stem. An entry is BM25's weight of the stem in that posting
(Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), without the
inverse document frequency. That depends on all postings and is part of the query. So rows never
change, and new ones are appended.

Also stores the terms of title and skills, level and subjects, for `matching.ranking.sieve`.

Only workers import this: web processes don't need NumPy and SciPy.

Why SciPy, measured on 20,000 postings: tantivy took 5.9 s to build and 140 to 195 ms to commit 100
rows; bm25s fixes its scores, so each change builds again; SQLite's full-text index took 230 to 290
ms for the hundred words of one profile.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray

from matching.ranking import subjects, tokens
from matching.ranking.reading import levels, posting, thesaurus, words
from matching.ranking.reading.levels import level_of_posting
from matching.ranking.reading.words import STOP_WORDS_FILE, says_something
from matching.ranking.subjects import subjects_in
from matching.ranking.tokens import NOTHING, Tokens
from talentnet.profiles import taxonomy
from talentnet.stems import stem

# The usual values of BM25's saturation and length normalization.
K1, B = 1.2, 0.75
# Stands in for the average length, which would change every row with each new posting.
PIVOT_LENGTH = 250
# Repeats give words of title and skills more weight within BM25.
TITLE_REPEATS, SKILLS_REPEATS = 3, 2
# Bounds the time per posting.
MOST_CHARACTERS = 60_000
BOUNDARY = " 0 0 0 "
"""Stop words between parts, more than any phrase contains, so that no phrase spans two parts."""

_READERS = (subjects, tokens, levels, posting, thesaurus, words, taxonomy)
_READ_BY = (
    *(Path(module.__file__ or "") for module in _READERS),
    *(Path(__file__), STOP_WORDS_FILE, thesaurus.FILE, taxonomy.TAXONOMY),
)
READ_AS: Final = zlib.crc32(
    b"".join(file.read_bytes() for file in _READ_BY) + Stemmer.version().encode()
)
"""Checksum of everything that affects how texts are read; a new one invalidates the index."""

UNKNOWN = -1
LEVEL, SUBJECTS = 0, 1
"""The columns of `Rows.facts`."""

# As in `talentnet.stems`: a word may end with + or #.
_WORD = re.compile(r"[^\W_]+[+#]*")
# The same split for ASCII texts, several times faster. Only a + or # between letters differs: it
# separates no words here.
_APART = str.maketrans(
    {chr(n): " " for n in range(128) if not chr(n).isalnum() and chr(n) not in "+#"}
)


class Text(NamedTuple):
    """Indexed text of an opportunity, with its digest."""

    digest: str
    title: str
    skills: Sequence[str]
    requirements: str
    description: str

    def weighted(self) -> str:
        title, skills = [self.title] * TITLE_REPEATS, [*self.skills] * SKILLS_REPEATS
        prose = (self.requirements, self.description[:MOST_CHARACTERS])
        return BOUNDARY.join((*title, *skills, *prose))


class Vocabulary:
    """Stems and their columns; columns are only added."""

    def __init__(self, stems: Iterable[str] = ()) -> None:
        self.stems = list(stems)
        self.column = {stemmed: number for number, stemmed in enumerate(self.stems)}

    def __len__(self) -> int:
        return len(self.stems)

    def column_for(self, word: str) -> int:
        """Column of a word's stem, added if new; NOTHING for stop words."""
        # The fast ASCII split can leave a + or # at the beginning.
        word = word.lstrip("+#")
        if not says_something(word):
            return NOTHING
        stemmed = stem(word)
        column = self.column.get(stemmed)
        if column is None:
            column = self.column[stemmed] = len(self.stems)
            self.stems.append(stemmed)
        return column


class _Columns(dict[str, int]):
    """Cache of columns by unstemmed word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> int:
        column = self[word] = self._vocabulary.column_for(word)
        return column

    def of(self, text: str) -> NDArray[np.int32]:
        words = _words(text)
        return np.fromiter(map(self.__getitem__, words), np.int32, len(words))


@dataclass(frozen=True)
class Rows:
    """Postings by digest, with their term matrices and facts."""

    digests: list[str]
    weights: Any  # scipy.sparse.csc_matrix of float32, which has no types
    titles: Any
    """Term counts per document in the title."""
    skills: Any
    """Term counts per document in the skills list."""
    facts: NDArray[np.int8]
    """Per row: LEVEL (0 to 3, or UNKNOWN) and the number of SUBJECTS."""

    def product(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """BM25 score of each row. CSC: a query touches about 100 of 50,000 columns."""
        columns = np.flatnonzero(query[: self.weights.shape[1]])
        scores: NDArray[np.float32] = self.weights[:, columns] @ query[columns]
        return scores

    def counts(self, width: int) -> NDArray[np.int64]:
        """Number of postings that contain each stem."""
        # In CSC, the difference of column pointers is the number of entries in a column.
        counts = np.diff(self.weights.indptr).astype(np.int64)
        return np.pad(counts, (0, width - len(counts)))


def rows_of(texts: Iterable[Text], vocabulary: Vocabulary) -> Rows:
    """Read the texts and add their new stems to the vocabulary."""
    columns = _Columns(vocabulary)
    digests, whole, titles, skills, known_levels = [], [], [], [], []
    for text in texts:
        digests.append(text.digest)
        whole.append(columns.of(text.weighted()))
        titles.append(columns.of(text.title))
        skills.append(columns.of(" ; ".join(text.skills)))
        # The stated level is a column of its own, so only the text counts here.
        level = level_of_posting("", text.title, text.requirements)
        known_levels.append(UNKNOWN if level is None else level)
    read, width = Tokens(whole), len(vocabulary)
    facts = np.array([known_levels, subjects_in(read, vocabulary.column)], np.int8).T
    in_title, in_skills = (Tokens(part).counts(width) for part in (titles, skills))
    return Rows(digests, _saturated(read.counts(width)), in_title, in_skills, facts)


def _words(text: str) -> list[str]:
    lowered = text.casefold()
    return lowered.translate(_APART).split() if lowered.isascii() else _WORD.findall(lowered)


def _saturated(matrix: Any) -> Any:
    """Replace counts by BM25's saturated weights, normalized by text length."""
    lengths = np.asarray(matrix.sum(axis=1)).ravel()
    # Robertson's formula; the row sum of the counts is the length.
    norms = (K1 * (1 - B + B * lengths / PIVOT_LENGTH)).astype(np.float32)
    counts = matrix.data
    per_entry = norms[matrix.indices]
    matrix.data = (counts * np.float32(K1 + 1) / (counts + per_entry)).astype(np.float32)
    return matrix


def query_of(
    words: Mapping[str, float],
    vocabulary: Vocabulary,
    document_counts: NDArray[np.int64],
    total: int,
) -> NDArray[np.float32]:
    """Query vector: the candidate's weighted stems times their inverse document frequency."""
    weights = {
        column: weight
        for stemmed, weight in words.items()
        if (column := vocabulary.column.get(stemmed)) is not None
    }
    columns = np.fromiter(weights, np.int64, len(weights))
    counts = document_counts[columns]
    query = np.zeros(len(vocabulary), np.float32)
    query[columns] = list(weights.values()) * np.log1p((total - counts + 0.5) / (counts + 0.5))
    return query


def total_counts(parts: Iterable[Rows], width: int) -> NDArray[np.int64]:
    return sum((part.counts(width) for part in parts), np.zeros(width, np.int64))
