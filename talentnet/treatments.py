"""What happens to a text in which a check has found something, per check."""

from collections.abc import Mapping
from enum import StrEnum


class Treatment(StrEnum):
    NOTE = "note"
    """Staff see the finding; the candidate sees the text."""
    HIDE_TEXT = "hide_text"
    """The sentence or profile element is not shown; in a title, the whole card."""
    HIDE_CARD = "hide_card"


# What is untrue or unsafe is hidden. The rest is a matter of taste, or not found surely enough.
DEFAULT_TREATMENTS: Mapping[str, Treatment] = {
    "basis": Treatment.HIDE_TEXT,
    "fact": Treatment.HIDE_TEXT,
    "name": Treatment.HIDE_TEXT,
    "url": Treatment.HIDE_TEXT,
    "hazard": Treatment.HIDE_CARD,
    "copy": Treatment.HIDE_CARD,
    "duplicate": Treatment.NOTE,
    "promise": Treatment.NOTE,
    "discouragement": Treatment.NOTE,
    "trait": Treatment.NOTE,
    "obeyed": Treatment.NOTE,
    "leaked": Treatment.NOTE,
    "language": Treatment.NOTE,
    "generic": Treatment.NOTE,
    "form": Treatment.NOTE,
}


def treatments_from(value: str) -> dict[str, Treatment]:
    """Read "name=note, generic=hide_card". Raises ValueError with a sentence."""
    pairs = [part.partition("=") for part in value.split(",") if part.strip()]
    read = {code.strip(): treatment.strip() for code, _, treatment in pairs}
    if unknown := [code for code in read if code not in DEFAULT_TREATMENTS]:
        raise ValueError(f"has no check {unknown[0]!r}; checks: {', '.join(DEFAULT_TREATMENTS)}")
    if any(treatment not in Treatment for treatment in read.values()):
        raise ValueError("takes check=note, check=hide_text or check=hide_card, by commas")
    return {code: Treatment(treatment) for code, treatment in read.items()}
