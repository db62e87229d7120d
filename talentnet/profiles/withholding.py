"""What of a profile no model ever sees, taken out of a text wherever the person wrote it."""

import re
import unicodedata

from talentnet.profiles.models import Profile
from talentnet.text import one_line, without_addresses

WITHHELD_NAME = "[the candidate]"
WITHHELD_ORGANIZATION = "[organization withheld]"
WITHHELD_LINK = "[link removed]"
SHORTEST_NAME_PART, SHORTEST_IN_CAPITALS = 2, 3

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_AROUND_NAME = ".,;:()'\"’"


def withhold(text: str, profile: Profile) -> str:
    """The text without name, pronouns, email, links and the organizations hidden from."""
    # One and the same letter can be written in two ways.
    text = without_addresses(unicodedata.normalize("NFC", text))
    for link in profile.links:
        text = _replace(_SCHEME.sub("", link).rstrip("/"), WITHHELD_LINK, text)
    for organization in sorted(profile.hidden_from_organizations, key=len, reverse=True):
        text = _replace(organization, WITHHELD_ORGANIZATION, text)
    if not one_line(profile.pronouns).isalpha():
        # "she/her" names pronouns; a lone "they" may be any word of any sentence.
        text = _replace(profile.pronouns, "[pronouns]", text)
    return _without_name(text, one_line(profile.name))


def _without_name(text: str, name: str) -> str:
    text = _replace(name, WITHHELD_NAME, text)
    for part in (part.strip(_AROUND_NAME) for part in name.split()):
        for spelling in _spellings(part):
            text = _replace(spelling, WITHHELD_NAME, text, flags=0)
    return text


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


def _replace(what: str, by: str, text: str, flags: int = re.IGNORECASE) -> str:
    """Replace whole words only, where the script of `what` has words; over the end of a quoted
    line, too, which begins with "> "."""
    words = one_line(unicodedata.normalize("NFC", what)).split()
    if not words:
        return text
    start = r"(?<!\w)" if _has_word_breaks(words[0][0]) else ""
    end = r"(?!\w)" if _has_word_breaks(words[-1][-1]) else ""
    phrase = r"(?:\s|> )+".join(re.escape(word) for word in words)
    return re.sub(f"{start}{phrase}{end}", lambda _: by, text, flags=flags)


def _has_word_breaks(character: str) -> bool:
    """Whether words of this script are set apart: letters with two cases tell, as does ASCII."""
    return character.isascii() or character.lower() != character.upper()
