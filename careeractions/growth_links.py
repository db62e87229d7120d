"""Link each growth area to the first career action that mentions all of its words."""

import re
from collections.abc import Iterable

from careeractions.models import CareerAction
from matching.growth import GrowthArea
from talentnet.text import normalized

# Matches the lead of "Build skill in X" and "Gain hands-on experience with X", up to the first
# preposition. The look-behind skips hyphenated words such as "hands-on".
_LEADING_VERB_PHRASE = re.compile(
    r"^\w+\b.{0,40}?(?<![\w-])(?:in|with|of|on|about|for)\s+(?=\S)", re.IGNORECASE
)
# Shorter words ("of", "AI") are too common to tell subjects apart.
MIN_WORD_LENGTH = 3
EMPTY_WORDS = frozenset({"and", "the", "for", "with", "your", "from", "into", "work", "skills"})


def addressed_by(
    areas: Iterable[GrowthArea], actions: Iterable[CareerAction]
) -> dict[str, CareerAction]:
    """Map each growth area to the first action that mentions it; other areas are absent."""
    texts = [(action, normalized(_text(action))) for action in actions]
    links: dict[str, CareerAction] = {}
    for area in areas:
        words = subject_words(area.text)
        action = next((a for a, text in texts if words and _mentions_all(text, words)), None)
        if action is not None:
            links[area.text] = action
    return links


def subject_words(area: str) -> list[str]:
    """Telling words of a growth area; all its words if none is telling."""
    subject = _LEADING_VERB_PHRASE.sub("", area, count=1)
    words = normalized(subject).split()
    return [w for w in words if len(w) >= MIN_WORD_LENGTH and w not in EMPTY_WORDS] or words


def _mentions_all(text: str, words: list[str]) -> bool:
    # `normalized` pads the text with spaces, so this compares whole words.
    return all(f" {word} " in text for word in words)


def _text(action: CareerAction) -> str:
    shown = action.shown
    return "\n".join([shown.title, shown.description, *shown.basis]) if shown else ""
