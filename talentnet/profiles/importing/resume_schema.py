"""JSON Resume 1.0.0 as people's files have it: nulls, numbers, older keys, and keys of their own.

The schema: https://jsonresume.org/schema

Our own export adds a key to each row (`ROW_KEY`), a place to education, projects and volunteering,
an address to awards and a summary to certificates.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ROW_KEY = "x-talentnet-key"
"""Property with a row's UUID, by which an import recognizes rows it exported."""

OLDER_KEYS = {"company": "name", "website": "url", "gpa": "score"}


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


def _list(value: object) -> object:
    """A list without its nulls; null itself is an empty one."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value is None else value


def _place(value: object) -> object:
    """A place is text in the schema, and an object in many a file."""
    if isinstance(value, dict):
        parts = (value.get(key) for key in ("city", "region", "countryCode"))
        return ", ".join(str(part) for part in parts if part and isinstance(part, str | int))
    return _empty_if_none(value)


def holds_something(value: object) -> bool:
    """True if a value holds any text or number, at any depth; not recursive."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict | list):
            waiting.extend(part.values() if isinstance(part, dict) else part)
        elif part is not None and str(part).strip():
            return True
    return False


Text = Annotated[str, BeforeValidator(_empty_if_none)]
Place = Annotated[str, BeforeValidator(_place)]
Texts = Annotated[list[str], BeforeValidator(_list)]
type Parts[P] = Annotated[list[P], BeforeValidator(_list)]


class ResumePart(BaseModel):
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
        known = {k: v for k, v in data.items() if OLDER_KEYS.get(k) not in cls.model_fields}
        return known | older

    def unplaced(self) -> list[str]:
        """The keys that hold something and that we have no field for."""
        return [key for key, value in (self.model_extra or {}).items() if holds_something(value)]


class Row(ResumePart):
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
    startDate: Text = ""  # the schema's own spelling
    endDate: Text = ""  # the schema's own spelling
    location: Place = ""
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
