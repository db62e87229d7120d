"""Stem prose, and blank out words that would match by mistake.

Some names of tools are common words ("we react", "excel at", "go"), and a sentence may say that
something isn't needed ("no Python required"). Their stems become empty strings, so that positions
stay the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from talentnet.stems import spans_of, stem, stems_of

_NAMES = frozenset(Path(__file__).with_name("ambiguous.txt").read_text(encoding="utf-8").split())
_STEMS = frozenset(map(stem, _NAMES))
# Characters after a name at the beginning of a line or sentence, as in a list.
_ENDS = frozenset(",;/)|\n\r.+")
_BEGINS = frozenset(".!?:;•*-–\n\r")
_NUMBERED = frozenset({"series", "class", "plan", "type", "option", "phase", "tier", "round"})
_ASKED = ("needed", "required", "necessary", "expected")
# "no prior Python experience needed", within one clause.
_NO = re.compile(
    rf"\bno\b(?:(?!\bbut\b)[^.,;:()!?\n]){{0,60}}\b(?:{'|'.join(_ASKED)})\b", re.IGNORECASE
)
_IS_NOT = re.compile(rf"\b(?:is|are) not (?:{'|'.join(_ASKED)})\b", re.IGNORECASE)
_JOINED = re.compile(r"-[a-z]")
_YEAR = re.compile(r" \d{4}")
_MOST_BEFORE = 60
_PART_END = re.compile(r"\.(?!\w)|[;,:()!?\n]")


def stems_of_prose(text: str) -> list[str]:
    stems = stems_without_unneeded(text)
    for number in [at for at, stemmed in enumerate(stems) if is_ambiguous(stemmed)]:
        if not is_name_at(text, number):
            stems[number] = ""
    return stems


def stems_without_unneeded(text: str) -> list[str]:
    """Stems without phrases that say something isn't needed.

    Ambiguous words are included; the caller decides on them.
    """
    stems, not_asked = stems_of(text), list(_unneeded_spans(text))
    if not_asked:
        for number, (start, end) in enumerate(spans_of(text)):
            if any(begin <= start and end <= over for begin, over in not_asked):
                stems[number] = ""
    return stems


def is_ambiguous(stemmed: str) -> bool:
    return stemmed in _STEMS


def is_name_at(text: str, number: int) -> bool:
    """True if the word with this number is capitalized as a name."""
    return number in _names_in(text)


@lru_cache(maxsize=256)
def _names_in(text: str) -> frozenset[int]:
    spans = enumerate(spans_of(text))
    return frozenset(number for number, (start, end) in spans if _is_name(text, start, end))


def _unneeded_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans, in characters, where the text says that something isn't required."""
    lowered = text.lower()
    if not any(word in lowered for word in _ASKED):
        return
    for match in _NO.finditer(text):
        yield match.span()
    for match in _IS_NOT.finditer(text):
        first = max(0, match.start() - _MOST_BEFORE)
        ends = [end.end() for end in _PART_END.finditer(text, first, match.start())]
        yield (ends[-1] if ends else first), match.end()


def is_no_tool_at(text: str, number: int) -> bool:
    """True if the word is certainly not a tool's name, as in R&D, Go-to-Market or Spring 2027."""
    return _is_no_tool(text, *spans_of(text)[number])


def _is_no_tool(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(" \t"), text[end : end + 6]
    is_joined = before.endswith("&") or after.startswith("&") or _is_number(before)
    return (
        (end - start == 1 and is_joined)
        or bool(_JOINED.match(after))
        or (text[start:end].casefold() == "spring" and bool(_YEAR.match(after)))
    )


def _is_name(text: str, start: int, end: int) -> bool:
    """True if a word is capitalized as a name, not as the beginning of a sentence."""
    word, before, after = text[start:end], text[:start].rstrip(" \t"), text[end : end + 1]
    if word.casefold() not in _NAMES or not word[0].isupper():
        return False
    # In a headline in capitals, every word looks like a name.
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    if _is_no_tool(text, start, end) or (line.isupper() and len(line.split()) > 1):
        return False
    begins = not before or before[-1] in _BEGINS
    return not begins or not after or after in _ENDS


def _is_number(before: str) -> bool:
    """True if a letter numbers something, as in "Series C"."""
    return before.rpartition(" ")[2].casefold() in _NUMBERED
