"""Partial dates of entries, such as "2019-06", compared with today."""

from django.utils import timezone

# Whole years after which something is told as past.
YEARS_UNTIL_PAST = 2
# Months for which a position that ended still counts as a workplace.
MONTHS_OF_GRACE = 3


def year_of(date: str) -> int:
    """Year of a partial date; 0 if it holds none."""
    return int(date[:4]) if date[:4].isdigit() and date[:4].isascii() else 0


def months_of(date: str) -> int:
    """Months since the year 0; a date without a month counts as the middle of its year."""
    month = date[5:7]
    is_month = month.isdigit() and month.isascii()
    return year_of(date) * 12 + (int(month) if is_month else 6) if year_of(date) else 0


def months_now() -> int:
    today = timezone.localdate()
    return today.year * 12 + today.month


def ended_long_ago(end_date: str) -> bool:
    return bool(year_of(end_date)) and months_now() - months_of(end_date) > YEARS_UNTIL_PAST * 12


def is_current(end_date: str) -> bool:
    """True for a position without an end, or with one that is at most a few months ago."""
    return not year_of(end_date) or months_now() - months_of(end_date) <= MONTHS_OF_GRACE


def years_between(start_date: str, end_date: str) -> float:
    """Years of a period; 0 without a start."""
    if not year_of(start_date):
        return 0
    end = months_of(end_date) if year_of(end_date) else months_now()
    return max(end - months_of(start_date), 0) / 12
