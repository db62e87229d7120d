"""Tolerant schema of JSON Resume 1.0.0: accepts nulls, numbers, older and unknown keys.

The schema: https://jsonresume.org/schema

Our own export adds `ROW_KEY` to each row, a location to education, projects and volunteering, a
URL to awards and a summary to certificates.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

# Property with a row's UUID, by which an import recognizes rows of an earlier export.
ROW_KEY = "x-talentnet-key"

# Keys of drafts before 1.0.0, with their present names.
OLDER_KEYS = {"company": "name", "website": "url", "gpa": "score"}


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


def _list(value: object) -> object:
    """Drop nulls from a list; turn null itself into an empty list."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value is None else value


def _location(value: object) -> object:
    """Join a location object to text: the schema wants text, but many files have an object."""
    if isinstance(value, dict):
        parts = (value.get(key) for key in ("city", "region", "countryCode"))
        return ", ".join(str(part) for part in parts if part and isinstance(part, str | int))
    return _empty_if_none(value)


def holds_something(value: object) -> bool:
    """True if a JSON value has any text or number at any depth."""
    # A stack instead of recursion, because a file may be nested deeper than Python can recurse.
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, dict | list):
            pending.extend(part.values() if isinstance(part, dict) else part)
        elif part is not None and str(part).strip():
            return True
    return False


Text = Annotated[str, BeforeValidator(_empty_if_none)]
LocationText = Annotated[str, BeforeValidator(_location)]
Texts = Annotated[list[str], BeforeValidator(_list)]
type Parts[P] = Annotated[list[P], BeforeValidator(_list)]


class ResumePart(BaseModel):
    """Base of all objects in a JSON Resume; remembers keys it has no field for."""

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _read_older_keys(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        older = {
            newer: data[key]
            for key, newer in OLDER_KEYS.items()
            if newer in cls.model_fields and data.get(key) and not data.get(newer)
        }
        current = {k: v for k, v in data.items() if OLDER_KEYS.get(k) not in cls.model_fields}
        return current | older

    def unused_keys(self) -> list[str]:
        """Return unknown keys that hold a value."""
        return [key for key, value in (self.model_extra or {}).items() if holds_something(value)]


class Row(ResumePart):
    """Base of objects that become a row of the profile."""

    key: Any = Field(None, alias=ROW_KEY)


class Location(ResumePart):
    city: Text = ""
    region: Text = ""
    countryCode: Text = ""  # the schema's own spelling


class Link(ResumePart):
    url: Text = ""


class Basics(ResumePart):
    name: Text = ""
    label: Text = ""
    summary: Text = ""
    email: Text = ""
    url: Text = ""
    location: Location | None = None
    profiles: Parts[Link] = []


class Dated(Row):
    """Base of rows with a period and a location."""

    startDate: Text = ""  # the schema's own spelling
    endDate: Text = ""  # the schema's own spelling
    location: LocationText = ""
    summary: Text = ""
    highlights: Texts = []


class Work(Dated):
    name: Text = ""
    position: Text = ""


class Volunteer(Dated):
    organization: Text = ""
    position: Text = ""


class ResumeProject(Dated):
    name: Text = ""
    description: Text = ""
    roles: Texts = []
    url: Text = ""


class Study(Dated):
    institution: Text = ""
    area: Text = ""
    studyType: Text = ""  # the schema's own spelling
    score: Text = ""
    courses: Texts = []


class Award(Row):
    title: Text = ""
    date: Text = ""
    awarder: Text = ""
    url: Text = ""
    summary: Text = ""


class Certificate(Row):
    name: Text = ""
    date: Text = ""
    issuer: Text = ""
    url: Text = ""
    summary: Text = ""


class Publication(Row):
    name: Text = ""
    publisher: Text = ""
    releaseDate: Text = ""  # the schema's own spelling
    url: Text = ""
    summary: Text = ""


class Language(Row):
    language: Text = ""
    fluency: Text = ""
    date: Text = ""
    url: Text = ""
    summary: Text = ""


class Skill(ResumePart):
    name: Text = ""
    keywords: Texts = []


class Resume(ResumePart):
    basics: Basics | None = None
    work: Parts[Work] = []
    volunteer: Parts[Volunteer] = []
    education: Parts[Study] = []
    awards: Parts[Award] = []
    certificates: Parts[Certificate] = []
    publications: Parts[Publication] = []
    skills: Parts[Skill] = []
    languages: Parts[Language] = []
    projects: Parts[ResumeProject] = []
