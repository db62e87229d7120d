"""Split texts into words and stems.

Stems are Porter's (Snowball's "english"), computed by PyStemmer: "evaluations" and "evaluating"
share one.
"""

import re

import Stemmer

# A word may end with + or #: C++, C#.
_WORD = re.compile(r"[^\W_]+[+#]*")
_STEMMER = Stemmer.Stemmer("english", 0)  # its own cache is not safe with threads

# Porter cuts "experience" and "experiment" to one stem; longer cuts are rejected.
_LONGEST_ENDING = 3
_MAX_CACHED = 200_000

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
    # A plural has the stem of its singular: "incidents" and "incident".
    return _stem(word[:-1]) if word.endswith("s") and not word.endswith("ss") else word
