"""The words of the field: what the profile editor suggests, and which spellings mean the same.

They are in `taxonomy.json`. A profile may say anything else too.
"""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

TAXONOMY = Path(__file__).with_name("taxonomy.json")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Entry):
    """`also` has true synonyms, abbreviations and acronyms alone, never broader or nearby words."""

    name: str
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.also)


class TaxonomyGroup(_Entry):
    group: str
    terms: tuple[Term, ...]


class Taxonomy(_Entry):
    skills: tuple[TaxonomyGroup, ...]
    interests: tuple[TaxonomyGroup, ...]


def skills() -> tuple[TaxonomyGroup, ...]:
    return _taxonomy().skills


def interests() -> tuple[TaxonomyGroup, ...]:
    return _taxonomy().interests


@cache
def _taxonomy() -> Taxonomy:
    return Taxonomy.model_validate_json(TAXONOMY.read_bytes())
