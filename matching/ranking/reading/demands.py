"""Find strict requirements in a posting, such as a doctorate or a license."""

import re
from enum import StrEnum

# Bounds the time of the regular expressions.
MOST_CHARACTERS = 4_000


class Demand(StrEnum):
    """Each value completes the sentence "It asks for …"."""

    DOCTORATE = "a doctorate"
    NO_DOCTORATE = "people who have not finished a doctorate"
    STUDENT = "students"
    LAW_DEGREE = "a degree in law"


_SENTENCE_END = re.compile(r"(?<=[.;])\s+|\n+")
# Words that soften a requirement, so that the sentence is not strict.
_OPEN = re.compile(
    r"\b(?:equivalent|equal experience|not (?:needed|required|necessary)|no |nearly|or similar|"
    r"a plus|a bonus|welcome|preferred|desirable|ideally|or (?:a )?(?:ph|d\.?\s?phil|doctor))",
    re.IGNORECASE,
)
_PATTERNS = {
    Demand.STUDENT: r"\b(?:enrolled|undergraduates?|final-year|current students?|students in)\b",
    Demand.DOCTORATE: r"\b(?:ph\.?\s?d|dphil|doctorate)\b",
    Demand.LAW_DEGREE: r"\b(?:law degree|degree in law|qualified (?:lawyer|solicitor)|"
    r"admitted to the bar)\b(?!,| or\b)",
}
_COMPILED = {demand: re.compile(text, re.IGNORECASE) for demand, text in _PATTERNS.items()}
_NO_DOCTORATE = re.compile(
    r"not (?:open to|for) (?:people|those|anyone) who (?:ha(?:ve|s) finished|holds?) a ph",
    re.IGNORECASE,
)


def demands_in(requirements: str) -> frozenset[Demand]:
    """Strict requirements, from sentences that offer no alternative."""
    demands = set()
    for sentence in _SENTENCE_END.split(requirements[:MOST_CHARACTERS]):
        if _NO_DOCTORATE.search(sentence):
            demands.add(Demand.NO_DOCTORATE)
        elif not _OPEN.search(sentence):
            demands |= {demand for demand, pattern in _COMPILED.items() if pattern.search(sentence)}
    if Demand.STUDENT in demands:
        # "Early PhD students" are students, not doctors.
        demands.discard(Demand.DOCTORATE)
    return frozenset(demands)
