"""JSON Resume (schema 1.0.0, and the older keys `company`, `website`, `gpa`) into a profile.

The schema: https://jsonresume.org/schema
"""

from dataclasses import dataclass, field
from typing import Annotated, Any

from django.core.exceptions import ValidationError as ValidationErrorOfDjango
from django.core.validators import URLValidator
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from talentnet.profiles.models import Education, Profile, WorkExperience
from talentnet.profiles.partial_dates import is_partial_date
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list
from talentnet.text import cut_at_word, one_line, storable

SECTIONS = (
    "basics",
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "interests",
    "references",
    "projects",
)
NOT_HELD = [s for s in SECTIONS if s not in ("basics", "work", "education", "skills")]


_check_url = URLValidator(schemes=["http", "https"])


class NotAResume(ValueError):
    """The message is a sentence that says why."""


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


Text = Annotated[str, BeforeValidator(_empty_if_none)]
Place = Annotated[str, BeforeValidator(_place)]
Texts = Annotated[list[str], BeforeValidator(_list)]

OLDER_KEYS = {"company": "name", "website": "url", "gpa": "score"}


class _Part(BaseModel):
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
        return [key for key, value in (self.model_extra or {}).items() if _holds_something(value)]


class _Location(_Part):
    city: Text = ""
    region: Text = ""
    countryCode: Text = ""  # the schema's own spelling


class _Link(_Part):
    url: Text = ""


class _Basics(_Part):
    name: Text = ""
    label: Text = ""
    summary: Text = ""
    email: Text = ""
    url: Text = ""
    location: _Location | None = None
    profiles: Annotated[list[_Link], BeforeValidator(_list)] = []


class _Dated(_Part):
    startDate: Text = ""  # the schema's own spelling
    endDate: Text = ""  # the schema's own spelling
    location: Place = ""
    summary: Text = ""
    highlights: Texts = []


class _Work(_Dated):
    name: Text = ""
    position: Text = ""


class _Education(_Dated):
    institution: Text = ""
    area: Text = ""
    studyType: Text = ""  # the schema's own spelling
    score: Text = ""
    courses: Texts = []


class _Skill(_Part):
    name: Text = ""
    keywords: Texts = []


class _Resume(_Part):
    basics: _Basics | None = None
    work: Annotated[list[_Work], BeforeValidator(_list)] = []
    education: Annotated[list[_Education], BeforeValidator(_list)] = []
    skills: Annotated[list[_Skill], BeforeValidator(_list)] = []


@dataclass
class Imported:
    """Unsaved rows, and a sentence for everything that found no place."""

    profile: Profile
    educations: list[Education] = field(default_factory=list)
    work_experiences: list[WorkExperience] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def read_resume(data: object) -> Imported:
    """Raises NotAResume when the data is not a JSON Resume at all."""
    if not isinstance(data, dict):
        raise NotAResume("A JSON Resume is a JSON object; this is something else.")
    if not any(section in data for section in SECTIONS):
        raise NotAResume(f"It has none of a JSON Resume's sections ({', '.join(SECTIONS)}).")
    try:
        resume = _Resume.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotAResume(f"Its {place} is not as a JSON Resume has it: {first['msg']}.") from None
    return _Placing(resume, data).imported


