"""Find job titles in a text: "research manager", "program officer", "chief of staff"."""

import re
from collections.abc import Iterator
from pathlib import Path

from matching.ranking.reading.words import STOP_WORDS

# Last words of job titles.
_POSTS = frozenset(Path(__file__).with_name("posts.txt").read_text(encoding="utf-8").split())
_LEVELS = {"assistant", "associate", "entry", "first", "graduate", "head"}
_LEVELS |= {"junior", "lead", "mid", "principal", "senior", "staff"}
# Words of a title before its last one.
_MOST_BEFORE = 3
_CLAUSE = re.compile(r"[^,.;:/()\n]+")
_RULED_OUT = re.compile(
    r"\b(?:no|not|never|nor|stop|leave|leaving|former|formerly|without)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_][\w+#&'-]*")


def titles_in(text: str) -> Iterator[str]:
    """Job titles of two to four words, in the text's own words, without their level.

    A single word ("manager") would match too many postings.
    """
    for clause in _CLAUSE.findall(text):
        if _RULED_OUT.search(clause):
            continue
        words = list(_WORD.finditer(clause))
        for number, word in enumerate(words):
            # Plural titles count, too: "program officers".
            if word[0].casefold().removesuffix("s") in _POSTS:
                first = _first_of(words, number)
                if first < number:
                    yield clause[words[first].start() : word.end()]


def _first_of(words: list[re.Match[str]], last: int) -> int:
    """Index of the first word of a title that ends at `last`."""
    first = last
    while first > max(0, last - _MOST_BEFORE) and _belongs(words[first - 1][0].casefold()):
        first -= 1
    return first


def _belongs(word: str) -> bool:
    return word not in STOP_WORDS and word not in _LEVELS
