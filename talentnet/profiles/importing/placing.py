"""What a file says, fitted into the columns of a profile, keeping note of what does not fit."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from talentnet.profiles.entries import KINDS, EntryKind
from talentnet.profiles.models import Education, Entry, Profile, WorkExperience
from talentnet.profiles.partial_dates import is_partial_date
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list
from talentnet.text import cut_at_word, one_line, storable

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
    """Takes values one by one; `imported` is what has become of them so far."""

    def __init__(self, source: str) -> None:
        self.imported = Imported(source)

    @property
    def unplaced(self) -> list[str]:
        return self.imported.unplaced

    def note(self, sentence: str) -> None:
        self.unplaced.append(sentence)

    def value(self, name: str, text: str) -> None:
        """A text of the profile itself: a line or prose, as its column is."""
        column = Profile._meta.get_field(name)
        setattr(self.imported.profile, name, self._fit(name, column, text))

    def links(self, links: list[str]) -> None:
        given = [one_line(link) for link in links]
        good = [link for link in given if is_web_address(link)]
        for link in given:
            if link and link not in good:
                self.note(f"link “{link[:80]}”: not a web address")
        self.texts("links", good)

    def texts(self, name: str, texts: list[str]) -> None:
        """A list of the profile; what is too long or too much is noted."""
        held: list[str] = getattr(self.imported.profile, name)
        short = [t for t in (one_line(text) for text in texts) if len(t) <= MAX_ITEM_LENGTH]
        spelling: dict[str, str] = {}
        for text in [*held, *short]:
            spelling.setdefault(text.casefold(), text)
        unique = [text for text in spelling.values() if text]
        left_out = len(texts) - len(short) + max(len(unique) - MAX_ITEMS, 0)
        if left_out:
            self.note(f"{name}: {left_out} too long or too many")
        setattr(self.imported.profile, name, text_list(unique[:MAX_ITEMS]))

    def entry(self, slug: str, place: str, /, **values: str) -> None:
        """A row of this kind; one that does not say what it is about, or repeats another, is
        left out."""
        kind = KINDS[slug]
        if not one_line(values.get(kind.model.SUBJECT, "")):
            if any(text.strip() for text in values.values()):
                self.note(f"{place}: it does not name its {kind.model.SUBJECT}")
            return
        row = kind.model(position=len(self.imported.of_kind(slug)), **kind.fixed)
        for name, text in values.items():
            column = kind.model._meta.get_field(name)
            setattr(row, name, self._fit(f"{place}: {name.replace('_', ' ')}", column, text))
        if all(not _are_alike(row, other) for other in self.imported.of_kind(slug)):
            self.imported.entries.append((kind, row))

    def _fit(self, place: str, column: Any, text: str) -> str:
        if column.name.endswith("date"):
            return self._date(place, text)
        if isinstance(column, models.URLField):
            return self._url(place, text)
        if isinstance(column, models.TextField):
            text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            text = one_line(text)
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

    def _url(self, place: str, value: str) -> str:
        url = one_line(value)
        if not url or (is_web_address(url) and len(url) <= 500):
            return url
        self.note(f"{place}: “{url[:80]}” is not a web address that can be kept")
        return ""


def is_web_address(text: str) -> bool:
    try:
        _check_url(text)
    except ValidationError:
        return False
    return True


def _are_alike(one: Entry, other: Entry) -> bool:
    return all(
        getattr(one, column.name) == getattr(other, column.name)
        for column in one._meta.concrete_fields
        if column.name not in ("id", "key", "position", "profile")
    )
