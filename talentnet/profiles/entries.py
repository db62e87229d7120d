"""The kinds of rows a profile has, and how its owner changes them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.forms import ModelForm, model_to_dict

from talentnet.profiles.forms.entry_forms import (
    AwardForm,
    CertificateForm,
    EducationForm,
    LanguageForm,
    ProjectForm,
    PublicationForm,
    VolunteeringForm,
    WorkExperienceForm,
)
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Entry,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.profiles.sections import EDUCATION, WORK

MAX_ENTRIES = 50


@dataclass(frozen=True)
class EntryList:
    """The rows of one kind, in their order."""

    kind: "EntryKind"
    entries: list[Entry]


@dataclass(frozen=True)
class EntryKind:
    slug: str
    heading: str
    noun: str
    hint: str
    """Advice on what to add, for an empty list."""
    section: str
    """The section of the editor that holds it."""
    model: type[Entry]
    form: type[ModelForm[Any]]
    fixed: dict[str, str] = field(default_factory=dict)
    """Column values that identify rows of this kind in a shared table."""

    def of(self, profile: Profile) -> Any:
        """The rows of this kind of one's own profile."""
        return self.model._default_manager.filter(profile=profile, **self.fixed)  # type: ignore[misc]  # each has one

    def listed(self, profile: Profile) -> EntryList:
        return EntryList(self, list(self.of(profile)))

    def find(self, profile: Profile, key: UUID) -> Entry | None:
        found: Entry | None = self.of(profile).filter(key=key).first()
        return found

    def new(self, profile: Profile, key: UUID) -> Entry:
        """An unsaved row, before all others: what people add is most often their latest."""
        row = self.model(key=key, position=0, **self.fixed)
        row.profile = profile
        return row


_ALL_KINDS = (
    EntryKind(
        slug="education",
        heading="Education",
        noun="education",
        hint="Degrees, courses, and what you taught yourself.",
        section=EDUCATION.slug,
        model=Education,
        form=EducationForm,
    ),
    EntryKind(
        slug="work",
        heading="Work experience",
        noun="work experience",
        hint="Paid work, in any field: much of it carries over.",
        section=WORK.slug,
        model=WorkExperience,
        form=WorkExperienceForm,
    ),
    EntryKind(
        slug="project",
        heading="Projects",
        noun="project",
        hint="Something you made, alone or with others: code, writing, an event.",
        section=WORK.slug,
        model=Project,
        form=ProjectForm,
    ),
    EntryKind(
        slug="volunteering",
        heading="Volunteering",
        noun="volunteering",
        hint="Unpaid work counts just as much.",
        section=WORK.slug,
        model=Volunteering,
        form=VolunteeringForm,
    ),
    EntryKind(
        slug="publication",
        heading="Publications",
        noun="publication",
        hint="Papers, articles, posts that you are proud of.",
        section=WORK.slug,
        model=Accomplishment,
        form=PublicationForm,
        fixed={"kind": "publication"},
    ),
    EntryKind(
        slug="award",
        heading="Awards",
        noun="award",
        hint="Prizes, grants, scholarships.",
        section=WORK.slug,
        model=Accomplishment,
        form=AwardForm,
        fixed={"kind": "award"},
    ),
    EntryKind(
        slug="certificate",
        heading="Certificates",
        noun="certificate",
        hint="Courses and exams with a certificate.",
        section=EDUCATION.slug,
        model=Accomplishment,
        form=CertificateForm,
        fixed={"kind": "certificate"},
    ),
    EntryKind(
        slug="language",
        heading="Languages",
        noun="language",
        hint="The languages you speak, and how well.",
        section=EDUCATION.slug,
        model=Accomplishment,
        form=LanguageForm,
        fixed={"kind": "language"},
    ),
)
KINDS = {kind.slug: kind for kind in _ALL_KINDS}
# The kinds in the order of the profile page.
_ON_THE_PAGE = (
    "work",
    "project",
    "volunteering",
    "education",
    "award",
    "certificate",
    "language",
    "publication",
)


def filled_lists(profile: Profile) -> list[EntryList]:
    """The rows of each kind that has any, for the profile page."""
    # One query for the four kinds that share a table.
    accomplishments = list(profile.accomplishments.all())
    lists = []
    for kind in map(KINDS.__getitem__, _ON_THE_PAGE):
        if kind.model is Accomplishment:
            rows: list[Entry] = [row for row in accomplishments if row.kind == kind.slug]
        else:
            rows = list(kind.of(profile))
        if rows:
            lists.append(EntryList(kind, rows))
    return lists


def kinds_of(section: str) -> list[EntryKind]:
    """The kinds of rows that a section of the editor holds; most hold none."""
    return [kind for kind in KINDS.values() if kind.section == section]


def move(kind: EntryKind, profile: Profile, key: UUID, *, by: int) -> None:
    """Move a row up (-1) or down (1) among its kind. At the end of the list nothing happens."""
    rows = list(kind.of(profile))
    place = next((i for i, row in enumerate(rows) if row.key == key), None)
    if place is None or not 0 <= place + by < len(rows):
        return
    rows[place], rows[place + by] = rows[place + by], rows[place]
    _number(kind, rows)


def number_again(kind: EntryKind, profile: Profile, first: Entry) -> None:
    """Give every row its place, with this one, just added, before all others."""
    rows = [row for row in kind.of(profile) if row.pk != first.pk]
    _number(kind, [first, *rows])


def put_in_place(kind: EntryKind, profile: Profile, rows: list[Entry]) -> None:
    """Store new rows of this kind, keeping their order: each before the first stored one that
    began earlier, and otherwise after all of them."""
    stored: list[Entry] = list(kind.of(profile))
    before: dict[int, list[Entry]] = {}
    for row in rows:
        row.profile = profile
        before.setdefault(_place_among(stored, row), []).append(row)
    kind.model._default_manager.bulk_create(rows)
    ordered: list[Entry] = []
    for place in range(len(stored) + 1):
        ordered += [*before.get(place, []), *stored[place : place + 1]]
    _number(kind, ordered)


def _place_among(stored: list[Entry], row: Entry) -> int:
    starts = [getattr(other, "start_date", "") for other in stored]
    began: str = getattr(row, "start_date", "")
    return next((n for n, start in enumerate(starts) if start and start < began), len(stored))


def _number(kind: EntryKind, rows: list[Any]) -> None:
    for position, row in enumerate(rows):
        row.position = position
    kind.model._default_manager.bulk_update(rows, ["position"])


def as_sent(kind: EntryKind, row: Entry) -> dict[str, str]:
    """A row as its form would send it: what is kept to bring a removed one back."""
    initial = model_to_dict(row, fields=kind.form.base_fields)
    return {name: "" if value is None else str(value) for name, value in initial.items()}
