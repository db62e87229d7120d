"""Redact name, contacts and hidden organizations from text for a model."""

import re
import unicodedata
from collections.abc import Iterable

from talentnet.profiles.models import Profile
from talentnet.text import one_line, without_addresses

WITHHELD_NAME = "[the candidate]"
WITHHELD_ORGANIZATION = "[organization withheld]"
WITHHELD_LINK = "[link removed]"
SHORTEST_NAME_PART, SHORTEST_IN_CAPITALS = 2, 3

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_AROUND_NAME = ".,;:()'\"’"


def withhold(text: str, profile: Profile) -> str:
    """Redact name, pronouns, email, links and hidden organizations."""
    # The same letter can be encoded in two ways.
    text = without_addresses(unicodedata.normalize("NFC", text))
    links = [_SCHEME.sub("", link).rstrip("/") for link in profile.links]
    text = _replace(links, WITHHELD_LINK, text)
    text = _replace(profile.hidden_from_organizations, WITHHELD_ORGANIZATION, text)
    if not one_line(profile.pronouns).isalpha():
        # "she/her" names pronouns; a lone "they" may be any word of any sentence.
        text = _replace([profile.pronouns], "[pronouns]", text)
    return _without_name(text, one_line(profile.name))


def _without_name(text: str, name: str) -> str:
    text = _replace([name], WITHHELD_NAME, text)
    parts = (part.strip(_AROUND_NAME) for part in name.split())
    spellings = [spelling for part in parts for spelling in _spellings(part)]
    return _replace(spellings, WITHHELD_NAME, text, flags=0)


def _spellings(part: str) -> set[str]:
    """Spellings of a part of a name that are withheld where it stands alone.

    Not every one: a part of a name is often a word as well ("Will", "Grace").
    """
    spellings = {part} if len(part) >= SHORTEST_NAME_PART else set()
    if len(part) >= SHORTEST_IN_CAPITALS:
        spellings.add(part.upper())
        if part.isupper():  # as in "Amara DIALLO"
            spellings.add(part.title())
    return spellings


def _replace(phrases: Iterable[str], by: str, text: str, flags: int = re.IGNORECASE) -> str:
    """Replace each stretch of the text that phrases cover, also where they overlap, in one pass."""
    pattern = any_phrase(phrases, flags)
    if pattern is None:
        return text
    pieces, end = [], 0
    for found in pattern.finditer(text):
        start, over = found.span(1)
        if start >= end:
            pieces += [text[end:start], by]
        end = max(end, over)
    return "".join([*pieces, text[end:]])


def any_phrase(phrases: Iterable[str], flags: int) -> re.Pattern[str] | None:
    """Pattern that matches the longest of the phrases at each place; None without phrases."""
    lists = [one_line(unicodedata.normalize("NFC", phrase)).split() for phrase in phrases]
    lists = sorted(filter(None, lists), key=lambda words: len(" ".join(words)), reverse=True)
    whole = [_phrase(words) for words in lists if _has_word_breaks(words[0][0])]
    anywhere = [_phrase(words) for words in lists if not _has_word_breaks(words[0][0])]
    # What begins a word is looked for where one begins, and nowhere else.
    ways = [rf"(?<!\w)(?:{'|'.join(whole)})"] if whole else []
    return re.compile(f"(?=({'|'.join([*ways, *anywhere])}))", flags) if lists else None


def _phrase(words: list[str]) -> str:
    """Match whole words only, where the script has words, also across quoted lines ("> ")."""
    end = r"(?!\w)" if _has_word_breaks(words[-1][-1]) else ""
    return r"(?:\s|> )+".join(map(re.escape, words)) + end


def _has_word_breaks(character: str) -> bool:
    """True if words of this script are separated: letters have two cases, or are ASCII."""
    return character.isascii() or character.lower() != character.upper()
