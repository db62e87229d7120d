"""Keep the "new" badge for 30 minutes after a match was first shown."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

KEY = "new_matches"
VISIT = dt.timedelta(minutes=30)
"""A visit ends when the page was not opened for so long."""


def new_in_this_visit(session: SessionBase) -> list[int]:
    """Ids of the matches that were new when they were first opened in this visit."""
    kept = session.get(KEY)
    if not kept or dt.datetime.fromisoformat(kept["until"]) < timezone.now():
        return []
    ids: list[int] = kept["ids"]
    return ids


def remember_new(session: SessionBase, ids: Iterable[int]) -> None:
    """Keep these, and those before them, as new until the visit ends, which is put off."""
    known = new_in_this_visit(session)
    kept = sorted({*known, *ids})
    if kept:
        session[KEY] = {"until": (timezone.now() + VISIT).isoformat(), "ids": kept}
