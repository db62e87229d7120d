"""Redaction of name, contacts and hidden organizations from text sent to an AI model."""

import re
import unicodedata
from collections.abc import Iterable

from talentnet.profiles.models import Profile
from talentnet.text import one_line, without_addresses

WITHHELD_NAME = "[the candidate]"
WITHHELD_ORGANIZATION = "[organization withheld]"
WITHHELD_LINK = "[link removed]"
# Initials are left alone, and so are two capitals: AL or JO may be an abbreviation.
SHORTEST_NAME_PART, SHORTEST_IN_CAPITALS = 2, 3

# Matches a link however it is written: with or without scheme and "www.".
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
# Punctuation to strip from the parts of a name: "Amara (Ama) Diallo, PhD".
_AROUND_NAME = ".,;:()'\"’"


def withhold(text: str, profile: Profile) -> str:
    """Redact name, pronouns, email addresses, links and hidden organizations."""
    # "é" may be one code point or two; NFC makes both the same.
    text = without_addresses(unicodedata.normalize("NFC", text))
    links = [_SCHEME.sub("", link).rstrip("/") for link in profile.links]
    text = _replace(links, WITHHELD_LINK, text)
    text = _replace(profile.hidden_from_organizations, WITHHELD_ORGANIZATION, text)
    if not one_line(profile.pronouns).isalpha():
        # "she/her" is always about pronouns; a lone "they" is usually just a word.
        text = _replace([profile.pronouns], "[pronouns]", text)
    return _without_name(text, one_line(profile.name))


def _without_name(text: str, name: str) -> str:
    text = _replace([name], WITHHELD_NAME, text)
    parts = (part.strip(_AROUND_NAME) for part in name.split())
    spellings = [spelling for part in parts for spelling in _spellings(part)]
    return _replace(spellings, WITHHELD_NAME, text, flags=0)


def _spellings(part: str) -> set[str]:
    """Return the spellings of a name part that are redacted on their own.

    Not all of them, because many names are also words ("Will", "Grace").
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
    for match in pattern.finditer(text):
        start, match_end = match.span(1)
        # Overlapping matches extend the stretch that has been replaced already.
        if start >= end:
            pieces += [text[end:start], by]
        end = max(end, match_end)
    return "".join([*pieces, text[end:]])


def any_phrase(phrases: Iterable[str], flags: int) -> re.Pattern[str] | None:
    """Compile a pattern for the longest phrase at each position; None without phrases."""
    lists = [one_line(unicodedata.normalize("NFC", phrase)).split() for phrase in phrases]
    lists = sorted(filter(None, lists), key=lambda words: len(" ".join(words)), reverse=True)
    whole = [_phrase(words) for words in lists if _has_word_breaks(words[0][0])]
    anywhere = [_phrase(words) for words in lists if not _has_word_breaks(words[0][0])]
    # One look-behind for all phrases, so that each is tried only where a word begins.
    ways = [rf"(?<!\w)(?:{'|'.join(whole)})"] if whole else []
    # A look-ahead consumes nothing, so overlapping matches are found, too.
    return re.compile(f"(?=({'|'.join([*ways, *anywhere])}))", flags) if lists else None


def _phrase(words: list[str]) -> str:
    """Build a pattern for whole words if the script separates words, over line ends, too."""
    end = r"(?!\w)" if _has_word_breaks(words[-1][-1]) else ""
    # Prompts quote each line with "> ".
    return r"(?:\s|> )+".join(map(re.escape, words)) + end


def _has_word_breaks(character: str) -> bool:
    """True if the script separates words: ASCII, or letters that have an upper case."""
    return character.isascii() or character.lower() != character.upper()
