"""Words that count when two texts are compared."""

from pathlib import Path

from talentnet.stems import stem

# Single letters that name programming languages; the others are stop words.
_LETTERS = frozenset({"c", "r"})

# Words without meaning for the fit. All pronouns are included, so that they can't affect a ranking.
STOP_WORDS_FILE = Path(__file__).with_name("stop_words.txt")
STOP_WORDS = frozenset(STOP_WORDS_FILE.read_text(encoding="utf-8").split())


def says_something(word: str) -> bool:
    """True if a word counts when two texts are compared."""
    return word not in STOP_WORDS and (len(word) > 1 or word in _LETTERS) and not word.isdigit()


def stem_says_something(stemmed: str) -> bool:
    """True if a stem counts; "peopl" doesn't, as the stem of the stop word "people"."""
    return says_something(stemmed) and stemmed not in _STEMS_OF_STOP_WORDS


_STEMS_OF_STOP_WORDS = frozenset(map(stem, STOP_WORDS))
