"""Compute what a file would change in the current profile; per request, never stored."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from unicodedata import normalize

from talentnet.profiles.entries import KINDS, MAX_ENTRIES, EntryKind, as_sent
from talentnet.profiles.importing.likeness import Likeness, Pair, pair_up
from talentnet.profiles.importing.placing import Imported, contents_of
from talentnet.profiles.importing.profile_fields import FIELDS, ProfileField, is_empty
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.sections import SECTIONS
from talentnet.profiles.stored import MAX_ITEMS


class ImportChoice(StrEnum):
    SKIP = "skip"
    TAKE = "take"
    FILL = "fill"
    REPLACE = "replace"
    ADD = "add"


LABELS = {
    ImportChoice.SKIP: "Leave mine as it is",
    ImportChoice.FILL: "Fill in what mine lacks",
    ImportChoice.REPLACE: "Replace mine with the file's",
    ImportChoice.ADD: "Add it as another one",
}

type Choices = dict[str, ImportChoice]
"""Choice for each change by its id; missing ones are skipped."""


@dataclass(frozen=True)
class ValueChange:
    """A field that is empty, or says something else."""

    field: ProfileField
    given: Any
    stored: Any

    @property
    def id(self) -> str:
        return f"value:{self.field.name}"

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def is_new(self) -> bool:
        return is_empty(self.stored)

    @property
    def shown_given(self) -> str:
        return self.field.shown(self.given)

    @property
    def shown_stored(self) -> str:
        return self.field.shown(self.stored)

    @property
    def options(self) -> tuple[ImportChoice, ...]:
        return (ImportChoice.SKIP, ImportChoice.TAKE)

    @property
    def default(self) -> ImportChoice:
        return ImportChoice.TAKE if self.is_new else ImportChoice.SKIP


@dataclass(frozen=True)
class ItemChange:
    """An item that a list of the profile lacks."""

    field: ProfileField
    number: int
    item: str
    fits: bool
    """True if the list has room once all earlier items are added."""
    is_in_text: bool = True
    """Same as `RowChange.is_in_text`."""

    @property
    def id(self) -> str:
        return f"list:{self.field.name}:{self.number}"

    @property
    def shown(self) -> str:
        return self.field.shown(self.item)

    @property
    def options(self) -> tuple[ImportChoice, ...]:
        return (ImportChoice.SKIP, ImportChoice.TAKE)

    @property
    def default(self) -> ImportChoice:
        return ImportChoice.TAKE if self.fits and self.is_in_text else ImportChoice.SKIP


@dataclass(frozen=True)
class RowDifference:
    name: str
    label: str
    stored: str
    given: str


@dataclass(frozen=True)
class RowChange:
    """A row that the profile lacks, or has in other words."""

    kind: EntryKind
    number: int
    row: Entry
    stored: Entry | None
    fits: bool
    left_out: list[str]
    """Sentences on values that the form would refuse, which `row` doesn't have."""
    is_in_text: bool = True
    """True if the document's text names the row's subject."""

    @property
    def id(self) -> str:
        return f"entry:{self.kind.slug}:{self.number}"

    @property
    def options(self) -> tuple[ImportChoice, ...]:
        if self.stored is None:
            return (ImportChoice.SKIP, ImportChoice.ADD)
        fill = (ImportChoice.FILL,) if self.gaps else ()
        return (ImportChoice.SKIP, *fill, ImportChoice.REPLACE, ImportChoice.ADD)

    @property
    def labelled_options(self) -> list[tuple[ImportChoice, str]]:
        return [(option, LABELS[option]) for option in self.options]

    @property
    def default(self) -> ImportChoice:
        takes = self.stored is None and self.fits and self.is_in_text
        return ImportChoice.ADD if takes else ImportChoice.SKIP

    @cached_property
    def differences(self) -> list[RowDifference]:
        """Fields in which the file has another value."""
        if self.stored is None:
            return []
        ours, theirs = as_sent(self.kind, self.stored), as_sent(self.kind, self.row)
        fields = self.kind.form.base_fields
        return [
            RowDifference(name, str(field.label), ours[name], theirs[name])
            for name, field in fields.items()
            if theirs[name] and theirs[name] != ours[name]
        ]

    @property
    def gaps(self) -> list[str]:
        return [each.name for each in self.differences if not each.stored]


type Change = ValueChange | ItemChange | RowChange


@dataclass
class ImportPlan:
    values: list[ValueChange] = field(default_factory=list)
    items: list[ItemChange] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    equal: int = 0
    """Values, items and rows that the profile has already."""
    limits: list[str] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    """Number of rows that the profile can still take, by kind."""
    unplaced: list[str] = field(default_factory=list)
    token: str = ""
    """Hash of both compared sides, the file's and the profile's."""

    @property
    def changes(self) -> list[Change]:
        return [*self.values, *self.items, *self.rows]

    @property
    def default_choices(self) -> Choices:
        return {change.id: change.default for change in self.changes}

    def groups(self) -> list["ImportGroup"]:
        """Non-empty groups: one per section of the profile, rows by kind."""
        groups = [
            *(self._of_section(section.slug, section.title) for section in SECTIONS),
            *(
                ImportGroup(kind.slug, kind.heading, rows=[r for r in self.rows if r.kind is kind])
                for kind in KINDS.values()
            ),
        ]
        return [group for group in groups if group.values or group.lists or group.rows]

    def _of_section(self, slug: str, title: str) -> "ImportGroup":
        lists: dict[str, list[ItemChange]] = {}
        for item in self.items:
            if item.field.section == slug:
                lists.setdefault(item.field.label, []).append(item)
        values = [value for value in self.values if value.field.section == slug]
        return ImportGroup(f"of-{slug}", title, values, list(lists.items()))


