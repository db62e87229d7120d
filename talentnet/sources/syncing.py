"""Sync a source: fetch it or read a file, store its rows and record the outcome.

A sync archives nothing if it fails, shows suspiciously few postings or has rows without an id.
Postings missing from several good syncs are archived, and reopened when they are seen again.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from talentnet.files import UnreadableFile
from talentnet.opportunities.models import MISSES_UNTIL_GONE, Listing, Opportunity
from talentnet.sources.document import Document
from talentnet.sources.fetching import Reach, fetch
from talentnet.sources.models import OpportunitySource, SourceSync
from talentnet.sources.parsing import Origin, SourceReading, read
from talentnet.sources.storing import Batch, Counts, store
from talentnet.sources.upkeep import archive_unlisted
from talentnet.text import cut_at_word, storable

log = logging.getLogger(__name__)

# Problems that are stored with a sync, and the characters of each.
SHOWN_PROBLEMS = 50
MAX_SENTENCE = 500


class ClaimLost(Exception):
    """The lease of this sync expired and another process took the source over."""


@dataclass(frozen=True)
class Claimed:
    """A source leased by this process, and the row that records this sync."""

    source: OpportunitySource
    sync: SourceSync


def claim_source(source_id: int, *, only_if_due: bool = False) -> Claimed | None:
    """Lease a source for a sync; None if another process holds it or it isn't due."""
    source = OpportunitySource.objects.claim(source_id, only_if_due=only_if_due)
    if source is None:
        return None
    return Claimed(source, SourceSync.objects.create(source=source))


def sync(claimed: Claimed, *, reach: Reach | None = None) -> SourceSync:
    """Fetch a claimed source and store what it lists."""
    source = claimed.source
    return _run(claimed, lambda: _fetched(source.url, reach), complete=True)


def take_file(claimed: Claimed, document: Callable[[], Document], *, complete: bool) -> SourceSync:
    """Store the rows of a file for a claimed source.

    Postings that the file omits count as missing only if it is complete.
    """
    return _run(claimed, document, complete=complete)


def _fetched(url: str, reach: Reach | None) -> Document:
    if not url:
        raise UnreadableFile("The source has no address; its opportunities come as files.")
    fetched = fetch(url, reach)
    return Document(fetched.text, url, kind=fetched.kind)


def _run(claimed: Claimed, get: Callable[[], Document], *, complete: bool) -> SourceSync:
    """Run a sync and record its outcome, including every failure."""
    try:
        document = get()
        if not document.text.strip():
            raise UnreadableFile("It is empty.")
        document.organization = document.organization or claimed.source.organization
        reading = read(document, _origin(claimed.source))
        _refuse_useless(reading)
        _store(claimed, reading, complete=complete)
    except ClaimLost:
        log.warning("Source %s was taken over by another sync", claimed.source.pk)
    except UnreadableFile as error:
        _record_failure(claimed, str(error), complete=complete)
    except BaseException as error:  # a time-out or shutdown is recorded, then raised again
        log.exception("Sync %s of source %s failed", claimed.sync.pk, claimed.source.pk)
        _record_failure(claimed, f"{type(error).__name__}: {error}", complete=complete)
        if not isinstance(error, Exception):
            raise
    claimed.sync.refresh_from_db()
    return claimed.sync


def _origin(source: OpportunitySource) -> Origin:
    return Origin(source=source.name, is_only_source=True, format=source.format)


def _refuse_useless(reading: SourceReading) -> None:
    # A board without postings is fine; one with only unusable rows has probably changed its format.
    if reading.problems and not any(b.rows or b.unchanged for b in reading.batches.values()):
        raise UnreadableFile(
            f"None of its {len(reading.problems)} rows can be used. The first: "
            f"{reading.problems[0]}"
        )


@transaction.atomic
def _store(claimed: Claimed, reading: SourceReading, *, complete: bool) -> None:
    """Store a sync's rows and outcome, all or nothing."""
    source = _locked(claimed)
    started_at = timezone.now()
    # The origin has only one source, so there is at most one batch.
    batch = reading.batches.get(source.name, Batch())
    counts = store(source.name, batch)
    seen = len(batch.seen)
    suspicious = complete and source.shrank_to(seen)
    # A row without an id may be any of the missing postings, so nothing counts as missing then.
    archived = 0
    if complete and not suspicious and not reading.unknown:
        archived = _mark_missing(source.name, started_at)
    outcome = SourceSync.Outcome.SUSPICIOUS if suspicious else SourceSync.Outcome.GOOD
    error = _suspicion(source, seen) if suspicious else ""
    figures = _figures(reading, counts, seen) | {"archived": archived}
    _finish(claimed, outcome, error, figures, complete=complete)
    if complete and not suspicious:
        OpportunitySource.objects.filter(pk=source.pk).update(
            last_good_at=started_at, last_good_count=seen
        )


