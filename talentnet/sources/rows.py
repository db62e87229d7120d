"""Schema of a source's row in the field names of `Opportunity`, with problem sentences."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import URLValidator
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.normalizing.deadlines import moment_of, zone_of
from talentnet.opportunities.normalizing.kinds import (
    level_of_title,
    level_of_word,
    role_of_category,
)
from talentnet.opportunities.normalizing.remote import is_remote_word
from talentnet.profiles.models import ExperienceLevel, RoleType
from talentnet.sources.readable import readable
from talentnet.text import one_line

# Skills beyond these are dropped.
MAX_SKILLS = 60
# Characters of each raw value that are kept.
MAX_RAW = 1000
NORMALIZING = "1"
"""Version in every row's hash; a new one makes the next import read all rows again."""

# Fields that are translated, so that their original wording is worth keeping.
RAW_FIELDS = (
    "location",
    "is_remote",
    "salary_range",
    "experience_level",
    "role_type",
    "deadline",
    "deadline_zone",
    "starts_at",
    "ends_at",
    "status",
)
# Django's default schemes include ftp.
_check_url = URLValidator(schemes=["http", "https"])


@dataclass
class SourceRow:
    """A reader's row in our field names, or the problem that makes it unusable."""

    place: str
    """Position in the file, for problem reports."""
    fields: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    """The source's own wording of `fields` that were translated."""
    notes: list[str] = field(default_factory=list)
    """Sentences on parts that were left out."""
    problem: str = ""
    is_posting: bool = True
    """False if an unreadable row is known to be no posting."""
    is_whole: bool = False
    """True if the row is complete: fields it omits were withdrawn."""


def _or(default: str) -> BeforeValidator:
    """Ignore case, and replace an empty value by the default."""
    return BeforeValidator(lambda value: str(value or default).strip().casefold() or default)


def _none_is_empty(value: object) -> object:
    return "" if value is None else value


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _remote(value: object) -> object:
    if isinstance(value, str):
        return is_remote_word(value)
    return False if value is None else value


def _known_role(value: object) -> object:
    """Role type of a category; unknown categories are `other`."""
    return role_of_category(str(value or ""), RoleType.values)


def _known_level(value: object) -> object:
    """Level of a word or title; unknown words are empty, and stay in the listing's raw values."""
    word = str(value or "").strip()
    return level_of_word(word, ExperienceLevel.values) or level_of_title(word)


def _salary_text(value: object) -> object:
    """Turn an object with `min`, `max`, `currency` and `period` into text."""
    if not isinstance(value, dict):
        return _none_is_empty(value)
    amounts = [value.get(key) for key in ("min", "max")]
    distinct = dict.fromkeys(str(amount) for amount in amounts if amount)
    unit = f" {value.get('currency') or ''}".rstrip()
    period = f" per {value['period']}" if value.get("period") else ""
    return f"{'-'.join(distinct)}{unit}{period}" if distinct else ""


def _skills(value: object) -> object:
    """Accept a list of texts, a list of objects with a name, or separated text."""
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


def _through_its_day(value: object) -> object:
    """Extend an end date to the end of that day."""
    if isinstance(value, str):
        with suppress(ValueError):
            return moment_of(value)[0]
    return value


def _in_utc(value: dt.datetime | None) -> dt.datetime | None:
    if value is None:
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("not a date that a calendar has") from error


def _known_zone(value: str) -> str:
    return zone_of(value)[1] if value else ""


# Before validators clean up None and numbers, after validators normalize the text.
type Line = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(one_line)]
type Text = Annotated[str, BeforeValidator(_none_is_empty), AfterValidator(readable)]
type Moment = Annotated[
    dt.datetime | None, BeforeValidator(_empty_is_none), AfterValidator(_in_utc)
]
# The bounds apply to the inner int: pydantic raises TypeError when it compares None with one.
type Amount = Annotated[
    Annotated[int, Field(ge=0, le=2_000_000_000)] | None, BeforeValidator(_empty_is_none)
]


