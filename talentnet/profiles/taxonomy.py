"""Vocabulary of the field, from `taxonomy.json`: terms that the editor suggests, with synonyms.

A profile may use any other term as well.
"""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

TAXONOMY = Path(__file__).with_name("taxonomy.json")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Entry):
    """Skill or interest; `also` lists only true synonyms and abbreviations, never related terms."""

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


# Once per process: the file never changes while it runs.
@cache
def _taxonomy() -> Taxonomy:
    return Taxonomy.model_validate_json(TAXONOMY.read_bytes())
