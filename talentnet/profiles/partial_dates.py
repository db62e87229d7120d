"""Dates with optional month and day: 2021, 2021-09 or 2021-09-30."""

import datetime as dt
import re

from django.core.exceptions import ValidationError

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
# Catches typing mistakes such as 0201 or 20211.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


def validate_partial_date(value: str) -> None:
    """Accept 2021, 2021-09 and 2021-09-30. Raises ValidationError."""
    match = PARTIAL_DATE.fullmatch(value)
    if match:
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            if EARLIEST_YEAR <= dt.date(year, month, day).year <= LATEST_YEAR:
                return
        except ValueError:
            pass
    raise ValidationError("Enter a date as 2021, 2021-09 or 2021-09-30.")


def is_partial_date(value: str) -> bool:
    try:
        validate_partial_date(value)
    except ValidationError:
        return False
    return True


def ends_before(start: str, end: str) -> bool:
    """True if the end precedes the start, compared at the precision that both dates share."""
    # "2021" and "2021-06" are compared by their year.
    both = min(len(start), len(end))
    return bool(both) and end[:both] < start[:both]


def period(start: str, end: str) -> str:
    """Format a period: `2019 – 2021-06`, `since 2019`, `until 2021` or ''."""
    if start and end:
        return f"{start} – {end}"
    if start:
        return f"since {start}"
    return f"until {end}" if end else ""
