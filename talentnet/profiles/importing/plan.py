"""Comparison of a file with the current profile; computed for each request, never stored."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from unicodedata import normalize

from talentnet.profiles.entries import KINDS, MAX_ENTRIES, EntryKind, form_values
from talentnet.profiles.importing.likeness import Likeness, Pair, pair_up
from talentnet.profiles.importing.profile_builder import ImportedProfile, row_contents
from talentnet.profiles.importing.profile_fields import FIELDS, ProfileField, is_empty
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.sections import SECTIONS
from talentnet.profiles.stored import MAX_ITEMS


class ImportChoice(StrEnum):
    """Option for a change; the values are those of forms and of `import_profile --take`."""

    SKIP = "skip"
    TAKE = "take"
    FILL = "fill"
    REPLACE = "replace"
    ADD = "add"


# Of the options for a row that is similar to a stored one.
LABELS = {
    ImportChoice.SKIP: "Keep mine",
    ImportChoice.FILL: "Fill in my empty fields",
    ImportChoice.REPLACE: "Replace mine with the file's",
    ImportChoice.ADD: "Add as a separate entry",
}

type Choices = dict[str, ImportChoice]
"""Choice for each change, by its id; changes without one are skipped."""


@dataclass(frozen=True)
class ValueChange:
    """Field that the file fills or replaces."""

    field: ProfileField
    incoming: Any
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
    def incoming_text(self) -> str:
        return self.field.display(self.incoming)

    @property
    def stored_text(self) -> str:
        return self.field.display(self.stored)

    @property
    def options(self) -> tuple[ImportChoice, ...]:
        return (ImportChoice.SKIP, ImportChoice.TAKE)

    @property
    def default(self) -> ImportChoice:
        return ImportChoice.TAKE if self.is_new else ImportChoice.SKIP


@dataclass(frozen=True)
class ItemChange:
    """Item that a list of the profile lacks, such as a skill."""

    field: ProfileField
    number: int  # in the file: a stable id over requests
    item: str
    fits: bool
    """True if there is room for it once all items before it are added."""
    is_in_text: bool = True
    """False if the model proposed it and the document's text doesn't name it."""

    @property
    def id(self) -> str:
        return f"list:{self.field.name}:{self.number}"

    @property
    def text(self) -> str:
        return self.field.display(self.item)

    @property
    def options(self) -> tuple[ImportChoice, ...]:
        return (ImportChoice.SKIP, ImportChoice.TAKE)

    @property
    def default(self) -> ImportChoice:
        return ImportChoice.TAKE if self.fits and self.is_in_text else ImportChoice.SKIP


@dataclass(frozen=True)
class RowDifference:
    """Field of a row in which the file differs from the stored row."""

    name: str
    label: str
    stored: str
    incoming: str


@dataclass(frozen=True)
class RowChange:
    """Row that the profile lacks, or has with other values."""

    kind: EntryKind
    number: int  # in the file: a stable id over requests
    row: Entry
    stored: Entry | None
    fits: bool
    left_out: list[str]
    """Sentences about values that the form would refuse, which were removed from `row`."""
    is_in_text: bool = True
    """False if the model proposed it and the document's text doesn't name its subject."""

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
    def labeled_options(self) -> list[tuple[ImportChoice, str]]:
        return [(option, LABELS[option]) for option in self.options]

    @property
    def default(self) -> ImportChoice:
        is_safe = self.stored is None and self.fits and self.is_in_text
        return ImportChoice.ADD if is_safe else ImportChoice.SKIP

    @cached_property
    def differences(self) -> list[RowDifference]:
        """Fields with a value in the file that differs from the stored one."""
        if self.stored is None:
            return []
        ours, theirs = form_values(self.kind, self.stored), form_values(self.kind, self.row)
        fields = self.kind.form.base_fields
        return [
            RowDifference(name, str(field.label), ours[name], theirs[name])
            for name, field in fields.items()
            if theirs[name] and theirs[name] != ours[name]
        ]

    @property
    def gaps(self) -> list[str]:
        """Names of fields that are empty in the stored row only."""
        return [each.name for each in self.differences if not each.stored]


type Change = ValueChange | ItemChange | RowChange


@dataclass
class ImportPlan:
    """All changes that a file would make, and what it can't change."""

    values: list[ValueChange] = field(default_factory=list)
    items: list[ItemChange] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    equal: int = 0
    """Number of values, items and rows that the profile already has."""
    limits: list[str] = field(default_factory=list)
    """Sentences about lists that are too full for everything in the file."""
    room: dict[str, int] = field(default_factory=dict)
    """Number of rows that still fit, by kind."""
    unplaced: list[str] = field(default_factory=list)
    token: str = ""
    """Hash of both sides of the comparison, for an optimistic lock."""

    @property
    def changes(self) -> list[Change]:
        return [*self.values, *self.items, *self.rows]

    @property
    def default_choices(self) -> Choices:
        return {change.id: change.default for change in self.changes}

    def groups(self) -> list["ImportGroup"]:
        """Group the changes for the page: by section, rows by kind, without empty groups."""
        groups = [
            *(self._section_group(section.slug, section.title) for section in SECTIONS),
            *(
                ImportGroup(kind.slug, kind.heading, rows=[r for r in self.rows if r.kind is kind])
                for kind in KINDS.values()
            ),
        ]
        return [group for group in groups if group.values or group.lists or group.rows]

    def _section_group(self, slug: str, title: str) -> "ImportGroup":
        lists: dict[str, list[ItemChange]] = {}
        for item in self.items:
            if item.field.section == slug:
                lists.setdefault(item.field.label, []).append(item)
        values = [value for value in self.values if value.field.section == slug]
        return ImportGroup(f"of-{slug}", title, values, list(lists.items()))


