"""Words of claims about a person: tokens, keys under which word forms meet, and small word lists.

The lists are in `claim_words.json`, one per language. They serve every language at once, because
profiles mix them: a German profile lists English skills.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import Stemmer
from pydantic import BaseModel, ConfigDict

from talentnet.profiles import taxonomy
from talentnet.stems import stem

CLAIM_WORDS = Path(__file__).with_name("claim_words.json")
_KANA = "\u3040-\u30ff"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff々"
# Runs of kanji, of katakana, of digits, and words of other scripts. Hiragana mostly is grammar.
_TOKEN = re.compile(rf"[\u30a1-\u30ff]+|[{_HAN}]+|\d+|(?:(?![{_KANA}{_HAN}\d])[^\W_])+[+#]*")
_NO_LETTER = re.compile(r"[\W_]+")
_UNSPACED = re.compile(rf"[{_KANA}{_HAN}]")
_THOUSANDS = re.compile(r"(?<=\d)[,.’](?=\d{3}(?!\d))")
# Snowball's stemmers by language; other languages are compared by whole words.
_ALGORITHMS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class ClaimWords(BaseModel):
    """Contents of `claim_words.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stop: dict[str, str]
    heads: dict[str, str]
    """Words that add nothing to an element: "skills", "experience", "background"."""
    labels: dict[str, str]
    """Words that name a part of a profile: "goal", "interest"."""
    having: dict[str, str]
    """Words by which somebody claims to have or to have done something."""
    negations: dict[str, str]
    wishes: dict[str, str]
    numbers: dict[str, str]
    irregular: dict[str, str]
    alike: list[list[str]]
    """Phrases with one meaning."""

    def of_all(self, name: str) -> frozenset[str]:
        """Words of one list in every language."""
        lists: dict[str, str] = getattr(self, name)
        return frozenset(word for words in lists.values() for word in words.split())


@cache
def claim_words() -> ClaimWords:
    return ClaimWords.model_validate_json(CLAIM_WORDS.read_bytes())


@cache
def words_in(name: str) -> frozenset[str]:
    """Words of a list of `claim_words.json` in every language."""
    return claim_words().of_all(name)


def tokens_of(text: str) -> list[str]:
    """Words, numbers and runs of one script, in lower case."""
    return _TOKEN.findall(_THOUSANDS.sub("", text.casefold()))


def is_unspaced(text: str) -> bool:
    """True if a text holds a script without spaces between its words."""
    return not text.isascii() and bool(_UNSPACED.search(text))


def squashed(text: str) -> str:
    """Letters and digits alone, to compare texts of scripts without spaces."""
    return _NO_LETTER.sub("", text.casefold())


def keys_of(token: str, language: str) -> frozenset[str]:
    """Keys of a word: its stems in English and in the given language."""
    return _keys(token, language if language in _ALGORITHMS else "")


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[language], 0)  # its own cache is not safe with threads


class _Keys(dict[tuple[str, str], frozenset[str]]):
    """Cache of keys, cleared when full."""

    def __missing__(self, word: tuple[str, str]) -> frozenset[str]:
        if len(self) >= 50_000:
            self.clear()
        token, language = word
        lists = claim_words()
        base = lists.numbers.get(token) or lists.irregular.get(token, token)
        # The language's stem has a mark, as "art" of one language is not "art" of another.
        own = {f"{language}:{_stemmer(language).stemWord(base)}"} if language else set()
        keys = self[word] = frozenset({stem(base), *own})
        return keys


_cached_keys = _Keys()


def _keys(token: str, language: str) -> frozenset[str]:
    return _cached_keys[token, language]


def content_of(tokens: Iterable[str]) -> list[str]:
    """Words that say something: no grammar, no harmless heads, no names of profile parts."""
    empty = _empty_words()
    return [token for token in tokens if token not in empty]


@cache
def _empty_words() -> frozenset[str]:
    return words_in("stop") | words_in("heads") | words_in("labels")


def with_synonyms(tokens: list[str]) -> set[str]:
    """Words of a text together with those of all synonyms of its phrases."""
    words = set(tokens)
    index = _synonyms()
    for start, token in enumerate(tokens):
        for phrase, others in index.get(token, ()):
            if tuple(tokens[start : start + len(phrase)]) == phrase:
                words.update(others)
    return words


@cache
def _synonyms() -> dict[str, list[tuple[tuple[str, ...], frozenset[str]]]]:
    """Phrases by their first word, each with the words of its synonyms."""
    index: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for spellings in _groups():
        phrases = [tuple(tokens_of(spelling)) for spelling in spellings]
        others = frozenset(word for phrase in phrases for word in phrase)
        for phrase in filter(None, phrases):
            index.setdefault(phrase[0], []).append((phrase, others))
    return index


def _groups() -> Iterable[Iterable[str]]:
    yield from claim_words().alike
    for group in (*taxonomy.skills(), *taxonomy.interests()):
        yield from (term.spellings for term in group.terms if term.also)
