"""Invented people, from JSON Lines, as profiles that never stay in the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import prefetch_related_objects
from pydantic import BaseModel, ConfigDict

from matching.growth import merged_areas
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)

DATA = Path(__file__).with_name("data")
PEOPLE = DATA / "people.jsonl"
ROWS = {
    "work": (WorkExperience, "work_experiences"),
    "projects": (Project, "projects"),
    "volunteering": (Volunteering, "volunteerings"),
    "education": (Education, "educations"),
    "accomplishments": (Accomplishment, "accomplishments"),
}


class RecommendedArea(BaseModel):
    """Growth area with the match that recommends it."""

    model_config = ConfigDict(extra="forbid")

    text: str
    priority: str = "low"
    tier: str = "exploring"


class InventedPerson(BaseModel):
    """Profile of an invented person, as the data files hold it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    background: str = ""
    language: str = "en"
    profile: dict[str, Any]
    work: list[dict[str, Any]] = []
    projects: list[dict[str, Any]] = []
    volunteering: list[dict[str, Any]] = []
    education: list[dict[str, Any]] = []
    accomplishments: list[dict[str, Any]] = []
    growth_areas: list[RecommendedArea] = []

    def growth_texts(self) -> list[str]:
        """Growth areas as the pipeline merges and weighs them."""
        stored = [
            (area.tier, [{"type": "skill", "action": area.text, "priority": area.priority}])
            for area in self.growth_areas
        ]
        return [area.text for area in merged_areas(stored)]


def read_people(path: Path = PEOPLE, only: Iterable[str] = ()) -> list[InventedPerson]:
    """Read a file of people. Raises ValueError for an id of `only` that is not in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    people = [InventedPerson.model_validate_json(line) for line in lines if line.strip()]
    wanted = set(only)
    if unknown := wanted - {person.id for person in people}:
        raise ValueError(f"{path.name} has no person {', '.join(sorted(unknown))}")
    return [person for person in people if not wanted or person.id in wanted]


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Roll back everything that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def saved(person: InventedPerson) -> Profile:
    """Store a person, for use inside `nothing_stays`; every row is prefetched."""
    user = get_user_model().objects.create(email=f"{person.id}@example.org")
    profile = Profile.objects.create(user=user, **person.profile)
    for section, (model, _) in ROWS.items():
        rows = enumerate(getattr(person, section))
        model._default_manager.bulk_create(
            model(**{"profile": profile, "position": number, **row}) for number, row in rows
        )
    prefetch_related_objects([profile], *(name for _, name in ROWS.values()))
    return profile
