"""Reader of JSON Resume 1.0.0 and of its older keys `company`, `website` and `gpa`.

Reads everything except references and interests: a profile has AI safety interests only, which
our own export keeps under `meta`.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from talentnet.files import UnreadableFile, parse_json
from talentnet.profiles.importing.own_fields import add_own_fields
from talentnet.profiles.importing.profile_builder import ImportedProfile, ProfileBuilder
from talentnet.profiles.importing.resume_schema import (
    Basics,
    Dated,
    Location,
    Resume,
    ResumePart,
    holds_something,
)
from talentnet.text import as_typed, storable

# An object without any of these is no JSON Resume.
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
# The fullest profile has about a tenth of this.
MAX_PARTS = 100_000
# A JSON string, also one cut off at the end. Possessive quantifiers (*+) keep it from backtracking.
_STRING = re.compile(r'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
UNSUPPORTED_SECTIONS = ("interests", "references")


class NotAResume(ValueError):
    """Content is not a JSON Resume; the message says why, in a sentence."""


def read_resume_text(text: str, name: str) -> ImportedProfile:
    """Read the text of a file. Raises UnreadableFile or NotAResume with a sentence."""
    # Counted before parsing: each value takes far more memory as an object than as text.
    outside = _STRING.sub("", text)
    if sum(outside.count(sign) for sign in ",:[{") > MAX_PARTS:
        raise UnreadableFile(f"{name} has more parts than any résumé.")
    return read_resume(parse_json(text, name))


def read_resume(data: object) -> ImportedProfile:
    """Read parsed JSON. Raises NotAResume if it isn't a JSON Resume at all."""
    if not isinstance(data, dict):
        raise NotAResume("A JSON Resume is a JSON object, and this isn't one.")
    if not any(section in data for section in SECTIONS):
        raise NotAResume(f"It has none of the sections of a JSON Resume ({', '.join(SECTIONS)}).")
    try:
        resume = Resume.model_validate(data)
    except ValidationError as error:
        # Without the input, which may be long and private; hence also `from None`.
        first = error.errors(include_input=False, include_url=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise NotAResume(f"Its {path} doesn't fit JSON Resume: {first['msg']}.") from None
    builder = ProfileBuilder("JSON Resume")
    _add_basics(builder, resume.basics or Basics())
    builder.add_items("skills", [text for s in resume.skills for text in (s.name, *s.keywords)])
    _add_experience(builder, resume)
    _add_accomplishments(builder, resume)
    add_own_fields(builder, data.get("meta"))
    _note_unused(builder, resume, data)
    return builder.imported


def _add_basics(builder: ProfileBuilder, basics: Basics) -> None:
    location = basics.location or Location()
    parts = [as_typed(part) for part in (location.city, location.region, location.countryCode)]
    builder.set_text("name", basics.name)
    builder.set_text("headline", basics.label)
    builder.set_text("summary", basics.summary)
    builder.set_text("location", ", ".join(part for part in parts if part))
    builder.add_links([basics.url, *(link.url for link in basics.profiles)])


def _add_experience(builder: ProfileBuilder, resume: Resume) -> None:
    for number, work in enumerate(resume.work, start=1):
        # A position without an organization means self-employment.
        organization = work.name or ("Self-employed" if as_typed(work.position) else "")
        builder.add_row(
            "work",
            f"work {number}",
            key=work.key,
            organization=organization,
            title=work.position,
            description=_paragraphs(work.summary, *work.highlights),
            **_dates(work),
        )
    for number, unpaid in enumerate(resume.volunteer, start=1):
        builder.add_row(
            "volunteering",
            f"volunteer {number}",
            key=unpaid.key,
            organization=unpaid.organization,
            title=unpaid.position,
            description=_paragraphs(unpaid.summary, *unpaid.highlights),
            **_dates(unpaid),
        )
    for number, project in enumerate(resume.projects, start=1):
        builder.add_row(
            "project",
            f"project {number}",
            key=project.key,
            name=project.name,
            title=", ".join(role for role in project.roles if as_typed(role)),
            url=project.url,
            description=_paragraphs(project.description, project.summary, *project.highlights),
            **_dates(project),
        )
    for number, study in enumerate(resume.education, start=1):
        # A profile has no fields for these, so they go into the description.
        score = f"Score: {study.score}" if study.score else ""
        named = [course for course in study.courses if as_typed(course)]
        courses = f"Courses: {'; '.join(named)}" if named else ""
        builder.add_row(
            "education",
            f"education {number}",
            key=study.key,
            institution=study.institution,
            degree=study.studyType,
            field_of_study=study.area,
            description=_paragraphs(study.summary, *study.highlights, score, courses),
            **_dates(study),
        )


def _add_accomplishments(builder: ProfileBuilder, resume: Resume) -> None:
    for number, publication in enumerate(resume.publications, start=1):
        builder.add_row(
            "publication",
            f"publication {number}",
            key=publication.key,
            name=publication.name,
            issuer=publication.publisher,
            date=publication.releaseDate,
            url=publication.url,
            description=publication.summary,
        )
    for number, award in enumerate(resume.awards, start=1):
        builder.add_row(
            "award",
            f"award {number}",
            key=award.key,
            name=award.title,
            issuer=award.awarder,
            date=award.date,
            url=award.url,
            description=award.summary,
        )
    for number, certificate in enumerate(resume.certificates, start=1):
        builder.add_row(
            "certificate",
            f"certificate {number}",
            key=certificate.key,
            name=certificate.name,
            issuer=certificate.issuer,
            date=certificate.date,
            url=certificate.url,
            description=certificate.summary,
        )
    for number, language in enumerate(resume.languages, start=1):
        builder.add_row(
            "language",
            f"language {number}",
            key=language.key,
            name=language.language,
            issuer=language.fluency,
            date=language.date,
            url=language.url,
            description=language.summary,
        )


def _dates(entry: Dated) -> dict[str, str]:
    return {
        "location": entry.location,
        "start_date": entry.startDate,
        "end_date": entry.endDate,
    }


def _note_unused(builder: ProfileBuilder, resume: Resume, data: dict[str, Any]) -> None:
    """Note everything in the file that a profile has no field for."""
    basics = resume.basics or Basics()
    _note(builder, "basics.{}", basics)
    _note(builder, "location: {}", basics.location or Location())
    parts: tuple[tuple[str, Sequence[ResumePart]], ...] = (
        ("work {}", resume.work),
        ("volunteer {}", resume.volunteer),
        ("project {}", resume.projects),
        ("education {}", resume.education),
        ("publication {}", resume.publications),
        ("award {}", resume.awards),
        ("certificate {}", resume.certificates),
        ("language {}", resume.languages),
        ("skills {}", resume.skills),
        # Network and user name add nothing to the address of a link.
        ("profiles {}", [link for link in basics.profiles if not link.url]),
    )
    for label, listed in parts:
        for number, part in enumerate(listed, start=1):
            _note(builder, label.format(number) + ": {}", part)
    for section in UNSUPPORTED_SECTIONS:
        if holds_something(data.get(section)):
            builder.note(f"{section}: profiles don't have this section")


def _note(builder: ProfileBuilder, label: str, part: ResumePart) -> None:
    if keys := part.unused_keys():
        builder.note(f"{label.format(', '.join(keys))}: profiles don't have this field")


def _paragraphs(*texts: str) -> str:
    return "\n".join(text for text in map(storable, texts) if text)
