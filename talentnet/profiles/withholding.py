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
    for link in profile.links:
        text = _replace(_SCHEME.sub("", link).rstrip("/"), WITHHELD_LINK, text)
    # Longest first: "Hidden Works Labs" before "Hidden Works".
    for organization in sorted(profile.hidden_from_organizations, key=len, reverse=True):
        text = _replace(organization, WITHHELD_ORGANIZATION, text)
    if not one_line(profile.pronouns).isalpha():
        # "she/her" is always about pronouns; a lone "they" is usually just a word.
        text = _replace(profile.pronouns, "[pronouns]", text)
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


def _replace(phrase: str, by: str, text: str, flags: int = re.IGNORECASE) -> str:
    """Replace a phrase, as whole words if its script separates words.

    The phrase may continue on the next line, also in quoted text.
    """
    words = one_line(unicodedata.normalize("NFC", phrase)).split()
    if not words:
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
    # Prompts quote each line with "> ".
    pattern = r"(?:\s|> )+".join(re.escape(word) for word in words)
    # A function, as `by` would otherwise be read as a template with backslash escapes.
    return re.sub(f"{start}{pattern}{end}", lambda _: by, text, flags=flags)


def _has_word_breaks(character: str) -> bool:
    """True if the script separates words: ASCII, or letters that have an upper case."""
    return character.isascii() or character.lower() != character.upper()
