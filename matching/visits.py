"""Keep the "new" badge for 30 minutes after a match was first shown."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

KEY = "new_matches"
VISIT = dt.timedelta(minutes=30)
"""Time without a page view after which a visit ends."""


def new_in_this_visit(session: SessionBase) -> list[int]:
    """Ids of matches that were new when first shown in this visit."""
    kept = session.get(KEY)
    if not kept or dt.datetime.fromisoformat(kept["until"]) < timezone.now():
        return []
    ids: list[int] = kept["ids"]
    return ids


def remember_new(session: SessionBase, ids: Iterable[int]) -> None:
    """Add to the visit's new matches, and extend the visit."""
    known = new_in_this_visit(session)
    kept = sorted({*known, *ids})
    if kept:
        session[KEY] = {"until": (timezone.now() + VISIT).isoformat(), "ids": kept}
