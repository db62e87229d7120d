"""Pairing of a file's rows with stored rows: by key, by equal content, or by similarity."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz

from talentnet.profiles.entries import EntryKind, form_values
from talentnet.profiles.models import Entry
from talentnet.text import one_line

# Thresholds in percent: rapidfuzz's `ratio` for subjects, `token_set_ratio` for details.
MIN_SUBJECT_RATIO = 90
MIN_DETAIL_RATIO = 80

# Fields that tell apart rows with the same subject; each kind has some of them.
DETAILS = ("title", "degree", "field_of_study")
# Kinds for which the subject isn't enough: people work or study twice at the same place.
BY_SUBJECT_AND_DETAIL = ("work", "volunteering", "education")


class Likeness(Enum):
    """Relation of a file's row to the profile."""

    NEW = "new"
    SAME = "same"
    ALIKE = "alike"


@dataclass(frozen=True)
class Pair:
    """Row of the file, with the stored row about the same thing, if any."""

    row: Entry
    stored: Entry | None = None
    likeness: Likeness = Likeness.NEW


def pair_up(kind: EntryKind, rows: Iterable[Entry], stored: Iterable[Entry]) -> list[Pair]:
    """Pair each row of the file, in its order, with at most one stored row."""
    unpaired, rows = list(stored), list(rows)
    # Computed once per row, not for each of 500 × 50 pairs, because each builds a form.
    contents = {id(row): form_values(kind, row) for row in (*rows, *unpaired)}
    subjects = {id(row): _subject(row) for row in (*rows, *unpaired)}

    def same_contents(row: Entry, other: Entry) -> bool:
        return contents[id(row)] == contents[id(other)]

    def alike(row: Entry, other: Entry) -> bool:
        is_close = _is_close(subjects[id(row)], subjects[id(other)])
        return is_close and _details_agree(kind, row, other)

    pairs: dict[int, Pair] = {}
    # The surest test first, over all rows, so that a mere likeness never takes an exact match away.
    for recognize in (_same_key, same_contents, alike):
        for number, row in enumerate(rows):
            if number in pairs:
                continue
            match = next((other for other in unpaired if recognize(row, other)), None)
            if match is not None:
                unpaired.remove(match)
                likeness = Likeness.SAME if same_contents(row, match) else Likeness.ALIKE
                pairs[number] = Pair(row, match, likeness)
    return [pairs.get(number, Pair(row)) for number, row in enumerate(rows)]


def _same_key(row: Entry, other: Entry) -> bool:
    return row.key == other.key


def _details_agree(kind: EntryKind, row: Entry, other: Entry) -> bool:
    """True if rows with the same subject describe the same job, degree or other thing."""
    if kind.slug not in BY_SUBJECT_AND_DETAIL:
        return True
    return _same_details(row, other) or _same_period(row, other)


def _subject(row: Entry) -> str:
    return one_line(getattr(row, row.SUBJECT)).casefold()


def _is_close(first: str, second: str) -> bool:
    return fuzz.ratio(first, second) >= MIN_SUBJECT_RATIO


def _same_details(row: Entry, other: Entry) -> bool:
    ours, theirs = _details(row), _details(other)
    if not ours or not theirs:
        # Without details on both sides, only two periods can tell them apart.
        return not (_start(row) and _start(other))
    return fuzz.token_set_ratio(ours, theirs) >= MIN_DETAIL_RATIO


def _details(row: Entry) -> str:
    return one_line(" ".join(getattr(row, name, "") for name in DETAILS)).casefold()


def _same_period(row: Entry, other: Entry) -> bool:
    """True if both have the same start, compared at the precision they share."""
    ours, theirs = _start(row), _start(other)
    both = min(len(ours), len(theirs))
    return bool(both) and ours[:both] == theirs[:both]


def _start(row: Entry) -> str:
    return str(getattr(row, "start_date", ""))
