"""The words of many postings as one sparse matrix, and its product with a candidate's words.

A row is a posting, a column a stem; an entry is BM25's weight of the stem in that posting
(Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), without the
stem's rarity, which depends on all postings and is put in when the question is asked. So a row
never changes, and new rows are added without touching the others. SciPy does the arithmetic.

Beside the weights stands what else a first look at a text tells: the words of its title and of its
skills, its level and its subjects, for `matching.ranking.sieve`.

Imported by workers alone: it brings NumPy and SciPy, which a web process never needs.
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
from matching.ranking.reading.words import STOP_WORDS_FILE, says_something, stem
from matching.ranking.subjects import subjects_in
from matching.ranking.tokens import NOTHING, Tokens
from talentnet.profiles import taxonomy

K1, B = 1.2, 0.75
# BM25's "average length" is a constant, as the true one would change all rows with each new one.
PIVOT_LENGTH = 250
TITLE_REPEATS, SKILLS_REPEATS = 3, 2
MOST_CHARACTERS = 60_000
BOUNDARY = " 0 0 0 "
"""Words that say nothing and take their places, more than any phrase has inside: none reaches from
one part to the next."""

_READERS = (subjects, tokens, levels, posting, thesaurus, words, taxonomy)
_READ_BY = (
    *(Path(module.__file__ or "") for module in _READERS),
    *(Path(__file__), STOP_WORDS_FILE, thesaurus.FILE, taxonomy.TAXONOMY),
)
READ_AS: Final = zlib.crc32(
    b"".join(file.read_bytes() for file in _READ_BY) + Stemmer.version().encode()
)
"""Another number as soon as texts may be read otherwise than those that are stored."""

UNKNOWN = -1
LEVEL, SUBJECTS = 0, 1
"""The columns of `Rows.facts`."""

_WORD = re.compile(r"[^\W_]+[+#]*")
# The same partition for ASCII, which most postings are, several times as fast; but for a + or #
# between letters, which parts no words here.
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
    """Stems and their columns; it only ever grows."""

    def __init__(self, stems: Iterable[str] = ()) -> None:
        self.stems = list(stems)
        self.column = {one: number for number, one in enumerate(self.stems)}

    def __len__(self) -> int:
        return len(self.stems)

    def column_for(self, word: str) -> int:
        """The column of a word's stem, a new one if need be; NOTHING if it does not count."""
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
    """Columns by the word as it stands, each looked up once in a run."""

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
    """Some postings, by their digests, and what is known of them."""

    digests: list[str]
    weights: Any  # scipy.sparse.csc_matrix of float32, which has no types
    titles: Any
    """The same, of how often each stem stands in the title."""
    skills: Any
    """Term counts per document in the skills list."""
    facts: NDArray[np.int8]
    """Per row: LEVEL (0 to 3, or UNKNOWN) and the number of SUBJECTS."""

    def product(self, question: NDArray[np.float32]) -> NDArray[np.float32]:
        """Kept by columns, as a question has some hundred stems of tens of thousands."""
        asked = np.flatnonzero(question[: self.weights.shape[1]])
        scores: NDArray[np.float32] = self.weights[:, asked] @ question[asked]
        return scores

    def counts(self, width: int) -> NDArray[np.int64]:
        """Number of postings that contain each stem."""
        counts = np.diff(self.weights.indptr).astype(np.int64)
        return np.pad(counts, (0, width - len(counts)))


def rows_of(texts: Iterable[Text], vocabulary: Vocabulary) -> Rows:
    """Read the texts; the vocabulary grows by their new words."""
    columns = _Columns(vocabulary)
    digests, whole, titles, skills, known_levels = [], [], [], [], []
    for text in texts:
        digests.append(text.digest)
        whole.append(columns.of(text.weighted()))
        titles.append(columns.of(text.title))
        skills.append(columns.of(" ; ".join(text.skills)))
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
    """BM25: the tenth appearance of a word says less than the second, and less in a long text."""
    lengths = np.asarray(matrix.sum(axis=1)).ravel()
    norms = (K1 * (1 - B + B * lengths / PIVOT_LENGTH)).astype(np.float32)
    counts = matrix.data
    per_entry = norms[matrix.indices]
    matrix.data = (counts * np.float32(K1 + 1) / (counts + per_entry)).astype(np.float32)
    return matrix


def question_of(
    words: Mapping[str, float], vocabulary: Vocabulary, found_in: NDArray[np.int64], total: int
) -> NDArray[np.float32]:
    """A candidate's weighted stems as a column, each times its rarity among the postings."""
    known = {
        column: weight
        for stemmed, weight in words.items()
        if (column := vocabulary.column.get(stemmed)) is not None
    }
    columns = np.fromiter(known, np.int64, len(known))
    found = found_in[columns]
    question = np.zeros(len(vocabulary), np.float32)
    question[columns] = list(known.values()) * np.log1p((total - found + 0.5) / (found + 0.5))
    return question


def total_counts(parts: Iterable[Rows], width: int) -> NDArray[np.int64]:
    return sum((part.counts(width) for part in parts), np.zeros(width, np.int64))
