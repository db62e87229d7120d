"""Which rows of a file are in the profile already: by key, to the letter, or by their likeness."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from talentnet.profiles.entries import EntryKind, as_sent
from talentnet.profiles.models import Entry
from talentnet.text import one_line

SAME_SUBJECT_FROM = 90
SAME_DETAIL_FROM = 80
"""How alike two texts are, in percent of rapidfuzz's `ratio` and `token_set_ratio`."""

DETAILS = ("title", "degree", "field_of_study")
BY_SUBJECT_AND_DETAIL = ("work", "volunteering", "education")
"""One may have been at the same place twice; a project or a language by its name is one."""


class Likeness(Enum):
    NEW = "new"
    SAME = "same"
    ALIKE = "alike"


@dataclass(frozen=True)
class Pair:
    """A row of the file, and the stored row that it seems to be about."""

    row: Entry
    stored: Entry | None = None
    likeness: Likeness = Likeness.NEW


def pair_up(kind: EntryKind, rows: Iterable[Entry], stored: Iterable[Entry]) -> list[Pair]:
    """Each row of the file, in its order; no stored row is taken for two of them."""
    left, rows = list(stored), list(rows)
    found: dict[int, Pair] = {}
    for recognize in (_same_key, _same_contents, _alike):
        for number, row in enumerate(rows):
            if number in found:
                continue
            match = next((other for other in left if recognize(kind, row, other)), None)
            if match is not None:
                left.remove(match)
                is_same = _same_contents(kind, row, match)
                likeness = Likeness.SAME if is_same else Likeness.ALIKE
                found[number] = Pair(row, match, likeness)
    return [found.get(number, Pair(row)) for number, row in enumerate(rows)]


def _same_key(kind: EntryKind, row: Entry, other: Entry) -> bool:
    return row.key == other.key


def _same_contents(kind: EntryKind, row: Entry, other: Entry) -> bool:
    return as_sent(kind, row) == as_sent(kind, other)


def _alike(kind: EntryKind, row: Entry, other: Entry) -> bool:
    if not _is_close(_subject(row), _subject(other)):
        return False
    if kind.slug not in BY_SUBJECT_AND_DETAIL:
        return True
    return _same_details(row, other) or _same_period(row, other)


def _subject(row: Entry) -> str:
    return one_line(getattr(row, row.SUBJECT)).casefold()


def _is_close(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= SAME_SUBJECT_FROM


def _same_details(row: Entry, other: Entry) -> bool:
    ours, theirs = _details(row), _details(other)
    if not ours or not theirs:
        # Nothing sets them apart, then, but a period, if both have one.
        return not (_start(row) and _start(other))
    return fuzz.token_set_ratio(ours, theirs) >= SAME_DETAIL_FROM


def _details(row: Entry) -> str:
    return one_line(" ".join(getattr(row, name, "") for name in DETAILS)).casefold()


def _same_period(row: Entry, other: Entry) -> bool:
    """Whether both began at the same time, as far as both say."""
    ours, theirs = _start(row), _start(other)
    both = min(len(ours), len(theirs))
    return bool(both) and ours[:both] == theirs[:both]


def _start(row: Entry) -> str:
    return str(getattr(row, "start_date", ""))
