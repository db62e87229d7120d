"""Record of an import's changes, and undo that leaves later edits alone."""

from collections.abc import Iterator
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from talentnet.profiles.entries import KINDS, form_values
from talentnet.profiles.importing.profile_fields import FIELDS
from talentnet.profiles.models import Entry, Profile
from talentnet.text import and_list


class AppliedValue(BaseModel):
    """Field that an import set, with its value before and after."""

    name: str
    before: str | int | bool | None
    after: str | int | bool


class AppliedItems(BaseModel):
    """Items that an import added to a list, such as skills."""

    name: str
    items: list[str]


class AppliedRow(BaseModel):
    """Row that an import added or changed, as form values."""

    kind: str
    key: UUID
    before: dict[str, str] | None = None
    """None if the import added the row."""
    after: dict[str, str]


class AppliedImport(BaseModel):
    """All changes that an import made, stored in `ProfileImport.taken`."""

    values: list[AppliedValue] = []
    lists: list[AppliedItems] = []
    rows: list[AppliedRow] = []

    @classmethod
    def from_stored(cls, value: Any) -> Self:
        # The column is null until the import is applied.
        return cls.model_validate(value or {})

    @property
    def field_names(self) -> list[str]:
        return [value.name for value in self.values] + [items.name for items in self.lists]

    @property
    def sentence(self) -> str:
        """Summary of the changes: “headline, skills (3) and work experience (2)”."""
        return and_list(list(self._parts())) or "nothing"

    def _parts(self) -> Iterator[str]:
        yield from (FIELDS[value.name].label.lower() for value in self.values)
        for items in self.lists:
            yield f"{FIELDS[items.name].label.lower()} ({len(items.items)})"
        for slug, kind in KINDS.items():
            added = [row for row in self.rows if row.kind == slug and row.before is None]
            changed = [row for row in self.rows if row.kind == slug and row.before is not None]
            if added:
                yield f"{kind.heading.lower()} ({len(added)})"
            if changed:
                yield f"changes to {kind.heading.lower()} ({len(changed)})"


def revert(applied: AppliedImport, profile: Profile) -> list[str]:
    """Undo an import on a locked profile; return names of what was edited since and stays."""
    kept = _revert_values(applied.values, profile)
    for each in applied.lists:
        stored: list[str] = getattr(profile, each.name)
        setattr(profile, each.name, [item for item in stored if item not in each.items])
    profile.save(update_fields=applied.field_names)
    for slug in {row.kind for row in applied.rows}:
        kept += _revert_rows(slug, [row for row in applied.rows if row.kind == slug], profile)
    return kept


def _revert_values(values: list[AppliedValue], profile: Profile) -> list[str]:
    kept = []
    for value in values:
        if getattr(profile, value.name) == value.after:
            setattr(profile, value.name, value.before)
        else:
            kept.append(FIELDS[value.name].label.lower())
    return kept


def _revert_rows(slug: str, rows: list[AppliedRow], profile: Profile) -> list[str]:
    kind, by_key = KINDS[slug], {row.key: row for row in rows}
    # Rows that were deleted since are missing here, which leaves nothing to undo.
    stored: list[Entry] = list(kind.rows_of(profile).filter(key__in=by_key))
    unedited = [row for row in stored if form_values(kind, row) == by_key[row.key].after]
    added = [row for row in unedited if by_key[row.key].before is None]
    changed = [row for row in unedited if row not in added]
    kind.rows_of(profile).filter(pk__in=[row.pk for row in added]).delete()
    for row in changed:
        for name, value in (by_key[row.key].before or {}).items():
            setattr(row, name, value)
    # Base fields are exactly the columns of the form; `position` and `key` stay.
    if changed:
        kind.model._default_manager.bulk_update(changed, list(kind.form.base_fields))
    return [str(row) for row in stored if row not in unedited]
