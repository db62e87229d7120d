"""The same opportunity at two sources: how it is found, and what it takes to be the same.

Opportunities of one organization in one place share a key, which is indexed; only those that share
it are compared. Their titles have to be near-equal, at one level, and of one source no two join.
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
COHORT = dt.timedelta(days=14)
"""Deadlines and beginnings further apart are of two rounds of one program."""

LEGAL_FORMS = frozenset(
    form
    for line in (
        "inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh mbh ag kg se",
        "sa sas sarl srl spa bv nv ab as asa oy aps pty pte pvt kk cic cio ev ngo",
    )
    for form in line.split()
)
SENIOR = {"sr": "senior", "jr": "junior", "&": "and"}
# Of a title they say nothing that would part two opportunities.
FILLERS = {"the", "of", "and", "a", "an", "for", "in", "at", "to", "remote", "fully", "hybrid"}

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_LETTERS = re.compile(r"[^\W_]+")
_LEVEL = re.compile("|".join(rf"\b(?:{words})(?!\w)" for words in TITLE_LEVELS.values()), re.I)
_NUMERAL = re.compile(r"[ivx]{1,4}|\d+|\w*\d\w*")


@dataclass(frozen=True)
class DuplicateProbe:
    """A row that is new at its source, as it is compared."""

    source_id: str
    key: str
    kind: str
    title: str
    country: str
    deadline: dt.datetime | None
    starts_at: dt.datetime | None


@lru_cache(maxsize=4096)
def duplicate_key(organization: str, location: str, is_remote: bool) -> str:
    """Shared by opportunities of one organization in one place; empty where the place is not
    known, and so nothing can be said to be the same."""
    place, name = _place_key(location, is_remote), _organization_key(organization)
    if not place or not name:
        return ""
    return hashlib.sha256(f"{name}|{place}".encode()).hexdigest()


def known_elsewhere(source: str, wanted: Iterable[DuplicateProbe]) -> dict[str, int]:
    """The opportunity that each row is another listing of, by source id, where there is one."""
    by_key: dict[str, list[Opportunity]] = {}
    rows = [row for row in wanted if row.key]
    for candidate in _candidates(source, {row.key for row in rows}):
        by_key.setdefault(candidate.duplicate_key, []).append(candidate)
    found: dict[str, int] = {}
    for row in rows:
        left = by_key.get(row.key, [])
        same = [candidate for candidate in left if is_same(row, candidate)]
        if same:
            best = max(same, key=lambda candidate: _likeness(row.title, candidate.title))
            found[row.source_id] = best.pk
            left.remove(best)  # a second row like this one is another opening
    return found


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
    """True if two opportunities with the same key are one."""
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


def is_same_title(one: str, other: str) -> bool:
    """Near-equal, at the same level and with the same numbers: "Engineer I" is not "Engineer II".

    Every word needs a near-equal one on the other side, so that "Evaluations Engineer" meets
    "Evaluation Engineer" and "Backend Engineer" does not meet "Frontend Engineer".
    """
    words, others = _words(one), _words(other)
    if words == others:
        return True
    if _levels(words) != _levels(others) or _numerals(words) != _numerals(others):
        return False
    mine, theirs = set(words) - set(others), set(others) - set(words)
    alone = (mine, theirs), (theirs, mine)
    return _likeness(one, other) >= NEAR_EQUAL and all(
        any(_near_words(word, match) for match in matches)
        for left, matches in alone
        for word in left
    )


def _near_words(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and fuzz.ratio(one, other) >= NEAR_WORD


def _likeness(one: str, other: str) -> float:
    return float(fuzz.token_sort_ratio(" ".join(_words(one)), " ".join(_words(other))))


def _words(title: str) -> list[str]:
    words = [SENIOR.get(word, word) for word in _WORD.findall(_folded(title))]
    return sorted(word for word in words if word not in FILLERS)


def _levels(words: list[str]) -> set[str]:
    return {word for word in words if _LEVEL.fullmatch(word) or word in ("staff", "graduate")}


def _numerals(words: list[str]) -> list[str]:
    return [word for word in words if _NUMERAL.fullmatch(word)]


def _near_in_time(one: dt.datetime | None, other: dt.datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= COHORT


def _organization_key(name: str) -> str:
    """Organization without legal form, case and punctuation."""
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
