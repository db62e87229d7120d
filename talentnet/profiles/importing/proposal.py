"""JSON of what a file could add to a profile, as stored with its import."""

from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from talentnet.profiles.entries import KINDS, as_sent
from talentnet.profiles.importing.placing import Imported
from talentnet.profiles.importing.profile_fields import FIELDS, is_empty
from talentnet.profiles.models import Profile


class ProposedEntry(BaseModel):
    kind: str
    key: UUID
    values: dict[str, str]


class Proposal(BaseModel):
    source: str
    values: dict[str, str | int | bool] = {}
    lists: dict[str, list[str]] = {}
    entries: list[ProposedEntry] = []
    unplaced: list[str] = []

    @classmethod
    def of(cls, imported: Imported) -> Self:
        given = {
            name: value
            for name, field in FIELDS.items()
            if not is_empty(value := field.of(imported.profile))
        }
        return cls(
            source=imported.source,
            values={name: value for name, value in given.items() if not FIELDS[name].is_list},
            lists={name: value for name, value in given.items() if FIELDS[name].is_list},
            entries=[
                ProposedEntry(kind=kind.slug, key=row.key, values=as_sent(kind, row))
                for kind, row in imported.entries
            ],
            unplaced=imported.unplaced,
        )

    @classmethod
    def stored(cls, value: Any) -> Self:
        return cls.model_validate(value)

    def imported(self) -> Imported:
        """Unsaved rows again, with the keys they were given."""
        imported = Imported(self.source, unplaced=list(self.unplaced))
        imported.profile = Profile(**self.values, **self.lists)
        for entry in self.entries:
            kind = KINDS[entry.kind]
            row = kind.model(key=entry.key, position=len(imported.entries), **kind.fixed)
            for name, value in entry.values.items():
                setattr(row, name, value)
            imported.entries.append((kind, row))
        return imported
