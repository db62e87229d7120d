"""Store new and changed rows, and mark unchanged ones as seen.

An unchanged row costs one update of its listing. Its opportunity is not written, so no
content columns or the full-text index change.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.changes import STORED, Change, ReadRow
from talentnet.sources.duplicates import COMPARED, find_duplicates
from talentnet.sources.upkeep import archive_unlisted

# Bounds the memory and the number of SQL parameters of one statement.
CHUNK = 1000
# Columns that an upsert of a listing overwrites; `first_seen_at` stays.
LISTED = ["opportunity", "url", "raw", "content_hash", "last_seen_at", "missed_syncs"]


@dataclass
class Batch:
    """Rows of a file for one source."""

    rows: dict[str, ReadRow] = field(default_factory=dict)
    """Rows by source id; the last of several duplicates wins."""
    unchanged: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    """Ids of unusable rows, which the source still shows."""

    @property
    def seen(self) -> set[str]:
        return self.rows.keys() | self.unchanged | self.unreadable

    @property
    def imported(self) -> int:
        """Number of imported rows, unchanged ones included."""
        return len(self.rows) + len(self.unchanged)


@dataclass
class Counts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    joined: int = 0
    returned: int = 0

    def add(self, other: "Counts") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@transaction.atomic
def store(source: str, batch: Batch) -> Counts:
    """Store a source's batch, all or nothing."""
    now = timezone.now()
    counts = Counts(unchanged=len(batch.unchanged))
    for rows in batched(batch.rows.values(), CHUNK):
        counts.add(_store_chunk(source, rows, now))
    # Unreadable rows count as seen: a mistake in a row doesn't remove its posting.
    for ids in batched(batch.unchanged | batch.unreadable, CHUNK):
        seen = Listing.objects.filter(source=source, source_id__in=ids)
        seen.update(last_seen_at=now, missed_syncs=0)
    counts.returned += _reopen_seen(source, now)
    return counts


def _reopen_seen(source: str, now: dt.datetime) -> int:
    """Reopen opportunities archived as missing that are seen again; returns their number."""
    reappeared = Opportunity.objects.filter(
        status=Opportunity.Status.ARCHIVED,
        archived_for=Opportunity.ArchivedFor.MISSING,
        pk__in=Listing.objects.filter(source=source, last_seen_at=now).values("opportunity"),
    )
    return reappeared.update(status=Opportunity.Status.ACTIVE, archived_for="", updated_at=now)


def _store_chunk(source: str, rows: Iterable[ReadRow], now: dt.datetime) -> Counts:
    changes = list(_changes(source, list(rows)))
    # Diverged rows are detached first, so that they count as new below.
    abandoned = _detach_diverged(changes)
    new = [change for change in changes if change.is_new]
    elsewhere = find_duplicates(source, [change.probe() for change in new])
    own = [change for change in changes if _is_own(change, elsewhere)]
    written = _write(own, now)
    listings = [
        change.as_listing(_opportunity_of(change, written, elsewhere), now) for change in changes
    ]
    Listing.objects.bulk_create(
        listings,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=LISTED,
    )
    archive_unlisted(abandoned)
    _invalidate_other_listings(source, [change.stored.pk for change in own if change.stored])
    return Counts(
        new=len(new) - len(elsewhere),
        joined=len(elsewhere),
        changed=len(changes) - len(new),
        returned=sum(change.reopens(now) for change in own),
    )


def _changes(source: str, rows: list[ReadRow]) -> Iterator[Change]:
    ids = [read.row.source_id for read in rows]
    listed = Listing.objects.filter(source=source, source_id__in=ids)
    existing = Opportunity.objects.filter(source=source, source_id__in=ids).only(*STORED)
    listings = {listing.source_id: listing for listing in listed}
    stored = {opportunity.source_id: opportunity for opportunity in existing}
    for read in rows:
        source_id = read.row.source_id
        yield Change(read, stored.get(source_id), listings.get(source_id))


def _detach_diverged(changes: list[Change]) -> set[int]:
    """Detach rows that no longer describe the opportunity they were joined to.

    Returns the ids of the opportunities they leave.
    """
    joined = {
        change.listing.opportunity_id: change
        for change in changes
        if change.stored is None and change.listing is not None
    }
    abandoned = set()
    for opportunity in Opportunity.objects.filter(pk__in=joined).only(*COMPARED) if joined else ():
        change = joined[opportunity.pk]
        if change.has_left(opportunity):
            change.listing = None
            abandoned.add(opportunity.pk)
    return abandoned


def _invalidate_other_listings(source: str, opportunity_ids: list[int]) -> None:
    """Make other sources compare a changed opportunity at their next import."""
    if not opportunity_ids:
        return
    others = Listing.objects.filter(opportunity__in=opportunity_ids).exclude(source=source)
    # Rows that a concurrent import has locked are skipped: waiting for it could deadlock.
    free = others.exclude(content_hash="").select_for_update(skip_locked=True)
    if ids := list(free.values_list("pk", flat=True)):
        Listing.objects.filter(pk__in=ids).update(content_hash="")


def _is_own(change: Change, elsewhere: dict[str, int]) -> bool:
    """True if this is the opportunity's first listing, which provides its texts."""
    return change.stored is not None or (change.is_new and change.row.source_id not in elsewhere)


def _opportunity_of(change: Change, written: dict[str, int], elsewhere: dict[str, int]) -> int:
    source_id = change.row.source_id
    if source_id in written:
        return written[source_id]
    return change.listing.opportunity_id if change.listing else elsewhere[source_id]


def _write(changes: list[Change], now: dt.datetime) -> dict[str, int]:
    """Upsert the changes; returns primary keys by source id."""
    # One upsert for each set of columns: bulk_create writes the same columns of every row.
    alike: dict[frozenset[str], list[Opportunity]] = {}
    for change in changes:
        values = change.columns(now)
        alike.setdefault(frozenset(values), []).append(Opportunity(**values))
    written: dict[str, int] = {}
    for columns, opportunities in alike.items():
        for stored in _upsert(opportunities, sorted(columns - {"source", "source_id"})):
            written[stored.source_id] = stored.pk
    return written


def _upsert(opportunities: list[Opportunity], columns: list[str]) -> list[Any]:
    return Opportunity.objects.bulk_create(
        opportunities,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=columns,
    )
