"""Export to JSON Resume 1.0.0; `importing/json_resume.py` reads it back without loss.

The schema: https://jsonresume.org/schema

Extensions to JSON Resume:

x-talentnet-key              each row: its UUID, by which an import recognizes it. A malformed or
                             repeated key is ignored
location                     education, projects, volunteering: as in the schema's work
url, summary                 awards, certificates: as in the schema's publications
meta.talentnet.profile       fields that JSON Resume lacks, by their names in the model
meta.talentnet.consent       dates, for information only: an import never sets consent
meta.talentnet.career_actions  moves, for information only; added through `additions.py`

`talentnet/profiles/tests/test_round_trip.py` tests that exports come back equal, with generated
profiles and with the files of a folder.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from talentnet.moments import utc_text
from talentnet.profiles.entries import KINDS
from talentnet.profiles.exporting.additions import additions_of
from talentnet.profiles.importing.own_fields import OWN_FIELDS, OWN_VERSION
from talentnet.profiles.importing.resume_schema import ROW_KEY
from talentnet.profiles.models import (
    Accomplishment,
    DatedEntry,
    Education,
    Entry,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
VERSION = "v1.0.0"

type Rows = Mapping[str, Iterable[Entry]]
"""Rows of a profile in order, by slug of their kind."""
type Json = dict[str, Any]


def resume_of(profile: Profile) -> Json:
    """Return the complete profile and what other apps add to it."""
    rows = {kind.slug: kind.rows_of(profile) for kind in KINDS.values()}
    return write_resume(profile, rows, additions_of(profile))


def resume_text(profile: Profile) -> str:
    # Readable for people, in any script.
    return json.dumps(resume_of(profile), ensure_ascii=False, indent=2) + "\n"


def write_resume(profile: Profile, rows: Rows, additions: Mapping[str, list[Json]]) -> Json:
    """Build the JSON Resume from rows in memory; runs no query."""
    sections: dict[str, list[Json]] = {}
    for slug, (section, write) in _SECTIONS.items():
        sections[section] = [
            {ROW_KEY: str(row.key)} | _filled(write(row)) for row in rows.get(slug, ())
        ]
    skills = [{"name": skill} for skill in profile.skills]
    resume: Json = {"$schema": SCHEMA, "basics": _basics(profile), "skills": skills}
    resume |= sections
    # `meta` keeps its empty values, which tell a reader what was left blank.
    return _filled(resume) | {"meta": _meta(profile, additions)}


def _filled(values: Json) -> Json:
    """Drop empty values, which the schema refuses for URLs, dates and emails."""
    return {key: value for key, value in values.items() if value}


def _basics(profile: Profile) -> Json:
    # JSON Resume has one main URL; further links go into its profiles.
    first, *others = profile.links or [""]
    return {
        "email": profile.user.email,
        **_filled(
            {
                "name": profile.name,
                "label": profile.headline,
                "summary": profile.summary,
                "location": _filled({"city": profile.location}),
                "url": first,
                "profiles": [{"network": _host(link), "url": link} for link in others],
            }
        ),
    }


def _host(link: str) -> str:
    # `urlsplit` raises for malformed addresses, such as "http://[".
    with suppress(ValueError):
        return (urlsplit(link).hostname or "").removeprefix("www.")
    return ""


def _meta(profile: Profile, additions: Mapping[str, list[Json]]) -> Json:
    return {
        "canonical": settings.SITE_URL.rstrip("/") + reverse("profiles:resume"),
        "version": VERSION,
        "lastModified": utc_text(timezone.now()),
        "talentnet": {
            "version": OWN_VERSION,
            "profile": {name: getattr(profile, name) for name in OWN_FIELDS},
            # For information: an import never sets consent.
            "consent": {
                name: utc_text(moment)
                for name in ("ai_consent_at", "ai_choice_at")
                if (moment := getattr(profile, name))
            },
            **additions,
        },
    }


def _dated(row: DatedEntry) -> Json:
    return {"location": row.location, "startDate": row.start_date, "endDate": row.end_date}


def _work(row: WorkExperience) -> Json:
    values = {"name": row.organization, "position": row.title}
    return values | _dated(row) | {"summary": row.description}


def _volunteering(row: Volunteering) -> Json:
    values = {"organization": row.organization, "position": row.title}
    return values | _dated(row) | {"summary": row.description}


def _project(row: Project) -> Json:
    # A title is one role even if it contains commas.
    values = {"name": row.name, "roles": [row.title] if row.title else [], "url": row.url}
    return values | _dated(row) | {"description": row.description}


def _education(row: Education) -> Json:
    values = {"institution": row.institution, "studyType": row.degree, "area": row.field_of_study}
    return values | _dated(row) | {"summary": row.description}


def _accomplishment(name: str, issuer: str, date: str) -> Callable[[Accomplishment], Json]:
    """Return a writer for one kind of accomplishment, given the schema's names for its fields."""

    def write(row: Accomplishment) -> Json:
        values = {name: row.name, issuer: row.issuer, date: row.date}
        return values | {"url": row.url, "summary": row.description}

    return write


# By slug of the kind: section of JSON Resume, and the function that writes one row.
_SECTIONS: dict[str, tuple[str, Callable[[Any], Json]]] = {
    "work": ("work", _work),
    "volunteering": ("volunteer", _volunteering),
    "education": ("education", _education),
    "award": ("awards", _accomplishment("title", "awarder", "date")),
    "certificate": ("certificates", _accomplishment("name", "issuer", "date")),
    "publication": ("publications", _accomplishment("name", "publisher", "releaseDate")),
    "language": ("languages", _accomplishment("language", "fluency", "date")),
    "project": ("projects", _project),
}