@dataclass(frozen=True)
class ImportGroup:
    """Changes under one heading of the review page."""

    slug: str
    heading: str
    values: list[ValueChange] = field(default_factory=list)
    lists: list[tuple[str, list[ItemChange]]] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)


def build_plan(imported: ImportedProfile, profile: Profile, *, text: str = "") -> ImportPlan:
    """Compare a file with the profile; runs one query per kind of row in the file.

    With `text`, items and rows that it doesn't name are marked.
    """
    plan, text = ImportPlan(unplaced=imported.unplaced), _letters_and_digits(text)
    compared: dict[str, Any] = {}
    for name, profile_field in FIELDS.items():
        value = profile_field.value_in(imported.profile)
        if not is_empty(value):
            stored_value = profile_field.value_in(profile)
            compared[name] = value, stored_value
            if profile_field.is_list:
                _add_items(plan, profile_field, value, stored_value, text)
            else:
                _add_value(plan, profile_field, value, stored_value)
    for kind in KINDS.values():
        if rows := imported.of_kind(kind.slug):
            stored = list(kind.rows_of(profile)) if profile.pk else []
            stored_values = [(row.key, form_values(kind, row)) for row in stored]
            compared[kind.slug] = [row_contents(row) for row in rows], stored_values
            _add_rows(plan, kind, rows, stored, text)
    plan.token = _token(compared)
    return plan


def _token(compared: dict[str, Any]) -> str:
    # `default=str` for keys, which are UUIDs.
    text = json.dumps(compared, sort_keys=True, default=str)
    # 64 bits, like the token of a form: it detects a change and protects no secret.
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _add_value(plan: ImportPlan, profile_field: ProfileField, value: Any, stored: Any) -> None:
    if value == stored:
        plan.equal += 1
    else:
        plan.values.append(ValueChange(profile_field, value, stored))


def _add_items(
    plan: ImportPlan, profile_field: ProfileField, items: list[str], stored: list[str], text: str
) -> None:
    present = {item.casefold() for item in stored}
    room = MAX_ITEMS - len(stored)
    missing = [(n, item) for n, item in enumerate(items) if item.casefold() not in present]
    plan.equal += len(items) - len(missing)
    for index, (number, item) in enumerate(missing):
        change = ItemChange(profile_field, number, item, index < room, _is_named(item, text))
        plan.items.append(change)
    if len(missing) > room:
        label = profile_field.label.lower()
        plan.limits.append(_limit_sentence(label, MAX_ITEMS, len(stored), len(missing)))


def _add_rows(
    plan: ImportPlan, kind: EntryKind, rows: list[Entry], stored: list[Entry], text: str
) -> None:
    # Negative if staff added rows beyond the limit.
    room, new = MAX_ENTRIES - len(stored), 0
    plan.room[kind.slug] = room
    for number, pair in enumerate(pair_up(kind, rows, stored)):
        change = _row_change(kind, number, pair, fits=new < room, text=text)
        # A similar row of which the file knows less has nothing to offer.
        if pair.likeness is Likeness.SAME or (change.stored and not change.differences):
            plan.equal += 1
            continue
        new += pair.stored is None
        plan.rows.append(change)
    if new > room:
        label = kind.heading.lower()
        plan.limits.append(_limit_sentence(label, MAX_ENTRIES, len(stored), new))


def _row_change(kind: EntryKind, number: int, pair: Pair, *, fits: bool, text: str) -> RowChange:
    left_out = _remove_invalid_values(kind, pair.row)
    is_in_text = _is_named(str(getattr(pair.row, pair.row.SUBJECT)), text)
    return RowChange(kind, number, pair.row, pair.stored, fits, left_out, is_in_text)


def _is_named(phrase: str, text: str) -> bool:
    """True if there is no text to check, or it holds the phrase."""
    return not text or _letters_and_digits(phrase) in text


def _letters_and_digits(text: str) -> str:
    # Texts of PDFs break words and sentences anywhere, so blanks and punctuation don't count.
    return "".join(letter for letter in normalize("NFKC", text).casefold() if letter.isalnum())


def _remove_invalid_values(kind: EntryKind, row: Entry) -> list[str]:
    """Clear values that the form refuses, so that one wrong date doesn't cost the row."""
    form = kind.form(form_values(kind, row), instance=kind.model(key=row.key, **kind.fixed))
    refused = {name: errors[0] for name, errors in form.errors.items() if name != row.SUBJECT}
    sentences = [
        f"{form[name].label} “{getattr(row, name)}”. {error}" for name, error in refused.items()
    ]
    for name in refused:
        setattr(row, name, "")
    return sentences


def _limit_sentence(label: str, limit: int, stored: int, missing: int) -> str:
    room = max(limit - stored, 0)
    return (
        f"A profile holds at most {limit} of {label}. Yours has {stored}, and the file has "
        f"{missing} more. You can add {f'only {room}' if room else 'none'} of them."
    )


def parse_choices(plan: ImportPlan, ticked: list[str], chosen: dict[str, str]) -> Choices:
    """Turn ticked ids and options by id, from a form or a command, into choices."""
    return dict(_iter_choices(plan, set(ticked), chosen))


def _iter_choices(
    plan: ImportPlan, ticked: set[str], chosen: dict[str, str]
) -> Iterator[tuple[str, ImportChoice]]:
    for change in plan.changes:
        option = chosen.get(change.id, "")
        if option in change.options:
            yield change.id, ImportChoice(option)
        elif change.id in ticked:
            # The first option is to skip, the second the mildest change.
            yield change.id, change.options[1]
