"""Split texts into words and stems.

Stems are Porter's (Snowball's "english"), computed by PyStemmer: "evaluations" and "evaluating"
share one.
"""

import re
from pathlib import Path

import Stemmer

# A word may end with + or #: C++, C#.
_WORD = re.compile(r"[^\W_]+[+#]*")
_STEMMER = Stemmer.Stemmer("english", 0)  # its own cache is not safe with threads

# Porter cuts "experience" and "experiment" to one stem; longer cuts are rejected.
_LONGEST_ENDING = 3
_MAX_CACHED = 200_000

# Single letters that name programming languages; the others are stop words.
_LETTERS = frozenset({"c", "r"})

# Words that Porter merges with another sense, or separates from the same one: a report isn't a
# reporter, a pension scheme isn't scheming, but managers do management.
_IRREGULAR = {
    "reporter": "reporter",
    "reporters": "reporter",
    "explainer": "explainer",
    "explainers": "explainer",
    "scheming": "scheming",
    "physics": "physics",
    "security": "security",
    "accounting": "accounting",
    "management": "manag",
}

# Words without meaning for the fit. All pronouns are included, so that they can't affect a ranking.
STOP_WORDS_FILE = Path(__file__).with_name("stop_words.txt")
STOP_WORDS = frozenset(STOP_WORDS_FILE.read_text(encoding="utf-8").split())


def words_of(text: str) -> list[str]:
    """Words in lower case. Hyphens, slashes and periods separate words: "red-teaming" is two."""
    if text.isascii():
        return _WORD.findall(text.lower())
    # Word by word: the case-folded text may have other words ("İ" becomes two characters).
    return [word.casefold() for word in _WORD.findall(text)]


def stems_of(text: str) -> list[str]:
    cache = _stems
    return [cache[word] for word in words_of(text)]


def spans_of(text: str) -> list[tuple[int, int]]:
    """Character span of each stem in a text, regardless of case."""
    return [match.span() for match in _WORD.finditer(text)]


class _Stems(dict[str, str]):
    """Cache of stems; most words of a posting have been seen before."""

    def __missing__(self, word: str) -> str:
        # Clearing everything is simpler than LRU, and rarely happens.
        if len(self) >= _MAX_CACHED:
            self.clear()
        stemmed = self[word] = _stem(word)
        return stemmed


_stems = _Stems()


def stem(word: str) -> str:
    return _stems[word]


def _stem(word: str) -> str:
    """Stem a word, or keep it where Porter's stemmer is wrong: "experience", "interpretability"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    stemmed: str = _STEMMER.stemWord(word)
    if len(word) - len(stemmed) <= _LONGEST_ENDING:
        return stemmed
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def says_something(word: str) -> bool:
    """True if a word counts when two texts are compared."""
    return word not in STOP_WORDS and (len(word) > 1 or word in _LETTERS) and not word.isdigit()


def stem_says_something(stemmed: str) -> bool:
    """True if a stem counts; "peopl" doesn't, as the stem of the stop word "people"."""
    return says_something(stemmed) and stemmed not in _STEMS_OF_STOP_WORDS


_STEMS_OF_STOP_WORDS = frozenset(map(stem, STOP_WORDS))
