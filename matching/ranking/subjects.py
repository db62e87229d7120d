"""Count AI safety subjects in many texts in one pass."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.reading.posting import ENOUGH_SUBJECTS
from matching.ranking.reading.thesaurus import field_spellings
from matching.ranking.reading.words import stem_says_something
from matching.ranking.tokens import NOTHING, Tokens

_MIXER = np.uint64(
    0x9E37_79B9_7F4A_7C15
)  # 2^64 divided by the golden ratio, as in Fibonacci hashing


@dataclass(frozen=True)
class Phrases:
    """Phrases of equal length as rows of word numbers, with the concept of each."""

    words: NDArray[np.int32]
    concepts: NDArray[np.int64]


def subjects_in(tokens: Tokens, number_of: Mapping[str, int]) -> NDArray[np.int64]:
    """Number of subjects per text, at most ENOUGH_SUBJECTS; `number_of` numbers the stems."""
    pairs = [_named_concepts(tokens, phrases) for phrases in _phrases(number_of)]
    if not pairs:
        return np.zeros(len(tokens), np.int64)
    rows, concepts = np.concatenate(pairs, axis=1)
    # Encode each pair of text and subject as one number: faster to deduplicate than pairs.
    named = np.unique(rows + concepts * len(tokens)) % len(tokens)
    return np.minimum(np.bincount(named, minlength=len(tokens)), ENOUGH_SUBJECTS)


def _phrases(number_of: Mapping[str, int]) -> Iterator[Phrases]:
    """Group the phrases that these texts can contain by length.

    Stop words keep only their position, which is enough inside a phrase ("loss of control").
    Phrases that begin or end with one ("x-risk") are left out.
    """
    by_length: dict[int, dict[tuple[int, ...], int]] = defaultdict(dict)
    for stems, concept in field_spellings():
        inside = {stem for stem in stems[1:-1] if not stem_says_something(stem)}
        if all(stem in number_of or stem in inside for stem in stems):
            words = tuple(NOTHING if word in inside else number_of[word] for word in stems)
            by_length[len(words)][words] = concept
    for concept_by_words in by_length.values():
        yield Phrases(
            np.array(list(concept_by_words), np.int32), np.array(list(concept_by_words.values()))
        )


def _named_concepts(tokens: Tokens, phrases: Phrases) -> NDArray[np.int64]:
    """Matrix of two rows: text numbers, and the concept named there."""
    length = phrases.words.shape[1]
    starts = np.zeros(max(phrases.words[:, 0].max(), tokens.numbers.max(initial=0)) + 2, bool)
    starts[phrases.words[:, 0]] = True  # the last one stays false, for NOTHING
    last = max(0, len(tokens.numbers) - length + 1)
    positions = np.flatnonzero(starts[tokens.numbers[:last]])
    # Drop phrases that would span two texts.
    positions = positions[tokens.rows[positions] == tokens.rows[positions + length - 1]]
    windows = np.stack([tokens.numbers[positions + n] for n in range(length)], axis=1)
    keys, order = np.unique(_keys_of(phrases.words), return_index=True)
    at = np.minimum(np.searchsorted(keys, _keys_of(windows)), len(keys) - 1)
    which = order[at]
    # Keys may collide, so the words are compared.
    is_match = (phrases.words[which] == windows).all(axis=1)
    return np.stack(
        [tokens.rows[positions[is_match]].astype(np.int64), phrases.concepts[which[is_match]]]
    )


def _keys_of(words: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Hash each row. After a collision one of the two subjects is not counted."""
    keys = np.zeros(len(words), np.uint64)
    for column in words.T:
        keys = (keys + column.astype(np.uint64)) * _MIXER
    return keys