class OpportunityRow(BaseModel):
    """One row of a file; unknown keys are ignored."""

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
        Literal["", *ExperienceLevel.values], BeforeValidator(_known_level)  # type: ignore[valid-type]  # built from the choices
    ] = ""
    description: Text = ""
    requirements: Text = ""
    skills: Annotated[list[Line], BeforeValidator(_skills)] = []
    salary_range: Annotated[
        str, BeforeValidator(_salary_text), AfterValidator(one_line), Field(max_length=200)
    ] = ""
    salary_min: Amount = None
    salary_max: Amount = None
    salary_currency: Annotated[Line, Field(pattern="^([A-Z]{3})?$")] = ""
    salary_period: Annotated[
        Literal["", *Opportunity.SalaryPeriod.values], _or("")  # type: ignore[valid-type]  # built from the choices
    ] = ""
    deadline_zone: Annotated[Line, Field(max_length=50), AfterValidator(_known_zone)] = ""
    deadline: Moment = None
    posted_at: Moment = None
    starts_at: Moment = None
    ends_at: Annotated[Moment, BeforeValidator(_through_its_day)] = None
    url: Annotated[Line, Field(max_length=2000), AfterValidator(_web_address)] = ""
    status: Annotated[Literal["active", "archived"], _or("active")] = "active"
    last_verified_at: Moment = None


FIELDS = tuple(OpportunityRow.model_fields)


def with_our_names(
    row: Mapping[str, Any], source: str, renamed: Mapping[str, str]
) -> dict[str, Any]:
    """Row reduced to our fields, after mapping the file's own names."""
    ours = {key: value for key, value in row.items() if key in FIELDS}
    ours |= {name: row[theirs] for name, theirs in renamed.items() if theirs in row}
    if source and not ours.get("source"):
        ours["source"] = source
    return ours


def validated(fields: dict[str, Any]) -> OpportunityRow:
    """Validate a row. Raises ValueError with a sentence for the problem report."""
    try:
        return OpportunityRow.model_validate(_with_moment(fields))
    except ValidationError as error:
        raise ValueError(_sentence(error)) from error


def content_hash(fields: Mapping[str, Any]) -> str:
    """Hash of a row's content, without the time it was last verified."""
    # Sorted keys, so that the order of fields doesn't matter.
    content = {key: value for key, value in fields.items() if key != "last_verified_at"}
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(f"{NORMALIZING}{text}".encode()).hexdigest()


def raw_values(row: SourceRow) -> dict[str, Any]:
    """The source's own wording, stored with its listing."""
    given = {
        name: row.fields[name] for name in RAW_FIELDS if row.fields.get(name) not in (None, "")
    }
    return {name: _storable_value(value) for name, value in (given | row.raw).items()}


def _storable_value(value: Any) -> Any:
    # Larger integers lose digits where JSON numbers are floats.
    if isinstance(value, bool | int):
        return value if isinstance(value, bool) or abs(value) < 2**53 else str(value)
    if isinstance(value, str):
        return one_line(value)[:MAX_RAW]
    return one_line(json.dumps(value, default=str, ensure_ascii=False))[:MAX_RAW]


def _with_moment(fields: dict[str, Any]) -> dict[str, Any]:
    """Copy of the row with its deadline in UTC and the zone; validation refuses unreadable ones."""
    deadline = fields.get("deadline")
    if isinstance(deadline, str) and deadline.strip():
        with suppress(ValueError):
            when, zone = moment_of(deadline, str(fields.get("deadline_zone") or ""))
            return fields | {"deadline": when, "deadline_zone": zone}
    return fields


def _sentence(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, item['loc']))}: {_explanation(item)}"
        for item in error.errors(include_input=False, include_url=False)
    )


def _explanation(item: ErrorDetails) -> str:
    if item["type"] == "too_short":
        return "is empty"
    if item["type"] == "too_long":
        return f"longer than {item['ctx']['max_length']} characters"
    return item["msg"].removeprefix("Value error, ")