@dataclass(frozen=True)
class ImportGroup:
    """Changes under one heading of the review."""

    slug: str
    heading: str
    values: list[ValueChange] = field(default_factory=list)
    lists: list[tuple[str, list[ItemChange]]] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)


def plan_of(imported: Imported, profile: Profile, *, text: str = "") -> ImportPlan:
    """Compare; a query for each kind of rows in the file. With `text`, items and rows are looked
    up there."""
    plan, text = ImportPlan(unplaced=imported.unplaced), _as_compared(text)
    compared: dict[str, Any] = {}
    for name, given in FIELDS.items():
        value = given.of(imported.profile)
        if not is_empty(value):
            held = given.of(profile)
            compared[name] = value, held
            if given.is_list:
                _add_items(plan, given, value, held, text)
            else:
                _add_value(plan, given, value, held)
    for kind in KINDS.values():
        if rows := imported.of_kind(kind.slug):
            stored = list(kind.of(profile)) if profile.pk else []
            held = [(row.key, as_sent(kind, row)) for row in stored]
            compared[kind.slug] = [contents_of(row) for row in rows], held
            _add_rows(plan, kind, rows, stored, text)
    plan.token = _token(compared)
    return plan


def _token(compared: dict[str, Any]) -> str:
    text = json.dumps(compared, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _add_value(plan: ImportPlan, given: ProfileField, value: Any, stored: Any) -> None:
    if value == stored:
        plan.equal += 1
    else:
        plan.values.append(ValueChange(given, value, stored))


def _add_items(
    plan: ImportPlan, given: ProfileField, items: list[str], stored: list[str], text: str
) -> None:
    known = {item.casefold() for item in stored}
    room = MAX_ITEMS - len(stored)
    missing = [(n, item) for n, item in enumerate(items) if item.casefold() not in known]
    plan.equal += len(items) - len(missing)
    for place, (number, item) in enumerate(missing):
        plan.items.append(ItemChange(given, number, item, place < room, _is_named(item, text)))
    if len(missing) > room:
        plan.limits.append(_limit(given.label.lower(), MAX_ITEMS, len(stored), len(missing)))


def _add_rows(
    plan: ImportPlan, kind: EntryKind, rows: list[Entry], stored: list[Entry], text: str
) -> None:
    room, new = MAX_ENTRIES - len(stored), 0
    plan.rooms[kind.slug] = room
    for number, pair in enumerate(pair_up(kind, rows, stored)):
        change = _row_change(kind, number, pair, fits=new < room, text=text)
        if pair.likeness is Likeness.SAME or (change.stored and not change.differences):
            plan.equal += 1
            continue
        new += pair.stored is None
        plan.rows.append(change)
    if new > room:
        plan.limits.append(_limit(kind.heading.lower(), MAX_ENTRIES, len(stored), new))


def _row_change(kind: EntryKind, number: int, pair: Pair, *, fits: bool, text: str) -> RowChange:
    left_out = _leave_out_what_is_refused(kind, pair.row)
    is_in_text = _is_named(str(getattr(pair.row, pair.row.SUBJECT)), text)
    return RowChange(kind, number, pair.row, pair.stored, fits, left_out, is_in_text)


def _is_named(what: str, text: str) -> bool:
    """True if the normalized document text names it, or there is no text."""
    return not text or _as_compared(what) in text


def _as_compared(text: str) -> str:
    return "".join(letter for letter in normalize("NFKC", text).casefold() if letter.isalnum())


def _leave_out_what_is_refused(kind: EntryKind, row: Entry) -> list[str]:
    """The form's own rules: a row is not lost because one of its dates is wrong."""
    form = kind.form(as_sent(kind, row), instance=kind.model(key=row.key, **kind.fixed))
    refused = {name: errors[0] for name, errors in form.errors.items() if name != row.SUBJECT}
    sentences = [
        f"{form[name].label} “{getattr(row, name)}”. {error}" for name, error in refused.items()
    ]
    for name in refused:
        setattr(row, name, "")
    return sentences


def _limit(what: str, most: int, stored: int, missing: int) -> str:
    room = max(most - stored, 0)
    return (
        f"A profile holds at most {most} of {what}. Yours has {stored}, and the file has {missing} "
        f"more: {f'only {room}' if room else 'none'} of them can be added."
    )


def choices_of(plan: ImportPlan, ticked: list[str], chosen: dict[str, str]) -> Choices:
    """Choices from a form or a command: ticked ids, and options by id."""
    return dict(_chosen(plan, set(ticked), chosen))


def _chosen(
    plan: ImportPlan, ticked: set[str], chosen: dict[str, str]
) -> Iterator[tuple[str, ImportChoice]]:
    for change in plan.changes:
        wanted = chosen.get(change.id, "")
        if wanted in change.options:
            yield change.id, ImportChoice(wanted)
        elif change.id in ticked:
            yield change.id, change.options[1]
