"""Find the eligible opportunities nearest to a candidate by their words."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import StringAgg, Value
from numpy.typing import NDArray

from matching.ranking.digests import LENGTH, NOWHERE, Digests, digests_of
from matching.ranking.points import NEARNESS_ADDS
from matching.ranking.reading.candidate import Candidate
from matching.ranking.sieve import likely_hindrance, likely_relevance
from matching.ranking.store import Store, Texts
from matching.ranking.texts import LEVEL, SUBJECTS, UNKNOWN, Text, query_of
from talentnet.opportunities.models import Opportunity, OpportunityQuerySet

# Texts per query, to bound memory.
READ_AT_ONCE = 500

type Numbers = NDArray[np.int64]


class FirstLook(NamedTuple):
    """Scores of a text that are known before it is read."""

    nearness: float
    """Similarity by words, relative to the nearest text: 1 for that one, 0 without shared words."""
    relevance: float
    """Estimated relevance."""
    level: int | None
    """Level by title or requirements: 0 (entry) to 3 (lead)."""
    subjects: int
    """Number of AI safety subjects in the text."""


@dataclass(frozen=True)
class Nearest:
    considered: int
    """Number of opportunities after the hard filters."""
    looks: dict[str, FirstLook]
    """First looks by text digest, likeliest first."""


def nearest(
    candidate: Candidate, eligible: OpportunityQuerySet, *, pool_size: int, shortlist_size: int
) -> Nearest:
    """Take the nearest eligible texts, then the likeliest of these."""
    digests = _digests_of(eligible)
    if not len(digests):
        return Nearest(0, {})
    texts, eligible_rows = texts_with(digests)
    query = query_of(candidate.words, texts.vocabulary, texts.document_counts, len(texts))
    scores = texts.product(query)
    rows = _unique_rows(eligible_rows, len(texts))
    if not len(rows):
        return Nearest(len(digests), {})  # all changed or closed since the query
    rows = rows[_highest(scores[rows], pool_size)]
    nearness = scores[rows] / (scores[rows].max(initial=0) or 1)
    relevance = likely_relevance(candidate, texts, rows)
    facts = texts.facts[rows]
    likely = (relevance + NEARNESS_ADDS * nearness) * likely_hindrance(candidate, facts)
    best = _highest(likely, shortlist_size)
    looks = {
        texts.digests[rows[at]]: _first_look(float(nearness[at]), float(relevance[at]), facts[at])
        for at in best
    }
    return Nearest(len(digests), looks)


def _first_look(nearness: float, relevance: float, facts: NDArray[np.int8]) -> FirstLook:
    level, subjects = int(facts[LEVEL]), int(facts[SUBJECTS])
    return FirstLook(nearness, relevance, None if level == UNKNOWN else level, subjects)


def _unique_rows(rows: Numbers, total: int) -> Numbers:
    """Unique row numbers in ascending order, without NOWHERE."""
    is_there = np.zeros(total, bool)
    is_there[rows[rows != NOWHERE]] = True
    return np.flatnonzero(is_there)


def _digests_of(eligible: OpportunityQuerySet) -> Digests:
    """Fetch the digests as one string, several times faster than 20,000 rows."""
    # The order is irrelevant, so spare the sort.
    joined = eligible.order_by().aggregate(all=StringAgg("text_digest", Value(",")))["all"]
    return digests_of(joined) if joined else np.empty((0, LENGTH), np.uint8)


def _highest(scores: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
    """Positions of the highest scores in descending order; ties keep their order."""
    # partition() finds the limit in linear time; only the best are sorted.
    if len(scores) > limit:
        enough = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    else:
        enough = np.arange(len(scores))
    highest: NDArray[np.int64] = enough[np.argsort(-scores[enough], kind="stable")[:limit]]
    return highest


def texts_with(digests: Digests) -> tuple[Texts, Numbers]:
    """Index of texts, and the rows of these digests in it.

    Adds missing texts of open opportunities first. The row is NOWHERE if a text was changed or
    closed since its digest was read.
    """
    store = Store(settings.RANKING_INDEX_DIR / _database_name())
    texts = store.current()
    rows = texts.lookup.rows_of(digests)
    # The lock is only taken when a text is missing, so queries don't wait for each other.
    if (rows == NOWHERE).any():
        texts = store.add(_open_digests, _read)
        rows = texts.lookup.rows_of(digests)
    return texts, rows


def _open_digests() -> dict[str, int]:
    return dict(Opportunity.objects.open().order_by("id").values_list("text_digest", "id"))


def _read(ids: list[int]) -> Iterator[Text]:
    columns = ("text_digest", "title", "skills", "requirements", "description")
    for some in batched(ids, READ_AT_ONCE):
        for row in Opportunity.objects.filter(pk__in=some).order_by("id").values_list(*columns):
            yield Text(*row)


def _database_name() -> str:
    """Folder name for the index of this database."""
    database = connection.settings_dict
    identity = "|".join(str(database.get(key, "")) for key in ("ENGINE", "NAME", "HOST", "PORT"))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]
