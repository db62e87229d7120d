"""Match rows of a file with rows of the profile: by key, by equality, or by similarity."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from talentnet.profiles.entries import EntryKind, as_sent
from talentnet.profiles.models import Entry
from talentnet.text import one_line

SAME_SUBJECT_FROM = 90
SAME_DETAIL_FROM = 80
"""Least similarity of two texts, in percent of rapidfuzz's `ratio` and `token_set_ratio`."""

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
    # Once for each row, and not for each of 500 beside each of 50: the contents take a form.
    contents = {id(row): as_sent(kind, row) for row in (*rows, *left)}
    subjects = {id(row): _subject(row) for row in (*rows, *left)}

    def same_contents(row: Entry, other: Entry) -> bool:
        return contents[id(row)] == contents[id(other)]

    def alike(row: Entry, other: Entry) -> bool:
        is_close = _is_close(subjects[id(row)], subjects[id(other)])
        return is_close and _is_one_of_its_subject(kind, row, other)

    found: dict[int, Pair] = {}
    for recognize in (_same_key, same_contents, alike):
        for number, row in enumerate(rows):
            if number in found:
                continue
            match = next((other for other in left if recognize(row, other)), None)
            if match is not None:
                left.remove(match)
                likeness = Likeness.SAME if same_contents(row, match) else Likeness.ALIKE
                found[number] = Pair(row, match, likeness)
    return [found.get(number, Pair(row)) for number, row in enumerate(rows)]


def _same_key(row: Entry, other: Entry) -> bool:
    return row.key == other.key


def _is_one_of_its_subject(kind: EntryKind, row: Entry, other: Entry) -> bool:
    """True if two rows on the same subject seem to be the same."""
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
    """True unless both rows state different beginnings."""
    ours, theirs = _start(row), _start(other)
    both = min(len(ours), len(theirs))
    return bool(both) and ours[:both] == theirs[:both]


def _start(row: Entry) -> str:
    return str(getattr(row, "start_date", ""))
