"""Texts as stems, which keep their place in the text they come from.

Stems are Porter's (Snowball's "english"), computed by PyStemmer: "evaluations" and "evaluating"
read alike.
"""

import re

import Stemmer

_WORD = re.compile(r"[^\W_]+[+#]*")
_STEMMER = Stemmer.Stemmer("english", 0)  # its own cache is not safe with threads

_LONGEST_ENDING = 3
_MOST_KEPT = 200_000

# Short names of programming languages; as other single letters they would say nothing.
_LETTERS = frozenset({"c", "r"})

# Words that say nothing about fit. Pronouns of every kind are among them, so that nobody's
# pronouns move a ranking.
STOP_WORDS = frozenset(
    """
    a about above across after again all almost along already also although always am among an and
    another any anyone are around as at away back be became because become been before behind being
    below best better between both but by came can cannot come could day days did do does doing done
    down during each either else enough etc even ever every everyone everything few find first for
    found four from full further gave get gets give given go goes going good got great had half has
    have having here high how however i if in into is it its itself just keep kept know known last
    least less let like long look looks lot made make makes making many may me mean might month
    months more most much must my myself need needs never new next no none nor not nothing now of
    off often on once one only onto open or other others our ours out over own part people per
    perhaps put rather really right same say says see seem several shall should since six small so
    some someone something soon still such take taken takes than that the their theirs them
    themselves then there these they thing things this those though three through time to together
    too towards twice two under until up upon us use used uses using very want wanted wants was way
    ways we week weeks well went were what whatever when where whether which while who whom whose
    why will with within without work worked working works would year years yet you your yours
    yourself job jobs role roles position positions able join looking seeking want wish team
    he him his himself she her hers herself it's they're themself xe xem xyr ze zir hir mx mr mrs ms
    person man woman men women
    """.split()
)


def words_of(text: str) -> list[str]:
    """Its words, without case. Hyphens, slashes and points part words: "red-teaming"."""
    if text.isascii():
        return _WORD.findall(text.lower())
    # Word by word: the case-folded text may have other words ("İ" becomes two characters).
    return [word.casefold() for word in _WORD.findall(text)]


def stems_of(text: str) -> list[str]:
    known = _stems
    return [known[word] for word in words_of(text)]


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each of the stems stands in the text, which is read without regard to case."""
    return [found.span() for found in _WORD.finditer(text)]


class _Stems(dict[str, str]):
    """Stems by word, each computed once; most words of a posting have been met before."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self[word] = _stem(word)
        return found


_stems = _Stems()


def stem(word: str) -> str:
    return _stems[word]


def _stem(word: str) -> str:
    """Where it would lose more than an ending, the word itself: Porter reads "experience" as
    "experiment", and "interpretability" as "interpret"."""
    stemmed: str = _STEMMER.stemWord(word)
    if len(word) - len(stemmed) <= _LONGEST_ENDING:
        return stemmed
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def says_something(word: str) -> bool:
    """Whether a word may count in the comparison of two texts."""
    return word not in STOP_WORDS and (len(word) > 1 or word in _LETTERS) and not word.isdigit()
