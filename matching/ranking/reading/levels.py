"""Determine seniority, from 0 (entry) to 3 (lead), by titles, years and texts."""

import re
from collections.abc import Iterable

from django.utils import timezone

from talentnet.profiles.models import ExperienceLevel
from talentnet.stems import words_of

LEVELS: dict[str, int] = {level: number for number, level in enumerate(ExperienceLevel.values)}

# If a title names several levels, the lowest counts: "Lead / Senior Engineer".
_TITLE_WORDS: dict[int, frozenset[str]] = {
    0: frozenset(
        {"intern", "internship", "apprentice", "apprenticeship", "trainee", "junior", "graduate"}
        | {"entry"}
    ),
    2: frozenset({"senior", "staff", "sr", "founding"}),
    3: frozenset({"head", "director", "chief", "vp", "president", "lead", "principal"}),
}
_BEGINNERS = frozenset({"intern", "apprentice", "trainee", "junior"})
_NOT_A_CHIEF = ("chief of staff", "to the chief", "to the head", "to the director")
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
# "5+ years", "three or more years", "3–5 yrs", but not "16 years old".
_YEARS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s{{0,3}}(?:\+|or more|to \w+|[–-]\s{{0,3}}\w+)?\s{{0,3}}"
    rf"(?:years|yrs)\b(?!\s(?:old|of age))",
    re.IGNORECASE,
)
# Cap for dates like 1900 that are typing errors.
_LONGEST_CAREER = 45


def level_of_title(title: str) -> int | None:
    # A chief of staff is senior; an assistant to a director has no level by title.
    if any(phrase in title.casefold() for phrase in _NOT_A_CHIEF):
        return 2 if "chief of staff" in title.casefold() else None
    words = set(words_of(title))
    return next((level for level, level_words in _TITLE_WORDS.items() if words & level_words), None)


def is_beginner(title: str) -> bool:
    return bool(set(words_of(title)) & _BEGINNERS)


def years_asked(text: str) -> int | None:
    """Highest number of years of experience in a text; None if it has none."""
    numbers = [
        _NUMBERS.get(years.casefold()) or int(years)
        for years in _YEARS.findall(text)
        if years.casefold() in _NUMBERS or years.isdecimal()
    ]
    return max(numbers, default=None)


def level_of_posting(stated: str, title: str, requirements: str) -> int | None:
    """Level of a posting: as stated, else by its title, else by the years it asks for."""
    if stated in LEVELS:
        return LEVELS[stated]
    titled = level_of_title(title)
    if titled is not None:
        return titled
    years = years_asked(requirements)
    return None if years is None else 0 if years < 2 else 1 if years < 5 else 2


def years_of(periods: Iterable[tuple[str, str]]) -> float:
    """Years that periods cover; overlaps count once.

    A date is YYYY, YYYY-MM or YYYY-MM-DD. A period without an end is ongoing.
    """
    now = timezone.now()
    today = now.year + (now.month - 1) / 12
    spans = []
    for start, end in periods:
        begun, over = _year(start), _year(end)
        if begun is not None:
            # A year alone stands for its middle; a month includes all of it.
            until = today if over is None else over + (1 / 12 if "-" in end else 0.5)
            spans.append((begun, max(begun, until)))
    total, covered = 0.0, 0.0
    # Sweep over sorted periods, so that overlaps count once.
    for begun, over in sorted(spans):
        total += max(0.0, over - max(begun, covered))
        covered = max(covered, over)
    return min(total, _LONGEST_CAREER)


def _year(date: str) -> float | None:
    year, _, rest = date.partition("-")
    if not (year.isdecimal() and len(year) == 4):
        return None
    month = rest[:2]
    return int(year) + ((int(month) - 1) / 12 if month.isdecimal() else 0)
