"""Recognize the same opportunity at two sources.

Opportunities of one organization in one place share an indexed key, and only those with the same
key are compared. Titles must be nearly equal and at one level. Two of one source never join.

A listing leaves and becomes an opportunity of its own once its source changes the title or place.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.opportunities.normalizing.kinds import TITLE_LEVELS
from talentnet.opportunities.normalizing.places import places_of

COMPARED = ("kind", "title", "place_country", "deadline", "starts_at", "duplicate_key")
NEAR_EQUAL = 90
"""Least similarity of two titles, in percent (rapidfuzz, words in any order)."""
NEAR_WORD = 85
"""Least similarity of two words of titles, in percent."""
COHORT = dt.timedelta(days=14)
"""Deadlines or starts further apart belong to different rounds of a program."""

LEGAL_FORMS = frozenset(
    form
    for line in (
        "inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh mbh ag kg se",
        "sa sas sarl srl spa bv nv ab as asa oy aps pty pte pvt kk cic cio ev ngo",
    )
    for form in line.split()
)
SENIOR = {"sr": "senior", "jr": "junior", "&": "and"}
# Words that never tell two titles apart.
FILLERS = {"the", "of", "and", "a", "an", "for", "in", "at", "to", "remote", "fully", "hybrid"}

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_LETTERS = re.compile(r"[^\W_]+")
_LEVEL = re.compile("|".join(rf"\b(?:{words})(?!\w)" for words in TITLE_LEVELS.values()), re.I)
_NUMERAL = re.compile(r"[ivx]{1,4}|(?<!\w)[^\W\d]*+\d\w*")


@dataclass(frozen=True)
class DuplicateProbe:
    """The fields of a new row that are compared with stored opportunities."""

    source_id: str
    key: str
    kind: str
    title: str
    country: str
    deadline: dt.datetime | None
    starts_at: dt.datetime | None


@lru_cache(maxsize=4096)
def duplicate_key(organization: str, location: str, is_remote: bool) -> str:
    """Key shared by opportunities of one organization in one place; '' if either is unknown."""
    place, name = _place_key(location, is_remote), _organization_key(organization)
    if not place or not name:
        return ""
    return hashlib.sha256(f"{name}|{place}".encode()).hexdigest()


def find_duplicates(source: str, probes: Iterable[DuplicateProbe]) -> dict[str, int]:
    """Ids of the stored opportunities that rows duplicate, by the rows' source id."""
    by_key: dict[str, list[Opportunity]] = {}
    rows = [row for row in probes if row.key]
    for candidate in _candidates(source, {row.key for row in rows}):
        by_key.setdefault(candidate.duplicate_key, []).append(candidate)
    duplicates: dict[str, int] = {}
    for row in rows:
        candidates = by_key.get(row.key, [])
        same = [candidate for candidate in candidates if is_same(row, candidate)]
        if same:
            best = max(same, key=lambda candidate: _likeness(row.title, candidate.title))
            duplicates[row.source_id] = best.pk
            candidates.remove(best)  # a second row like this one is another opening
    return duplicates


def _candidates(source: str, keys: set[str]) -> Iterable[Opportunity]:
    """Opportunities that this source doesn't list and staff didn't archive."""
    own = Listing.objects.filter(opportunity=OuterRef("pk"), source=source)
    return (
        Opportunity.objects.filter(
            Q(status=Opportunity.Status.ACTIVE) | Q(archived_for=Opportunity.ArchivedFor.MISSING),
            duplicate_key__in=keys,
        )
        .exclude(source=source)
        .filter(~Exists(own))
        .only(*COMPARED)
        .order_by("pk")
    )


def is_same(row: DuplicateProbe, other: Opportunity) -> bool:
    """True if a row and an opportunity with the same key are the same."""
    return (
        row.kind == other.kind
        and _near_in_time(row.deadline, other.deadline)
        and _near_in_time(row.starts_at, other.starts_at)
        and _is_alike(row, other)
    )


def has_diverged(row: DuplicateProbe, other: Opportunity) -> bool:
    """True if a row no longer describes the opportunity it was joined to.

    Dates don't count: one of two sources learns of a new deadline later.
    """
    keys = {row.key, other.duplicate_key} - {""}
    return len(keys) > 1 or not _is_alike(row, other)


def _is_alike(row: DuplicateProbe, other: Opportunity) -> bool:
    is_abroad = row.country and other.place_country and row.country != other.place_country
    return not is_abroad and is_same_title(row.title, other.title)


def is_same_title(title: str, other: str) -> bool:
    """True if titles are nearly equal, with the same level and numbers ("Engineer I" is not "II").

    Each word needs a similar one in the other title: "Evaluations Engineer" equals "Evaluation
    Engineer", but "Backend Engineer" doesn't equal "Frontend Engineer".
    """
    words, others = _words(title), _words(other)
    if words == others:
        return True
    if _levels(words) != _levels(others) or _numerals(words) != _numerals(others):
        return False
    extra, missing = set(words) - set(others), set(others) - set(words)
    unmatched = (extra, missing), (missing, extra)
    return _likeness(title, other) >= NEAR_EQUAL and all(
        any(_near_words(word, match) for match in matches)
        for unpaired, matches in unmatched
        for word in unpaired
    )


def _near_words(word: str, other: str) -> bool:
    # Short words differ too much by a single letter.
    return min(len(word), len(other)) > 3 and fuzz.ratio(word, other) >= NEAR_WORD


def _likeness(title: str, other: str) -> float:
    return float(fuzz.token_sort_ratio(" ".join(_words(title)), " ".join(_words(other))))


def _words(title: str) -> list[str]:
    words = [SENIOR.get(word, word) for word in _WORD.findall(_folded(title))]
    return sorted(word for word in words if word not in FILLERS)


def _levels(words: list[str]) -> set[str]:
    return {word for word in words if _LEVEL.fullmatch(word) or word in ("staff", "graduate")}


def _numerals(words: list[str]) -> list[str]:
    return [word for word in words if _NUMERAL.fullmatch(word)]


def _near_in_time(moment: dt.datetime | None, other: dt.datetime | None) -> bool:
    return moment is None or other is None or abs(moment - other) <= COHORT


def _organization_key(name: str) -> str:
    """Organization's name without legal form, case and punctuation."""
    words = _LETTERS.findall(_folded(name).replace(".", "").replace("&", " and "))
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _place_key(location: str, is_remote: bool) -> str:
    if is_remote:
        return "remote"
    places = places_of(location)
    if places and all(place.city for place in places):
        return "+".join(sorted(_folded(place.city) for place in places))
    return " ".join(_WORD.findall(_folded(location)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
