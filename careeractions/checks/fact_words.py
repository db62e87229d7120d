"""Word lists of the check `fact`, from `fact_words.json`: groups of words that prove each other."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FACT_WORDS = Path(__file__).with_name("fact_words.json")


class FactWords(BaseModel):
    """Contents of `fact_words.json`. A profile with any word of a group may be told by another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deeds: tuple[str, ...]
    claimed_deeds: str
    """Deeds that count as a claim, in the forms that follow "you"."""
    other_deeds: str
    """Deeds told in many ways: a claim only if what was done is unknown, too."""
    publications: tuple[str, ...]
    roles: tuple[str, ...]
    levels: str


@cache
def fact_words() -> FactWords:
    return FactWords.model_validate_json(FACT_WORDS.read_bytes())


@cache
def groups_of(name: str) -> dict[str, frozenset[str]]:
    """Map each word of a list to the words of all its groups."""
    lines: tuple[str, ...] = getattr(fact_words(), name)
    groups: dict[str, frozenset[str]] = {}
    for line in lines:
        words = frozenset(line.split())
        for word in words:
            groups[word] = groups.get(word, frozenset()) | words
    return groups