class _Placing:
    """Fits a résumé into the columns, keeping note of what does not."""

    def __init__(self, resume: _Resume, data: dict[str, Any]) -> None:
        self.unplaced: list[str] = []
        profile = self._profile(resume.basics or _Basics())
        profile.skills = self._skills(resume.skills)
        works = [self._work(entry, n) for n, entry in enumerate(resume.work)]
        educations = [self._education(entry, n) for n, entry in enumerate(resume.education)]
        self._note_parts(resume)
        self._note_sections(data)
        self.imported = Imported(
            profile=profile,
            educations=[entry for entry in educations if entry],
            work_experiences=[entry for entry in works if entry],
            unplaced=self.unplaced,
        )

    def _profile(self, basics: _Basics) -> Profile:
        place = basics.location or _Location()
        parts = [one_line(part) for part in (place.city, place.region, place.countryCode)]
        links = [basics.url, *(link.url for link in basics.profiles)]
        return Profile(
            name=self._line("name", basics.name, 200),
            headline=self._line("headline", basics.label, 500),
            summary=self._text("summary", basics.summary, 5000),
            location=self._line("location", ", ".join(part for part in parts if part), 200),
            links=self._links(links),
        )

    def _links(self, links: list[str]) -> list[str]:
        given = [one_line(link) for link in links]
        good = [link for link in given if _is_web_address(link)]
        bad = [link for link in given if link and link not in good]
        self.unplaced += [f"link “{link[:80]}”: not a web address" for link in bad]
        return self._list("links", good)

    def _skills(self, skills: list[_Skill]) -> list[str]:
        return self._list("skills", [text for s in skills for text in (s.name, *s.keywords)])

    def _list(self, label: str, texts: list[str]) -> list[str]:
        short = [t for t in (one_line(text) for text in texts) if len(t) <= MAX_ITEM_LENGTH]
        unique = list({text.casefold(): text for text in short if text}.values())
        left_out = len(texts) - len(short) + max(len(unique) - MAX_ITEMS, 0)
        if left_out:
            self.unplaced.append(f"{label}: {left_out} too long or too many")
        return text_list(unique[:MAX_ITEMS])

    def _work(self, entry: _Work, number: int) -> WorkExperience | None:
        place = f"work {number + 1}"
        if not one_line(entry.name) and not one_line(entry.position):
            self._note_skipped(place, entry)
            return None
        return WorkExperience(
            organization=self._line(f"{place}: organization", entry.name or "Self-employed", 200),
            title=self._line(f"{place}: title", entry.position, 200),
            description=self._text(
                f"{place}: description", _paragraphs(entry.summary, *entry.highlights), 3000
            ),
            **self._dated(place, entry, number),
        )

    def _education(self, entry: _Education, number: int) -> Education | None:
        place = f"education {number + 1}"
        if not one_line(entry.institution):
            self._note_skipped(place, entry)
            return None
        score = f"Score: {entry.score}" if entry.score else ""
        named = [course for course in entry.courses if one_line(course)]
        courses = f"Courses: {'; '.join(named)}" if named else ""
        return Education(
            institution=self._line(f"{place}: institution", entry.institution, 200),
            degree=self._line(f"{place}: degree", entry.studyType, 200),
            field_of_study=self._line(f"{place}: field of study", entry.area, 200),
            description=self._text(
                f"{place}: description",
                _paragraphs(entry.summary, *entry.highlights, score, courses),
                3000,
            ),
            **self._dated(place, entry, number),
        )

    def _note_skipped(self, place: str, entry: _Dated) -> None:
        if _holds_something(entry.model_dump()):
            self.unplaced.append(f"{place}: it names no institution or organization")

    def _dated(self, place: str, entry: _Dated, number: int) -> dict[str, Any]:
        return {
            "location": self._line(f"{place}: location", entry.location, 200),
            "start_date": self._date(f"{place}: start", entry.startDate),
            "end_date": self._date(f"{place}: end", entry.endDate),
            "position": number,
        }

    def _date(self, place: str, value: str) -> str:
        date = one_line(value).split("T")[0]
        if not date or is_partial_date(date):
            return date
        if date.casefold() not in ("present", "now", "current"):
            self.unplaced.append(f"{place}: “{date[:40]}” is not a date like 2021 or 2021-09")
        return ""

    def _line(self, place: str, value: str, limit: int) -> str:
        return self._cut(place, one_line(value), limit)

    def _text(self, place: str, value: str, limit: int) -> str:
        return self._cut(place, storable(value), limit)

    def _cut(self, place: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.unplaced.append(f"{place}: cut at {limit} of {len(text)} characters")
        return cut_at_word(text, limit)

    def _note_parts(self, resume: _Resume) -> None:
        basics = resume.basics or _Basics()
        self._note("basics.{}", basics)
        self._note("location: {}", basics.location or _Location())
        for label, parts in (
            ("work {}", resume.work),
            ("education {}", resume.education),
            ("skills {}", resume.skills),
            # The address of a link says what its network and user name do.
            ("profiles {}", [link for link in basics.profiles if not link.url]),
        ):
            for number, part in enumerate(parts, start=1):
                self._note(label.format(number) + ": {}", part)

    def _note(self, place: str, part: _Part) -> None:
        if keys := part.unplaced():
            self.unplaced.append(f"{place.format(', '.join(keys))}: a profile has no place for it")

    def _note_sections(self, data: dict[str, Any]) -> None:
        for section in NOT_HELD:
            if _holds_something(data.get(section)):
                self.unplaced.append(f"{section}: a profile has no place for this section")


def _is_web_address(text: str) -> bool:
    try:
        _check_url(text)
    except ValidationErrorOfDjango:
        return False
    return True


def _paragraphs(*texts: str) -> str:
    return "\n".join(text for text in (storable(text) for text in texts) if text)


def _holds_something(value: object) -> bool:
    """Whether there is any text or number in it, however deep."""
    if isinstance(value, dict):
        return any(_holds_something(part) for part in value.values())
    if isinstance(value, list):
        return any(_holds_something(part) for part in value)
    return bool(str(value).strip()) if value is not None else False
