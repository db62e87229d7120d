"""The words of many postings as one sparse matrix, and its product with a candidate's words.

A row is a posting, a column a stem; an entry is BM25's weight of the stem in that posting
(Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), without the
stem's rarity, which depends on all postings and is put in when the question is asked. So a row
never changes, and new rows are added without touching the others. SciPy does the arithmetic.

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
from scipy import sparse

from matching.reading import words
from matching.reading.words import STOP_WORDS_FILE, says_something, stem

K1, B = 1.2, 0.75
# BM25's "average length" is a constant, as the true one would change all rows with each new one.
PIVOT_LENGTH = 250
TITLE_REPEATS, SKILLS_REPEATS = 3, 2
MOST_CHARACTERS = 60_000

READ_AS: Final = zlib.crc32(
    b"".join(file.read_bytes() for file in (Path(__file__), Path(words.__file__), STOP_WORDS_FILE))
    + Stemmer.version().encode()
)
"""Another number as soon as texts may be read otherwise than those that are stored."""

_WORD = re.compile(r"[^\W_]+[+#]*")
# The same partition for ASCII, which most postings are, several times as fast.
_APART = str.maketrans(
    {chr(n): " " for n in range(128) if not chr(n).isalnum() and chr(n) not in "+#"}
)


class Text(NamedTuple):
    """What is indexed of an opportunity, under a digest of exactly that."""

    digest: str
    title: str
    skills: Sequence[str]
    requirements: str
    description: str

    def weighted(self) -> str:
        title = f"{self.title}\n" * TITLE_REPEATS
        skills = f"{' ; '.join(self.skills)}\n" * SKILLS_REPEATS
        return f"{title}{skills}{self.requirements}\n{self.description[:MOST_CHARACTERS]}"


class Vocabulary:
    """Stems and their columns; it only ever grows."""

    NOTHING = -1

    def __init__(self, stems: Iterable[str] = ()) -> None:
        self.stems = list(stems)
        self.column = {one: number for number, one in enumerate(self.stems)}

    def __len__(self) -> int:
        return len(self.stems)

    def column_for(self, word: str) -> int:
        """The column of a word's stem, a new one if need be; NOTHING if it does not count."""
        word = word.lstrip("+#")
        if not says_something(word):
            return self.NOTHING
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


@dataclass(frozen=True)
class Rows:
    """Some postings, by their digests, and their weights."""

    digests: list[str]
    weights: Any  # scipy.sparse.csc_matrix of float32, which has no types

    def product(self, question: NDArray[np.float32]) -> NDArray[np.float32]:
        """Kept by columns, as a question has some hundred stems of tens of thousands."""
        asked = np.flatnonzero(question[: self.weights.shape[1]])
        scores: NDArray[np.float32] = self.weights[:, asked] @ question[asked]
        return scores

    def counts(self, width: int) -> NDArray[np.int64]:
        """In how many of the postings each stem appears."""
        counts = np.diff(self.weights.indptr).astype(np.int64)
        return np.pad(counts, (0, width - len(counts)))


def rows_of(texts: Iterable[Text], vocabulary: Vocabulary) -> Rows:
    """Read the texts; the vocabulary grows by their new words."""
    columns = _Columns(vocabulary)
    digests, parts = [], []
    for text in texts:
        found = [columns[word] for word in _words(text.weighted())]
        digests.append(text.digest)
        parts.append(np.fromiter(found, np.int32, len(found)))
    lengths = np.fromiter(map(len, parts), np.int64, len(parts))
    every = np.concatenate(parts) if parts else np.empty(0, np.int32)
    rows = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
    counted = every >= 0
    entries = (np.ones(int(counted.sum()), np.float32), (rows[counted], every[counted]))
    # Equal places are added up here: from words to how often each appears.
    matrix = sparse.coo_matrix(entries, shape=(len(parts), len(vocabulary))).tocsc()
    return Rows(digests, _saturated(matrix))


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
    question = np.zeros(len(vocabulary), np.float32)
    for stemmed, weight in words.items():
        column = vocabulary.column.get(stemmed)
        if column is not None:
            rarity = np.log1p((total - found_in[column] + 0.5) / (found_in[column] + 0.5))
            question[column] = weight * rarity
    return question


def total_counts(parts: Iterable[Rows], width: int) -> NDArray[np.int64]:
    return sum((part.counts(width) for part in parts), np.zeros(width, np.int64))
