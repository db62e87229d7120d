"""Read values of boards in any shape; these functions never raise."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from talentnet.opportunities.normalizing.deadlines import moment_of
from talentnet.opportunities.normalizing.kinds import role_of_category
from talentnet.profiles.models import RoleType
from talentnet.sources.readable import is_html
from talentnet.sources.rows import SourceRow
from talentnet.text import unescaped

# "120,000" or "1,234.50", but not "12,5", which has a decimal comma.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CURRENCY = re.compile("[A-Z]{3}")


def text_of(value: Any) -> str:
    """Text of a string, a number, an object's name or a list's first item; '' otherwise."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("value") or ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def html_of(value: Any) -> str:
    """Text of an HTML field; entities are decoded even if it holds no tag."""
    text = text_of(value)
    return text if is_html(text) else unescaped(text)


def list_of(value: Any) -> list[Any]:
    """Wrap a single value in a list; None and '' give an empty list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def objects_of(value: Any) -> list[dict[str, Any]]:
    return [item for item in list_of(value) if isinstance(item, dict)]


def object_of(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def joined(values: Iterator[str] | list[str], separator: str = "; ") -> str:
    """Join unique, non-empty parts."""
    return separator.join(dict.fromkeys(value for value in values if value))


def amount_of(value: Any) -> int | None:
    """Whole amount of money; thousands may be separated by commas."""
    if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        value = value.replace(",", "")
    try:
        amount = round(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    # The upper bound fits a 32-bit integer column.
    return amount if 0 < amount <= 2_000_000_000 else None


def currency_code(text: str) -> str:
    """The text if it looks like an ISO 4217 code, else nothing."""
    return text if _CURRENCY.fullmatch(text) else ""


def moment_of_milliseconds(value: Any) -> str | None:
    """Milliseconds since 1970 as ISO 8601."""
    try:
        return dt.datetime.fromtimestamp(int(value) / 1000, tz=dt.UTC).isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def set_moment(row: SourceRow, name: str, value: Any, zone: str = "") -> None:
    """Set a moment of the row, and the zone of a deadline.

    An unreadable moment is noted and left out. The source's wording is kept either way.
    """
    text = text_of(value)
    if not text:
        return
    row.raw[name] = f"{text} {zone}".strip()
    try:
        when, zone_name = moment_of(text, zone)
    except ValueError as error:
        row.notes.append(f"{name} left out: {error}")
        return
    row.fields[name] = when.isoformat()
    if name == "deadline":
        row.fields["deadline_zone"] = zone_name


def set_role(row: SourceRow, *categories: Any) -> None:
    """Set the role type of the first known category; otherwise the title decides."""
    names = [text_of(category) for category in categories]
    if any(names):
        row.raw["role_type"] = joined(names)
    roles = (role_of_category(name, RoleType.values) for name in names if name)
    role = next((role for role in roles if role != RoleType.OTHER), "")
    if role:
        row.fields["role_type"] = role


def organization_of_path(address: str) -> str:
    """Board name, taken from the first segment of the path."""
    try:
        parts = [part for part in urlsplit(address).path.split("/") if part]
    except ValueError:
        return ""
    return parts[0] if len(parts) > 1 else ""
