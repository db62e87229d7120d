"""Opportunities from a file: JSON, JSON lines or CSV, with the field names of `Opportunity`."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from matching.models import Opportunity
from talentnet.files import UnreadableFile, parse_json, read_text
from talentnet.profiles.models import ExperienceLevel, RoleType
from talentnet.text import one_line, storable

CHUNK = 1000
MAX_SKILLS = 60
REMOTE_WORDS = {"true", "yes", "y", "1", "full", "remote", "fully remote"}

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_check_url = URLValidator(schemes=["http", "https"])


def _or(default: str) -> BeforeValidator:
    """One of a few words, in any case; nothing said is the default."""
    return BeforeValidator(lambda value: str(value or default).strip().casefold() or default)


def _none_is_empty(value: object) -> object:
    return "" if value is None else value


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _remote(value: object) -> object:
    if isinstance(value, str):
        return value.strip().casefold() in REMOTE_WORDS
    return False if value is None else value


def _known_role(value: object) -> object:
    """A kind of work we have no word for is work all the same: other."""
    role = str(value or "").strip().casefold()
    return role if not role or role in RoleType.values else RoleType.OTHER.value


def _skills(value: object) -> object:
    """A list of texts, a list of objects with a name, or text with commas or semicolons."""
    if isinstance(value, str):
        value = value.replace(";", ",").split(",")
    if not isinstance(value, list):
        return value or []
    names = [item.get("name") if isinstance(item, dict) else item for item in value]
    texts = [one_line(str(name)) for name in names if name is not None]
    return [text for text in texts if text][:MAX_SKILLS]


def _web_address(value: str) -> str:
    if value:
        try:
            _check_url(value)
        except DjangoValidationError as error:
            raise ValueError("not a web address") from error
    return value


def _in_utc(value: dt.datetime | None) -> dt.datetime | None:
    if value is None:
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("not a date that a calendar has") from error


def _end_of_day(value: object) -> object:
    """A deadline that names a day alone lasts through it, in UTC."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return f"{value.strip()}T23:59:59Z"
    return value


type Line = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(one_line)]
type Text = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(storable)]
type Moment = Annotated[
    dt.datetime | None, BeforeValidator(_empty_is_none), AfterValidator(_in_utc)
]


