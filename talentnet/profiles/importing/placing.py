"""Fit a file's values into the columns of a profile, and note what doesn't fit."""

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

MAX_ROWS = 500
"""Rows of a kind that are looked at. A profile holds fewer, but some may be there already."""
MAX_NOTES = 200
LASTING = ("present", "now", "current", "today", "ongoing")

_check_url = URLValidator(schemes=["http", "https"])


@dataclass
class Imported:
    """Unsaved rows, and a sentence for everything that found no place."""

    source: str
    profile: Profile = field(default_factory=Profile)
    entries: list[tuple[EntryKind, Entry]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    def of_kind(self, slug: str) -> list[Any]:
        return [entry for kind, entry in self.entries if kind.slug == slug]

    @property
    def educations(self) -> list[Education]:
        return self.of_kind("education")

    @property
    def work_experiences(self) -> list[WorkExperience]:
        return self.of_kind("work")


class Placing:
    """Takes values one by one; `imported` is what has become of them so far.

    What a form of the editor accepts is kept letter by letter.
    """

    def __init__(self, source: str) -> None:
        self.imported = Imported(source)
        self._counts: Counter[str] = Counter()
        self._keys: set[tuple[str, UUID]] = set()
        self._contents: set[tuple[Any, ...]] = set()

    @property
    def unplaced(self) -> list[str]:
        return self.imported.unplaced

    def note(self, sentence: str) -> None:
        """Add a sentence for the file's owner; quotes in it are made fit to store and show."""
        if len(self.unplaced) < MAX_NOTES:
            self.unplaced.append(cut_at_word(one_line(sentence), 300))
        elif len(self.unplaced) == MAX_NOTES:
            self.unplaced.append("there is more that found no place")

    def value(self, name: str, text: str) -> None:
        """A text of the profile itself: a line or prose, as its column is."""
        column = Profile._meta.get_field(name)
        setattr(self.imported.profile, name, self._fit(name.replace("_", " "), column, text))

    def links(self, links: list[str]) -> None:
        good = []
        for link in map(as_typed, links):
            if is_web_address(link):
                good.append(link)
            elif link:
                self.note(f"link “{link[:80]}”: not a web address")
        self.texts("links", good)

    def texts(self, name: str, texts: list[str]) -> None:
        """A list of the profile; what is too long or too much is noted."""
        held: list[str] = getattr(self.imported.profile, name)
        short = [t for t in (as_typed(text) for text in texts) if len(t) <= MAX_ITEM_LENGTH]
        spelling: dict[str, str] = {}
        for text in [*held, *short]:
            spelling.setdefault(text.casefold(), text)
        unique = [text for text in spelling.values() if text]
        left_out = len(texts) - len(short) + max(len(unique) - MAX_ITEMS, 0)
        if left_out:
            self.note(f"{name.replace('_', ' ')}: {left_out} too long or too many")
        setattr(self.imported.profile, name, text_list(unique[:MAX_ITEMS]))

    def entry(self, slug: str, place: str, /, *, key: object = None, **values: str) -> None:
        """A row of this kind; one that does not say what it is about, or repeats another, is
        left out.

        `key` is what our own export gives a row. Rows with different keys are different rows, be
        they alike in everything else; a key that is malformed or there twice counts as none.
        """
        kind = KINDS[slug]
        if not as_typed(values.get(kind.model.SUBJECT, "")):
            if any(text.strip() for text in values.values()):
                self.note(f"{place}: it does not name its {kind.model.SUBJECT}")
            return
        if self._is_one_too_many(kind):
            return
        row = kind.model(position=len(self.imported.of_kind(slug)), **kind.fixed)
        for name, text in values.items():
            column = kind.model._meta.get_field(name)
            setattr(row, name, self._fit(f"{place}: {name.replace('_', ' ')}", column, text))
        self._check_period(place, row)
        if self._is_new(kind, row, key):
            self.imported.entries.append((kind, row))

    def _is_one_too_many(self, kind: EntryKind) -> bool:
        self._counts[kind.slug] += 1
        if self._counts[kind.slug] == MAX_ROWS + 1:
            self.note(f"{kind.heading.lower()}: no more than the first {MAX_ROWS} are read")
        return self._counts[kind.slug] > MAX_ROWS

    def _is_new(self, kind: EntryKind, row: Entry, key: object) -> bool:
        """Gives the row its key, too, if it has one of its own."""
        contents = contents_of(row)
        is_repeated = contents in self._contents
        self._contents.add(contents)
        given = _uuid(key)
        if given is None or (kind.slug, given) in self._keys:
            return not is_repeated
        self._keys.add((kind.slug, given))
        row.key = given
        return True

    def _check_period(self, place: str, row: Entry) -> None:
        """Drop an end date before the start date, as the form does."""
        if isinstance(row, DatedEntry) and ends_before(row.start_date, row.end_date):
            self.note(f"{place}: end date: {row.end_date} is before it began, {row.start_date}")
            row.end_date = ""

    def _fit(self, place: str, column: Any, text: str) -> str:
        if column.name.endswith("date"):
            return self._date(place, text)
        if isinstance(column, models.URLField):
            return self._url(place, column, text)
        if isinstance(column, models.TextField):
            text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            text = as_typed(text)
        if len(text) > column.max_length:
            self.note(f"{place}: cut at {column.max_length} of {len(text)} characters")
        return cut_at_word(text, column.max_length)

    def _date(self, place: str, value: str) -> str:
        date = one_line(value).split("T")[0]
        if not date or is_partial_date(date):
            return date
        if date.casefold() not in LASTING:
            self.note(f"{place}: “{date[:40]}” is not a date like 2021 or 2021-09")
        return ""

    def _url(self, place: str, column: Any, value: str) -> str:
        url = as_typed(value)
        try:
            column.run_validators(url)
        except ValidationError:
            self.note(f"{place}: “{url[:80]}” is not a web address that can be kept")
            return ""
        return url


def is_web_address(text: str) -> bool:
    try:
        _check_url(text)
    except ValidationError:
        return False
    return True


def contents_of(row: Entry) -> tuple[Any, ...]:
    """Values of a row, without its owner and position."""
    columns = (column.name for column in row._meta.concrete_fields)
    said = (n for n in columns if n not in ("id", "key", "position", "profile"))
    return (type(row), *(getattr(row, name) for name in said))


def _uuid(key: object) -> UUID | None:
    """Written as we write it, or none."""
    try:
        found = UUID(key) if isinstance(key, str) else None
    except ValueError:
        return None
    return found if str(found) == key else None
