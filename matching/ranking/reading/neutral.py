"""Remove words that reveal identity or origin, so that they can't affect the ranking."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from matching.ranking.reading.prose import is_ambiguous, is_name_at, stems_of_prose
from matching.ranking.reading.sought import titles_in
from matching.ranking.reading.thesaurus import thesaurus
from talentnet.stems import spans_of, stem, words_of

_LETTERS = re.compile(r"[^\W_]+")
_NATIONALITIES = Path(__file__).with_name("nationalities.txt")


def without_name(texts: list[str], name: str) -> list[str]:
    """Remove the person's name where two or more of its words are adjacent: "My name is grant law".

    A single word of a name may be a term of the field.
    """
    words = dict.fromkeys(_LETTERS.findall(name))
    if len(words) < 2:
        return texts
    pattern = full_name(words)
    return [pattern.sub(" ", text) for text in texts]


def full_name(words: Iterable[str]) -> re.Pattern[str]:
    """Pattern of two or more words of a name, in any order."""
    one = f"(?:{'|'.join(words)})"
    # Words and separators share no characters, so the expression can't backtrack exponentially.
    return re.compile(rf"\b{one}(?:[\W_]+{one})+(?![^\W_])", re.IGNORECASE)


@cache
def _nationalities() -> frozenset[str]:
    return frozenset(stem(word) for word in _NATIONALITIES.read_text(encoding="utf-8").split())


# Programming languages that are also common words; they count only in lists.
_ONLY_IN_LISTS = frozenset({"go", "r", "c"})


def neutral_stems(text: str, *, is_title: bool = False) -> list[str]:
    """Stems of a text without names and nationalities.

    In prose, a capitalized word may be a name, so it counts only if the thesaurus has it.
    """
    words = [text[start:end] for start, end in spans_of(text)]
    terms, unwanted = thesaurus(), _nationalities()
    stems = [(stem(word.casefold()), word[0] == word[0].lower()) for word in words]
    return [
        stemmed
        for number, (stemmed, is_small) in enumerate(stems)
        if stemmed not in unwanted
        and stemmed not in _ONLY_IN_LISTS
        and (is_title or not is_ambiguous(stemmed) or is_name_at(text, number))
        and (is_small or is_title or terms.knows_word(stemmed))
    ]


def concepts_in(texts: Iterable[str]) -> Iterator[str]:
    """Thesaurus phrases in texts, in the texts' own words."""
    for text in texts:
        spans, stems = spans_of(text), stems_of_prose(text)
        for found in thesaurus().scan(stems):
            start, end = spans[found.start][0], spans[found.start + found.length - 1][1]
            if neutral_stems(text[start:end]):
                yield text[start:end]


def neutral_titles_in(texts: Iterable[str]) -> Iterator[str]:
    """Job titles in texts, without those that may contain a name."""
    for title in (phrase for text in texts for phrase in titles_in(text)):
        if len(neutral_stems(title)) == len(words_of(title)):
            yield title
