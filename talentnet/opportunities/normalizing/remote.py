"""Recognize remote work in locations and titles."""

import re

WORDS = {"true", "yes", "y", "1", "full", "telecommute"}
_REMOTE = re.compile(
    r"\bremote(?:ly)?\b|\btelecommut\w*|\bwork from (?:home|anywhere)\b|\bdistributed\b|"
    r"^\W*(?:anywhere|worldwide)\b",
    re.IGNORECASE,
)
_NOT_REMOTE = re.compile(
    r"\b(?:non|not|no|isn't)[ -]remote|\bremote (?:is )?not\b|\bpart(?:ly|ially)?[ -]remote",
    re.IGNORECASE,
)
_HYBRID = re.compile(r"\bhybrid\b", re.IGNORECASE)
_EITHER = re.compile(r"\bor\b|[/;|]", re.IGNORECASE)
_IN_TITLE = re.compile(
    r"[(\[]\s*(?:fully |100% )?remote\b|[-–—|,]\s*(?:fully )?remote\b", re.IGNORECASE
)


def is_remote_word(text: str) -> bool:
    """Read the value of a column about remote work."""
    return text.strip().casefold() in WORDS or is_remote_location(text)


def is_remote_location(text: str) -> bool:
    """True for "Remote – US" and "San Francisco or Remote", not for "Hybrid (2 days remote)"."""
    if not _REMOTE.search(text) or _NOT_REMOTE.search(text):
        return False
    return not _HYBRID.search(text) or bool(_EITHER.search(text))


def is_remote_title(title: str) -> bool:
    """True for "Researcher (Remote)", not for "Remote Sensing Scientist"."""
    return bool(_IN_TITLE.search(title)) and not _NOT_REMOTE.search(title)
