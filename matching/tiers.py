"""Tiers of a match, by its score from 0 to 100. Prompt, validation and offline scorer use these."""

from typing import Literal

type TierValue = Literal["great", "good", "exploring"]

GREAT_FROM, GOOD_FROM = 75, 55


def tier_of(score: int) -> TierValue:
    """Tier that a score belongs to."""
    if score >= GREAT_FROM:
        return "great"
    return "good" if score >= GOOD_FROM else "exploring"
