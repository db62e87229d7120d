"""Of everything the hard filters leave, what is nearest to a candidate by its words."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched

import numpy as np
from django.conf import settings
from django.db import connection

from matching.models import Opportunity
from matching.ranking.store import Store, Texts
from matching.ranking.texts import Text, question_of
from matching.reading.candidate import Candidate

READ_AT_ONCE = 500


@dataclass(frozen=True)
class Nearest:
    considered: int
    text_scores: dict[int, float]
    """By id, the nearest first; the highest is 1 unless nothing is in common."""


def nearest(candidate: Candidate, *, limit: int) -> Nearest:
    left = Opportunity.objects.for_matching(candidate.profile)
    ids_and_digests = list(left.order_by().values_list("id", "text_digest"))
    if not ids_and_digests:
        return Nearest(0, {})
    ids, digests = zip(*ids_and_digests, strict=True)
    texts = _texts_with(digests)
    row_of = texts.row_of
    rows = np.fromiter((row_of.get(digest, -1) for digest in digests), np.int64, len(digests))
    question = question_of(candidate.words, texts.vocabulary, texts.found_in, len(texts))
    scores = texts.product(question)[rows]
    best = np.lexsort((np.array(ids), -scores))[:limit]
    highest = float(scores[best[0]]) or 1.0
    return Nearest(len(ids), {ids[at]: float(scores[at]) / highest for at in best})


def _texts_with(digests: Iterable[str]) -> Texts:
    """The stored texts, after those of open opportunities that were missing have been added."""
    store = Store(settings.RANKING_INDEX_DIR / _database_name())
    texts = store.current()
    if all(digest in texts.row_of for digest in digests):
        return texts
    return store.add(_open_digests, _read)


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
