"""JSON Resume (1.0.0, and the older keys `company`, `website`, `gpa`) into a profile.

Everything is placed but interests (a profile holds those of the field alone, which our own export
has under `meta`) and references.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from talentnet.files import UnreadableFile, parse_json
from talentnet.profiles.importing.own_fields import place_own_fields
from talentnet.profiles.importing.placing import Imported, Placing
from talentnet.profiles.importing.resume_schema import (
    Basics,
    Dated,
    Link,
    Location,
    Resume,
    ResumePart,
    holds_something,
)
from talentnet.text import as_typed, storable

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
MAX_PARTS = 100_000
_STRING = re.compile(r'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
NOT_HELD = ("interests", "references")


class NotAResume(ValueError):
    """The message is a sentence that says why."""


def read_resume_text(text: str, name: str) -> Imported:
    """Read a JSON Resume from text. Raises UnreadableFile or NotAResume, each with a sentence."""
    # A part takes far more memory than its text: this bounds what a file can ask for.
    outside = _STRING.sub("", text)
    if sum(outside.count(sign) for sign in ",:[{") > MAX_PARTS:
        raise UnreadableFile(f"{name} has more parts than any résumé.")
    return read_resume(parse_json(text, name))


def read_resume(data: object) -> Imported:
    """Raises NotAResume when the data is not a JSON Resume at all."""
    if not isinstance(data, dict):
        raise NotAResume("A JSON Resume is a JSON object; this is something else.")
    if not any(section in data for section in SECTIONS):
        raise NotAResume(f"It has none of a JSON Resume's sections ({', '.join(SECTIONS)}).")
    try:
        resume = Resume.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotAResume(f"Its {place} is not as a JSON Resume has it: {first['msg']}.") from None
    placing = Placing("JSON Resume")
    _place_basics(placing, resume.basics or Basics())
    placing.texts("skills", [text for s in resume.skills for text in (s.name, *s.keywords)])
    _place_work(placing, resume)
    _place_accomplishments(placing, resume)
    place_own_fields(placing, data.get("meta"))
    _note_what_is_left(placing, resume, data)
    return placing.imported


def _place_basics(placing: Placing, basics: Basics) -> None:
    place = basics.location or Location()
    parts = [as_typed(part) for part in (place.city, place.region, place.countryCode)]
    placing.value("name", basics.name)
    placing.value("headline", basics.label)
    placing.value("summary", basics.summary)
    placing.value("location", ", ".join(part for part in parts if part))
    placing.links([basics.url, *(link.url for link in basics.profiles)])


def _place_work(placing: Placing, resume: Resume) -> None:
    for number, work in enumerate(resume.work, start=1):
        # Who names a position and no organization works for themselves.
        organization = work.name or ("Self-employed" if as_typed(work.position) else "")
        placing.entry(
            "work",
            f"work {number}",
            key=work.key,
            organization=organization,
            title=work.position,
            description=_paragraphs(work.summary, *work.highlights),
            **_dates(work),
        )
    for number, unpaid in enumerate(resume.volunteer, start=1):
        placing.entry(
            "volunteering",
            f"volunteer {number}",
            key=unpaid.key,
            organization=unpaid.organization,
            title=unpaid.position,
            description=_paragraphs(unpaid.summary, *unpaid.highlights),
            **_dates(unpaid),
        )
    for number, project in enumerate(resume.projects, start=1):
        placing.entry(
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
        score = f"Score: {study.score}" if study.score else ""
        named = [course for course in study.courses if as_typed(course)]
        courses = f"Courses: {'; '.join(named)}" if named else ""
        placing.entry(
            "education",
            f"education {number}",
            key=study.key,
            institution=study.institution,
            degree=study.studyType,
            field_of_study=study.area,
            description=_paragraphs(study.summary, *study.highlights, score, courses),
            **_dates(study),
        )


def _place_accomplishments(placing: Placing, resume: Resume) -> None:
    for number, publication in enumerate(resume.publications, start=1):
        placing.entry(
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
        placing.entry(
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
        placing.entry(
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
        placing.entry(
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


def _note_what_is_left(placing: Placing, resume: Resume, data: dict[str, Any]) -> None:
    """Note keys beyond the schema, and parts of the schema that a profile doesn't hold."""
    basics = resume.basics or Basics()
    _note(placing, "basics.{}", basics)
    _note(placing, "location: {}", basics.location or Location())
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
        # The address of a link says what its network and user name do.
        ("profiles {}", [link for link in basics.profiles if not _says_enough(link)]),
    )
    for label, listed in parts:
        for number, part in enumerate(listed, start=1):
            _note(placing, label.format(number) + ": {}", part)
    for section in NOT_HELD:
        if holds_something(data.get(section)):
            placing.note(f"{section}: a profile has no place for this section")


def _says_enough(link: Link) -> bool:
    return bool(link.url)


def _note(placing: Placing, place: str, part: ResumePart) -> None:
    if keys := part.unplaced():
        placing.note(f"{place.format(', '.join(keys))}: a profile has no place for it")


def _paragraphs(*texts: str) -> str:
    return "\n".join(text for text in map(storable, texts) if text)
