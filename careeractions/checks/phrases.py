"""Phrases that checks look for, from files in `phrases/`: one regular expression a line.

A phrase in a script with spaces is matched as whole words. Lines that begin with # are comments.
"""

import re
from pathlib import Path

from talentnet.profiles.claim_words import is_unspaced

FOLDER = Path(__file__).with_name("phrases")


def phrase_pattern(name: str) -> re.Pattern[str]:
    """Pattern of all phrases in a file, regardless of case."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    phrases = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(map(_as_whole_words, phrases)), re.IGNORECASE)


def _as_whole_words(phrase: str) -> str:
    return f"(?:{phrase})" if is_unspaced(phrase) else rf"(?<!\w)(?:{phrase})(?!\w)"