def _locked(claimed: Claimed) -> OpportunitySource:
    """Lock the source until the transaction ends. Raises ClaimLost."""
    # The token is checked under the lock: no other process can take over before the commit.
    locked = OpportunitySource.objects.select_for_update().filter(
        pk=claimed.source.pk, claim_token=claimed.source.claim_token
    )
    source = locked.first()
    if source is None:
        raise ClaimLost
    return source


def _mark_missing(source: str, since: dt.datetime) -> int:
    """Count a miss for each unseen listing; archive opportunities that no source lists now."""
    missing = Listing.objects.here().filter(source=source, last_seen_at__lt=since)
    last_time = missing.filter(missed_syncs=MISSES_UNTIL_GONE - 1)
    # Evaluated before the UPDATE, after which these rows no longer match the filter.
    gone = set(last_time.values_list("opportunity_id", flat=True))
    missing.update(missed_syncs=F("missed_syncs") + 1)
    _relink_to_other_listing(source, gone)
    return archive_unlisted(gone)


def _relink_to_other_listing(source: str, gone: set[int]) -> None:
    """Link opportunities that their own source dropped to another source's live posting."""
    others = Listing.objects.here().filter(opportunity__in=gone).exclude(url="")
    # Newest first, so that the oldest listing overwrites the others.
    urls = {listing.opportunity_id: listing.url for listing in others.order_by("-id")}
    own = list(Opportunity.objects.filter(pk__in=urls, source=source).only("pk"))
    now = timezone.now()
    for opportunity in own:
        opportunity.url, opportunity.updated_at = urls[opportunity.pk], now
    Opportunity.objects.bulk_update(own, ["url", "updated_at"], batch_size=500)
    # Without a hash the own listing is read again when it reappears, which restores its link.
    Listing.objects.filter(source=source, opportunity__in=own).update(content_hash="")


def _figures(reading: SourceReading, counts: Counts, seen: int) -> dict[str, Any]:
    problems = [*reading.problems, *reading.notes]
    shown = problems[:SHOWN_PROBLEMS]
    if reading.unknown:
        shown.append(
            f"Rows that do not say which they are: {reading.unknown}. Nothing counts as missing."
        )
    return vars(counts) | {
        "seen": seen,
        "problem_count": len(problems),
        "problems": [cut_at_word(storable(line), MAX_SENTENCE) for line in shown],
    }


def _suspicion(source: OpportunitySource, seen: int) -> str:
    return (
        f"It shows {seen} postings, and {source.last_good_count} at its last good sync. "
        "Nothing was archived; if this is right, accept the smaller number."
    )


def _record_failure(claimed: Claimed, error: str, *, complete: bool) -> None:
    message = cut_at_word(storable(error), 1000)
    with transaction.atomic():
        _finish(claimed, SourceSync.Outcome.FAILED, message, {}, complete=complete)


def _finish(
    claimed: Claimed, outcome: SourceSync.Outcome, error: str, figures: Any, *, complete: bool
) -> None:
    """Record the outcome on the sync, and on the source if this process still holds its lease."""
    SourceSync.objects.filter(pk=claimed.sync.pk).update(
        outcome=outcome, error=error, finished_at=timezone.now(), **figures
    )
    # The token guards the lease of a process that has taken the source over.
    OpportunitySource.objects.filter(
        pk=claimed.source.pk, claim_token=claimed.source.claim_token
    ).update(
        claim_token=None,
        claimed_until=None,
        # A partial file tells nothing about the health of a source that is fetched.
        **({} if claimed.source.url and not complete else _health(outcome, error)),
    )


def _health(outcome: SourceSync.Outcome, error: str) -> dict[str, Any]:
    failed = outcome == SourceSync.Outcome.FAILED
    return {
        "last_outcome": outcome,
        "last_error": error,
        "failures_in_a_row": F("failures_in_a_row") + 1 if failed else 0,
    }
