"""Prose as stems, without words that only look like what is searched for.

Some names of tools are words of every text ("we react", "excel at", "go"), and a sentence may name
what nobody needs ("no Python required"). Their stems are left empty, so that places stay the same.
"""

import re
from pathlib import Path

from matching.reading.words import spans_of, stem, stems_of

_NAMES = frozenset(Path(__file__).with_name("ambiguous.txt").read_text(encoding="utf-8").split())
_STEMS = frozenset(map(stem, _NAMES))
# What may follow a name that begins a line or a sentence, as in a list.
_ENDS = frozenset(",;/)|\n\r.+")
_BEGINS = frozenset(".!?:;•*-–\n\r")
_NUMBERED = frozenset({"series", "class", "plan", "type", "option", "phase", "tier", "round"})
_NOT_ASKED = re.compile(
    r"\bno\b[^.;\n]{0,60}\b(?:needed|required|necessary|expected)\b|"
    r"[^.;,\n]{0,60}\b(?:is|are) not (?:needed|required|necessary|expected)\b",
    re.IGNORECASE,
)


def stems_of_prose(text: str) -> list[str]:
    stems = stems_of(text)
    spans: list[tuple[int, int]] = []
    if not _STEMS.isdisjoint(stems):
        spans = spans_of(text)
        for number, one in enumerate(stems):
            if one in _STEMS and not _is_name(text, *spans[number]):
                stems[number] = ""
    for found in _NOT_ASKED.finditer(text):
        spans = spans or spans_of(text)
        for number, (start, end) in enumerate(spans):
            if found.start() <= start and end <= found.end():
                stems[number] = ""
    return stems


def _is_name(text: str, start: int, end: int) -> bool:
    """Written as a name: with a capital that no beginning of a sentence explains."""
    word, before, after = text[start:end], text[:start].rstrip(" \t"), text[end : end + 1]
    if word.casefold() not in _NAMES or not word[0].isupper():
        return False
    if len(word) == 1 and (after == "&" or before.endswith("&") or _is_number(before)):
        return False
    begins = not before or before[-1] in _BEGINS
    return not begins or not after or after in _ENDS


def _is_number(before: str) -> bool:
    """Whether a letter counts something: "Series C"."""
    return before.rpartition(" ")[2].casefold() in _NUMBERED
