"""Parse moments with their time zone; "anywhere on Earth" is UTC-12."""

import datetime as dt
import re
import zoneinfo

END_OF_DAY = dt.time(23, 59, 59)
ANYWHERE_ON_EARTH = "UTC-12"
# Hours from UTC of unambiguous abbreviations. CST, IST and BST each mean several zones.
ABBREVIATIONS = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "sgt": 8,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "est": -5,
    "edt": -4,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
WHEREVER_SUMMER_IS = {
    "pt": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles",
    "et": "America/New_York",
    "eastern time": "America/New_York",
    "london time": "Europe/London",
}
_ANYWHERE = re.compile(r"\(?\b(?:anywhere on earth|aoe)\b\)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+−-]) ?(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_WITH_ZONE = re.compile(
    r"(?P<when>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?)"
    r"\s+\(?(?P<zone>[A-Za-z].*?)\)?"
)


def zone_of(name: str) -> tuple[dt.tzinfo, str]:
    """Parse a time zone into its tzinfo and canonical name. Raises ValueError."""
    text = " ".join(name.split())
    if _ANYWHERE.fullmatch(text):
        return dt.timezone(dt.timedelta(hours=-12)), ANYWHERE_ON_EARTH
    word = text.casefold()
    if word in ABBREVIATIONS:
        return dt.timezone(dt.timedelta(hours=ABBREVIATIONS[word])), text.upper()
    if found := _OFFSET.fullmatch(text):
        return _fixed(*found.groups())
    try:
        named = WHEREVER_SUMMER_IS.get(word, text)
        return zoneinfo.ZoneInfo(named), named
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"the time zone “{text[:50]}” is not known") from error


def _fixed(sign: str, hours: str, minutes: str | None) -> tuple[dt.tzinfo, str]:
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
    # UTC+14 (Kiribati) is the largest offset in use.
    if offset > dt.timedelta(hours=14):
        raise ValueError("no time zone is so far from UTC")
    name = f"UTC{'+' if sign == '+' else '-'}{int(hours)}{f':{minutes}' if minutes else ''}"
    return dt.timezone(offset if sign == "+" else -offset), name


def moment_of(text: str, zone: str = "") -> tuple[dt.datetime, str]:
    """Parse ISO 8601, optionally followed by a zone, into a moment in UTC and the zone's name.

    A date without a time means the end of that day; the default zone is UTC. Raises ValueError.
    """
    text = text.strip()
    if found := _WITH_ZONE.fullmatch(text):
        text, zone = found["when"], found["zone"]
    tzinfo, name = zone_of(zone) if zone.strip() else (dt.UTC, "")
    when = _read(text)
    if when.tzinfo is not None:
        name = name if zone.strip() else _name_of_offset(when)
    return _in_utc(when if when.tzinfo else when.replace(tzinfo=tzinfo)), name


def _read(text: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), END_OF_DAY)
    except ValueError:
        return dt.datetime.fromisoformat(text)


def _name_of_offset(when: dt.datetime) -> str:
    name = str(when.tzname() or "")
    return "" if name == "UTC" else name


def _in_utc(when: dt.datetime) -> dt.datetime:
    try:
        return when.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("not a date that a calendar has") from error
