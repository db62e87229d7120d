"""Kinds of profile rows, such as jobs and projects, and changes to their order."""

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

# Of each kind.
MAX_ENTRIES = 50


@dataclass(frozen=True)
class EntryList:
    """Rows of one kind in order."""

    kind: "EntryKind"
    entries: list[Entry]


@dataclass(frozen=True)
class EntryKind:
    """Kind of profile row: its model, form and wording."""

    slug: str
    heading: str
    noun: str
    hint: str
    """Suggestion shown while the list is empty."""
    section: str
    """Slug of the editor section that shows it."""
    model: type[Entry]
    form: type[ModelForm[Any]]
    fixed: dict[str, str] = field(default_factory=dict)
    """Column values that set this kind apart from others in the same table."""

    def rows_of(self, profile: Profile) -> Any:
        """Return the queryset of this kind's rows in a profile."""
        return self.model._default_manager.filter(profile=profile, **self.fixed)  # type: ignore[misc]  # every entry model has a profile

    def listed(self, profile: Profile) -> EntryList:
        return EntryList(self, list(self.rows_of(profile)))

    def find(self, profile: Profile, key: UUID) -> Entry | None:
        entry: Entry | None = self.rows_of(profile).filter(key=key).first()
        return entry

    def new(self, profile: Profile, key: UUID) -> Entry:
        """Return an unsaved row at the top: people mostly add their latest job or project."""
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
# By slug, which is also part of addresses and exports: never rename one.
KINDS = {kind.slug: kind for kind in _ALL_KINDS}
# Order of the profile page.
_PAGE_ORDER = (
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
    """Return the lists that have rows, in the order of the profile page."""
    # One query for the four kinds that share this table.
    accomplishments = list(profile.accomplishments.all())
    lists = []
    for kind in map(KINDS.__getitem__, _PAGE_ORDER):
        if kind.model is Accomplishment:
            rows: list[Entry] = [row for row in accomplishments if row.kind == kind.slug]
        else:
            rows = list(kind.rows_of(profile))
        if rows:
            lists.append(EntryList(kind, rows))
    return lists


def kinds_of(section: str) -> list[EntryKind]:
    """Return the kinds of rows in a section of the editor; most sections have none."""
    return [kind for kind in KINDS.values() if kind.section == section]


def move_row(kind: EntryKind, profile: Profile, key: UUID, *, by: int) -> None:
    """Move a row up (-1) or down (1) in its list; does nothing at the end of the list."""
    rows = list(kind.rows_of(profile))
    index = next((i for i, row in enumerate(rows) if row.key == key), None)
    if index is None or not 0 <= index + by < len(rows):
        return
    rows[index], rows[index + by] = rows[index + by], rows[index]
    _store_order(kind, rows)


def renumber_with_first(kind: EntryKind, profile: Profile, first: Entry) -> None:
    """Number the rows of a list again, with the row just added on top."""
    rows = [row for row in kind.rows_of(profile) if row.pk != first.pk]
    _store_order(kind, [first, *rows])


def insert_by_date(kind: EntryKind, profile: Profile, rows: list[Entry]) -> None:
    """Store new rows, each above the first stored row that began earlier, else at the end.

    New rows keep their order among themselves.
    """
    stored: list[Entry] = list(kind.rows_of(profile))
    before: dict[int, list[Entry]] = {}
    for row in rows:
        row.profile = profile
        before.setdefault(_insertion_index(stored, row), []).append(row)
    kind.model._default_manager.bulk_create(rows)
    ordered: list[Entry] = []
    for index in range(len(stored) + 1):
        ordered += [*before.get(index, []), *stored[index : index + 1]]
    _store_order(kind, ordered)


def _insertion_index(stored: list[Entry], row: Entry) -> int:
    starts = [getattr(other, "start_date", "") for other in stored]
    began: str = getattr(row, "start_date", "")
    # Partial dates compare as text; stored rows without a date are skipped.
    return next((n for n, start in enumerate(starts) if start and start < began), len(stored))


def _store_order(kind: EntryKind, rows: list[Any]) -> None:
    for position, row in enumerate(rows):
        row.position = position
    kind.model._default_manager.bulk_update(rows, ["position"])


def form_values(kind: EntryKind, row: Entry) -> dict[str, str]:
    """Return a row's values as its form would submit them."""
    # Without building a form, because an import has hundreds of rows.
    initial = model_to_dict(row, fields=kind.form.base_fields)
    return {name: "" if value is None else str(value) for name, value in initial.items()}
