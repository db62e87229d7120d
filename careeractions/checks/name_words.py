"""Word lists of the check `name`, from `name_words.json`, and words that name no outside thing."""

import re
from functools import cache
from pathlib import Path

import pycountry
from pydantic import BaseModel, ConfigDict

from talentnet.profiles import taxonomy
from talentnet.profiles.claim_words import tokens_of

NAME_WORDS = Path(__file__).with_name("name_words.json")


class NameWords(BaseModel):
    """Contents of `name_words.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: tuple[str, ...]
    """Organizations, programs, events and products that cards have named."""
    ambiguous: str
    """Known names that also are words: they count only with a capital, inside a sentence."""
    common: str
    """Words with a capital that name no resource: tools of the trade, languages, days, methods."""
    heads: str
    """Last words of names: "Fellowship", "Institute"."""
    german_words: str
    """German words with a capital that begin no name: pronouns, months, nouns of measure."""
    german_heads: str
    german_generic: str
    """Beginnings of German compounds that aren't names: "Pilot-Programm"."""
    japanese_heads: str
    japanese_generic: str


@cache
def name_words() -> NameWords:
    return NameWords.model_validate_json(NAME_WORDS.read_bytes())


@cache
def common_words() -> frozenset[str]:
    """Tokens of words that may have a capital without naming anything from outside."""
    texts = [name_words().common]
    for group in (*taxonomy.skills(), *taxonomy.interests()):
        texts += (spelling for term in group.terms for spelling in term.spellings)
    texts += (country.name for country in pycountry.countries)
    return frozenset(token for text in texts for token in tokens_of(text))


@cache
def heads() -> frozenset[str]:
    return frozenset(name_words().heads.split())


def known_name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Pattern of known names as whole words, the longest first."""
    in_order = sorted(names, key=len, reverse=True)
    return re.compile(
        r"(?<![A-Za-zÀ-ÿ0-9-])(?:" + "|".join(map(re.escape, in_order)) + r")(?![A-Za-zÀ-ÿ0-9])"
    )


@cache
def known_names() -> re.Pattern[str]:
    return known_name_pattern(name_words().known)
