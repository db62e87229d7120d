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
    stored = session.get(KEY)
    if not stored or dt.datetime.fromisoformat(stored["until"]) < timezone.now():
        return []
    ids: list[int] = stored["ids"]
    return ids


def remember_new(session: SessionBase, ids: Iterable[int]) -> None:
    """Add to the visit's new matches, and extend the visit."""
    earlier = new_in_this_visit(session)
    # A list, as sessions are stored as JSON.
    all_ids = sorted({*earlier, *ids})
    if all_ids:
        session[KEY] = {"until": (timezone.now() + VISIT).isoformat(), "ids": all_ids}