class OpportunityRow(BaseModel):
    """One row of a file; a key that is not known here is left aside."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    source: Annotated[Line, Field(min_length=1, max_length=100)]
    source_id: Annotated[Line, Field(min_length=1, max_length=200)]
    kind: Annotated[Literal["job", "event"], _or("job")] = "job"
    event_type: Annotated[
        Literal["", *Opportunity.EventType.values], _or("")  # type: ignore[valid-type]  # built from the choices
    ] = ""
    title: Annotated[Line, Field(min_length=1, max_length=500)]
    organization: Annotated[Line, Field(min_length=1, max_length=300)]
    location: Annotated[Line, Field(max_length=1000)] = ""
    is_remote: Annotated[bool, BeforeValidator(_remote)] = False
    role_type: Annotated[str, BeforeValidator(_known_role)] = ""
    experience_level: Annotated[
        Literal["", *ExperienceLevel.values], _or("")  # type: ignore[valid-type]  # built from the choices
    ] = ""
    description: Text = ""
    requirements: Text = ""
    skills: Annotated[list[Line], BeforeValidator(_skills)] = []
    salary_range: Annotated[Line, Field(max_length=200)] = ""
    deadline: Annotated[Moment, BeforeValidator(_end_of_day)] = None
    posted_at: Moment = None
    starts_at: Moment = None
    ends_at: Moment = None
    url: Annotated[Line, Field(max_length=2000), AfterValidator(_web_address)] = ""
    status: Annotated[Literal["active", "archived"], _or("active")] = "active"
    last_verified_at: Moment = None


# Written at every import, whatever the row gives.
REWRITTEN = {"last_verified_at", "updated_at"}
FIELDS = tuple(OpportunityRow.model_fields)


@dataclass
class ImportReport:
    imported: int = 0
    """Rows that went in."""
    problems: list[str] = field(default_factory=list)
    """A sentence for each row that was left out, naming its place in the file."""


def import_opportunities(
    path: Path, *, source: str = "", renamed: Mapping[str, str] | None = None
) -> ImportReport:
    """Import a file; a row known by source and source id is written again in place.

    `source` is for rows that do not name theirs; `renamed` says which of the file's keys holds
    one of our fields. Raises UnreadableFile when the file as a whole cannot be used.
    """
    report = ImportReport()
    rows = _valid_rows(_rows_of(path), source, renamed or {}, report)
    for chunk in batched(rows, CHUNK):
        report.imported += _store(chunk)
    return report


def _rows_of(path: Path) -> Iterator[tuple[str, Any]]:
    """Each row with its place in the file; a row that cannot be read comes as an exception."""
    text = read_text(path)
    if path.suffix.lower() == ".csv":
        yield from _csv_rows(text)
    elif text.lstrip().startswith("["):
        for number, row in enumerate(parse_json(text, str(path)), start=1):
            yield f"item {number}", row
    else:
        yield from _json_lines(text)


def _csv_rows(text: str) -> Iterator[tuple[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        for row in reader:
            yield f"line {reader.line_num}", row
    except csv.Error as error:
        raise UnreadableFile(
            f"The CSV cannot be read near line {reader.line_num}: {error}."
        ) from error


def _json_lines(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", parse_json(line, "the row")
            except UnreadableFile as error:
                yield f"line {number}", error


def _valid_rows(
    rows: Iterable[tuple[str, Any]], source: str, renamed: Mapping[str, str], report: ImportReport
) -> Iterator[OpportunityRow]:
    for place, row in rows:
        try:
            if isinstance(row, UnreadableFile):
                raise row
            if not isinstance(row, dict):
                raise ValueError("the row is not an object")
            yield OpportunityRow.model_validate(_with_our_names(row, source, renamed))
        except ValidationError as error:
            report.problems.append(f"{place}: {_sentence(error)}")
        except ValueError as error:
            report.problems.append(f"{place}: {error}")


def _with_our_names(row: dict[str, Any], source: str, renamed: Mapping[str, str]) -> dict[str, Any]:
    ours = {key: value for key, value in row.items() if key in FIELDS}
    ours |= {name: row[theirs] for name, theirs in renamed.items() if theirs in row}
    if source and not ours.get("source"):
        ours["source"] = source
    return ours


def _sentence(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, item['loc']))}: {_what(item)}"
        for item in error.errors(include_input=False, include_url=False)
    )


def _what(item: ErrorDetails) -> str:
    if item["type"] == "too_short":
        return "is empty"
    if item["type"] == "too_long":
        return f"longer than {item['ctx']['max_length']} characters"
    return item["msg"].removeprefix("Value error, ")


@transaction.atomic
def _store(rows: Iterable[OpportunityRow]) -> int:
    """Write a chunk in place; of rows with one and the same id the last one counts.

    Rows are written together with those that give the same fields, so that a known opportunity
    keeps what its row does not speak of.
    """
    by_id = {(row.source, row.source_id): row for row in rows}
    alike: dict[frozenset[str], list[OpportunityRow]] = {}
    for row in by_id.values():
        alike.setdefault(frozenset(row.model_fields_set), []).append(row)
    now = timezone.now()
    for given, group in alike.items():
        Opportunity.objects.bulk_create(
            [_opportunity(row, now) for row in group],
            update_conflicts=True,
            unique_fields=["source", "source_id"],
            update_fields=sorted((given | REWRITTEN) - {"source", "source_id"}),
        )
    return len(by_id)


def _opportunity(row: OpportunityRow, now: dt.datetime) -> Opportunity:
    # A moment that the row does not name is the import's own.
    return Opportunity(
        **row.model_dump(exclude={"last_verified_at"}),
        last_verified_at=row.last_verified_at or now,
        updated_at=now,
    )
