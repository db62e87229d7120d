"""Undo an import from the changes stored with it; later edits are kept."""

from collections.abc import Iterator
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from talentnet.profiles.entries import KINDS, as_sent
from talentnet.profiles.importing.profile_fields import FIELDS
from talentnet.profiles.models import Entry, Profile
from talentnet.text import and_list


class TakenValue(BaseModel):
    name: str
    before: str | int | bool | None
    after: str | int | bool


class TakenItems(BaseModel):
    name: str
    items: list[str]


class TakenRow(BaseModel):
    kind: str
    key: UUID
    before: dict[str, str] | None = None
    """Nothing where it was added."""
    after: dict[str, str]


class Taken(BaseModel):
    values: list[TakenValue] = []
    lists: list[TakenItems] = []
    rows: list[TakenRow] = []

    @classmethod
    def stored(cls, value: Any) -> Self:
        return cls.model_validate(value or {})

    @property
    def field_names(self) -> list[str]:
        return [value.name for value in self.values] + [items.name for items in self.lists]

    @property
    def sentence(self) -> str:
        """“Headline, 3 skills and 2 of work experience”."""
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


def put_back(taken: Taken, profile: Profile) -> list[str]:
    """Undo it on a locked profile; the names of what was edited since, and is left alone."""
    left = _put_values_back(taken.values, profile)
    for each in taken.lists:
        stored: list[str] = getattr(profile, each.name)
        setattr(profile, each.name, [item for item in stored if item not in each.items])
    profile.save(update_fields=taken.field_names)
    for slug in {row.kind for row in taken.rows}:
        left += _put_rows_back(slug, [row for row in taken.rows if row.kind == slug], profile)
    return left


def _put_values_back(values: list[TakenValue], profile: Profile) -> list[str]:
    left = []
    for value in values:
        if getattr(profile, value.name) == value.after:
            setattr(profile, value.name, value.before)
        else:
            left.append(FIELDS[value.name].label.lower())
    return left


def _put_rows_back(slug: str, rows: list[TakenRow], profile: Profile) -> list[str]:
    kind, taken = KINDS[slug], {row.key: row for row in rows}
    stored: list[Entry] = list(kind.of(profile).filter(key__in=taken))
    as_left = [row for row in stored if as_sent(kind, row) == taken[row.key].after]
    added = [row for row in as_left if taken[row.key].before is None]
    changed = [row for row in as_left if row not in added]
    kind.of(profile).filter(pk__in=[row.pk for row in added]).delete()
    for row in changed:
        for name, value in (taken[row.key].before or {}).items():
            setattr(row, name, value)
    if changed:
        kind.model._default_manager.bulk_update(changed, list(kind.form.base_fields))
    return [str(row) for row in stored if row not in as_left]
