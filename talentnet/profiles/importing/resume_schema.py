"""JSON Resume 1.0.0 as people's files have it: nulls, numbers, older keys, and keys of their own.

The schema: https://jsonresume.org/schema
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

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
        return ", ".join(str(part) for part in parts if part)
    return _empty_if_none(value)


def holds_something(value: object) -> bool:
    """Whether there is any text or number in it, however deep."""
    if isinstance(value, dict):
        return any(holds_something(part) for part in value.values())
    if isinstance(value, list):
        return any(holds_something(part) for part in value)
    return bool(str(value).strip()) if value is not None else False


Text = Annotated[str, BeforeValidator(_empty_if_none)]
Place = Annotated[str, BeforeValidator(_place)]
Texts = Annotated[list[str], BeforeValidator(_list)]
type Parts[P] = Annotated[list[P], BeforeValidator(_list)]


class Part(BaseModel):
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


class Location(Part):
    city: Text = ""
    region: Text = ""
    countryCode: Text = ""  # the schema's own spelling


class Link(Part):
    url: Text = ""


class Basics(Part):
    name: Text = ""
    label: Text = ""
    summary: Text = ""
    email: Text = ""
    url: Text = ""
    location: Location | None = None
    profiles: Parts[Link] = []


class Dated(Part):
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


class Project(Dated):
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


class Award(Part):
    title: Text = ""
    date: Text = ""
    awarder: Text = ""
    summary: Text = ""


class Certificate(Part):
    name: Text = ""
    date: Text = ""
    issuer: Text = ""
    url: Text = ""


class Publication(Part):
    name: Text = ""
    publisher: Text = ""
    releaseDate: Text = ""  # the schema's own spelling
    url: Text = ""
    summary: Text = ""


class Language(Part):
    language: Text = ""
    fluency: Text = ""


class Skill(Part):
    name: Text = ""
    keywords: Texts = []


class Resume(Part):
    basics: Basics | None = None
    work: Parts[Work] = []
    volunteer: Parts[Volunteer] = []
    education: Parts[Study] = []
    awards: Parts[Award] = []
    certificates: Parts[Certificate] = []
    publications: Parts[Publication] = []
    skills: Parts[Skill] = []
    languages: Parts[Language] = []
    projects: Parts[Project] = []
