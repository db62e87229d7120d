"""Of everything the hard filters leave, what is nearest to a candidate by its words."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import StringAgg, Value
from numpy.typing import NDArray

from matching.models import Opportunity, OpportunityQuerySet
from matching.ranking.digests import LENGTH, NOWHERE, Digests, as_text, digests_of
from matching.ranking.store import Store, Texts
from matching.ranking.texts import Text, question_of
from matching.reading.candidate import Candidate

READ_AT_ONCE = 500


@dataclass(frozen=True)
class Nearest:
    considered: int
    """How many opportunities the hard filters left."""
    text_scores: dict[str, float]
    """By digest of the text, the nearest first; the highest is 1 unless nothing is in common."""


def nearest(candidate: Candidate, left: OpportunityQuerySet, *, limit: int) -> Nearest:
    """The nearest texts of what is `left` by the hard filters."""
    digests = _digests_of(left)
    if not len(digests):
        return Nearest(0, {})
    texts, rows = texts_with(digests)
    question = question_of(candidate.words, texts.vocabulary, texts.found_in, len(texts))
    scores = texts.product(question)[rows]
    best = _highest(scores, limit)
    highest = float(scores[best[0]]) or 1.0
    return Nearest(len(digests), {as_text(digests[at]): float(scores[at]) / highest for at in best})


def _digests_of(left: OpportunityQuerySet) -> Digests:
    """Sent as one string: twenty thousand rows take several times as long to fetch."""
    joined = left.order_by().aggregate(all=StringAgg("text_digest", Value(",")))["all"]
    return digests_of(joined) if joined else np.empty((0, LENGTH), np.uint8)


def _highest(scores: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
    """Places of the highest scores, the highest first; of equals those that come first."""
    if len(scores) > limit:
        enough = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    else:
        enough = np.arange(len(scores))
    highest: NDArray[np.int64] = enough[np.argsort(-scores[enough], kind="stable")[:limit]]
    return highest


def texts_with(digests: Digests) -> tuple[Texts, NDArray[np.int64]]:
    """The stored texts and these texts' rows, after those of open opportunities that were missing
    have been added. The row is NOWHERE of what has been changed or closed at this very moment."""
    store = Store(settings.RANKING_INDEX_DIR / _database_name())
    texts = store.current()
    rows = texts.lookup.rows_of(digests)
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
    """Each database has an index of its own."""
    known = connection.settings_dict
    place = "|".join(str(known.get(key, "")) for key in ("ENGINE", "NAME", "HOST", "PORT"))
    return hashlib.sha256(place.encode()).hexdigest()[:16]
