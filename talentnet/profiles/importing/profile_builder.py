"""Builder of an unsaved profile from a file, with a note for everything that doesn't fit."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from talentnet.profiles.entries import KINDS, EntryKind
from talentnet.profiles.models import DatedEntry, Education, Entry, Profile, WorkExperience
from talentnet.profiles.partial_dates import ends_before, is_partial_date
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list
from talentnet.text import as_typed, cut_at_word, one_line, storable

# Rows read of each kind. A profile holds fewer, but many of these may already be in it.
MAX_ROWS = 500
# Notes about what doesn't fit; one more then says that there are others.
MAX_NOTES = 200
# Words that files use as the end date of something ongoing.
ONGOING = ("present", "now", "current", "today", "ongoing")

# The schemes that the editor accepts.
_check_url = URLValidator(schemes=["http", "https"])


@dataclass
class ImportedProfile:
    """Unsaved profile and rows, and a sentence for everything that didn't fit."""

    source: str
    profile: Profile = field(default_factory=Profile)
    entries: list[tuple[EntryKind, Entry]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    def of_kind(self, slug: str) -> list[Any]:
        """Return the rows of one kind."""
        return [entry for kind, entry in self.entries if kind.slug == slug]

    @property
    def educations(self) -> list[Education]:
        return self.of_kind("education")

    @property
    def work_experiences(self) -> list[WorkExperience]:
        return self.of_kind("work")


class ProfileBuilder:
    """Collects values from a file in `imported`.

    Values that the editor's forms accept are kept unchanged.
    """

    def __init__(self, source: str) -> None:
        self.imported = ImportedProfile(source)
        self._counts: Counter[str] = Counter()
        self._keys: set[tuple[str, UUID]] = set()
        self._contents: set[tuple[Any, ...]] = set()

    @property
    def unplaced(self) -> list[str]:
        return self.imported.unplaced

    def note(self, sentence: str) -> None:
        """Add a sentence for the candidate, made safe to store and display."""
        if len(self.unplaced) < MAX_NOTES:
            self.unplaced.append(cut_at_word(one_line(sentence), 300))
        elif len(self.unplaced) == MAX_NOTES:
            self.unplaced.append("more that we couldn't use")

    def set_text(self, name: str, text: str) -> None:
        """Set a text field of the profile."""
        column = Profile._meta.get_field(name)
        setattr(self.imported.profile, name, self._fit(name.replace("_", " "), column, text))

    def add_links(self, links: list[str]) -> None:
        """Add the valid web addresses; note the others."""
        valid = []
        for link in map(as_typed, links):
            if is_web_address(link):
                valid.append(link)
            elif link:
                self.note(f"link “{link[:80]}”: not a web address")
        self.add_items("links", valid)

    def add_items(self, name: str, texts: list[str]) -> None:
        """Add items to a list of the profile; note how many are too long or too many."""
        present: list[str] = getattr(self.imported.profile, name)
        short = [t for t in (as_typed(text) for text in texts) if len(t) <= MAX_ITEM_LENGTH]
        # The first spelling of an item wins.
        spelling: dict[str, str] = {}
        for text in [*present, *short]:
            spelling.setdefault(text.casefold(), text)
        unique = [text for text in spelling.values() if text]
        left_out = len(texts) - len(short) + max(len(unique) - MAX_ITEMS, 0)
        if left_out:
            self.note(f"{name.replace('_', ' ')}: {left_out} too long or too many")
        setattr(self.imported.profile, name, text_list(unique[:MAX_ITEMS]))

    def add_row(self, slug: str, label: str, /, *, key: object = None, **values: str) -> None:
        """Add a row, unless it lacks its required field or repeats another row.

        Our own export gives each row a key. Rows with different keys are different, even if all
        their values are equal; a malformed or repeated key is ignored. `label` names the row in
        notes.
        """
        kind = KINDS[slug]
        if not as_typed(values.get(kind.model.SUBJECT, "")):
            if any(text.strip() for text in values.values()):
                self.note(f"{label}: has no {kind.model.SUBJECT}")
            return
        if self._is_over_limit(kind):
            return
        row = kind.model(position=len(self.imported.of_kind(slug)), **kind.fixed)
        for name, text in values.items():
            column = kind.model._meta.get_field(name)
            setattr(row, name, self._fit(f"{label}: {name.replace('_', ' ')}", column, text))
        self._check_period(label, row)
        if self._is_new(kind, row, key):
            self.imported.entries.append((kind, row))

    def _is_over_limit(self, kind: EntryKind) -> bool:
        self._counts[kind.slug] += 1
        if self._counts[kind.slug] == MAX_ROWS + 1:
            self.note(f"{kind.heading.lower()}: only the first {MAX_ROWS} were read")
        return self._counts[kind.slug] > MAX_ROWS

    def _is_new(self, kind: EntryKind, row: Entry, key: object) -> bool:
        """True if the row repeats no other; also sets its key if it has a valid one."""
        contents = row_contents(row)
        # Remembered even for rows with a key, so that a row without one can repeat them.
        is_repeated = contents in self._contents
        self._contents.add(contents)
        valid_key = _uuid(key)
        if valid_key is None or (kind.slug, valid_key) in self._keys:
            return not is_repeated
        self._keys.add((kind.slug, valid_key))
        row.key = valid_key
        return True

    def _check_period(self, label: str, row: Entry) -> None:
        """Drop an end date before the start date, which the form would refuse."""
        if isinstance(row, DatedEntry) and ends_before(row.start_date, row.end_date):
            self.note(
                f"{label}: end date: {row.end_date} is before the start date, {row.start_date}"
            )
            row.end_date = ""

    def _fit(self, label: str, column: Any, text: str) -> str:
        if column.name.endswith("date"):
            return self._date(label, text)
        if isinstance(column, models.URLField):
            return self._url(label, column, text)
        if isinstance(column, models.TextField):
            # Line breaks as the editor stores them.
            text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            text = as_typed(text)
        if len(text) > column.max_length:
            self.note(f"{label}: cut to {column.max_length} of {len(text)} characters")
        return cut_at_word(text, column.max_length)

    def _date(self, label: str, value: str) -> str:
        # Some files have times: 2021-09-30T00:00:00Z.
        date = one_line(value).split("T")[0]
        if not date or is_partial_date(date):
            return date
        if date.casefold() not in ONGOING:
            self.note(f"{label}: “{date[:40]}” isn't a date like 2021 or 2021-09")
        return ""

    def _url(self, label: str, column: Any, value: str) -> str:
        url = as_typed(value)
        try:
            column.run_validators(url)
        except ValidationError:
            self.note(f"{label}: “{url[:80]}” isn't a valid web address")
            return ""
        return url


def is_web_address(text: str) -> bool:
    try:
        _check_url(text)
    except ValidationError:
        return False
    return True


def row_contents(row: Entry) -> tuple[Any, ...]:
    """Return the content of a row, for comparison, without owner, key and position."""
    columns = (column.name for column in row._meta.concrete_fields)
    content = (n for n in columns if n not in ("id", "key", "position", "profile"))
    return (type(row), *(getattr(row, name) for name in content))


def _uuid(key: object) -> UUID | None:
    """Parse a key in canonical form, as the export writes it; None for anything else."""
    try:
        parsed = UUID(key) if isinstance(key, str) else None
    except ValueError:
        return None
    return parsed if str(parsed) == key else None
