"""Stored form of what a file could add to a profile, for `ProfileImport.proposal`."""

from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from talentnet.profiles.entries import KINDS, form_values
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.importing.profile_fields import FIELDS, is_empty
from talentnet.profiles.models import Profile


class ProposedEntry(BaseModel):
    """Row of the file, as form values."""

    kind: str
    key: UUID
    values: dict[str, str]


class Proposal(BaseModel):
    """Values, list items and rows read from a file, and notes on what doesn't fit."""

    source: str
    values: dict[str, str | int | bool] = {}
    lists: dict[str, list[str]] = {}
    entries: list[ProposedEntry] = []
    unplaced: list[str] = []

    @classmethod
    def from_import(cls, imported: ImportedProfile) -> Self:
        filled = {
            name: value
            for name, field in FIELDS.items()
            if not is_empty(value := field.value_in(imported.profile))
        }
        return cls(
            source=imported.source,
            values={name: value for name, value in filled.items() if not FIELDS[name].is_list},
            lists={name: value for name, value in filled.items() if FIELDS[name].is_list},
            entries=[
                ProposedEntry(kind=kind.slug, key=row.key, values=form_values(kind, row))
                for kind, row in imported.entries
            ],
            unplaced=imported.unplaced,
        )

    @classmethod
    def from_stored(cls, value: Any) -> Self:
        return cls.model_validate(value)

    def imported(self) -> ImportedProfile:
        """Rebuild the unsaved profile and rows, with their original keys."""
        imported = ImportedProfile(self.source, unplaced=list(self.unplaced))
        # An unsaved profile: the comparison only reads its fields.
        imported.profile = Profile(**self.values, **self.lists)
        for entry in self.entries:
            kind = KINDS[entry.kind]
            row = kind.model(key=entry.key, position=len(imported.entries), **kind.fixed)
            for name, value in entry.values.items():
                setattr(row, name, value)
            imported.entries.append((kind, row))
        return imported
