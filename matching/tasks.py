"""What django-q runs for matching."""

import logging

from django_q.tasks import async_task

from matching.compute import compute_matches
from matching.models import MatchRefresh, OpportunitySource
from matching.source_models import SYNC_SECONDS
from matching.sources.upkeep import archive_past_deadlines, end_lost_syncs
from talentnet.runs import RunLost

log = logging.getLogger(__name__)

SYNC = "matching.tasks.sync_source"


def refresh(refresh_id: int) -> None:
    """Take a queued refresh and do it. Every failure is kept on the row, and a task's time-out,
    which is a SystemExit, goes on its way after that."""
    claimed = claim(refresh_id)
    if claimed is None:
        log.info("Refresh %s is not queued any more", refresh_id)
        return
    run(claimed)


def claim(refresh_id: int) -> MatchRefresh | None:
    """Take a queued refresh for this process, with its profile."""
    return MatchRefresh.objects.select_related("profile").claim(refresh_id)


def run(claimed: MatchRefresh) -> None:
    """Compute a claimed refresh; failures are logged and recorded, not raised."""
    try:
        compute_matches(claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        log.exception("Refresh %s of profile %s failed", claimed.pk, claimed.profile_id)
        claimed.record_failure(error)
        if not isinstance(error, Exception):
            raise


def sweep() -> None:
    MatchRefresh.objects.sweep()


def sweep_sources() -> None:
    """Enqueue the sources that are due; end what was lost; archive what is past its deadline."""
    ended, archived = end_lost_syncs(), archive_past_deadlines()
    if ended or archived:
        log.info("Sources: %s lost syncs ended, %s opportunities archived", ended, archived)
    for source_id in OpportunitySource.objects.due().values_list("pk", flat=True):
        async_task(SYNC, source_id, timeout=SYNC_SECONDS)


def sync_source(source_id: int, only_if_due: bool = True) -> None:
    """Sync a source, unless another process does. How it went is kept on its rows."""
    from matching.sources.syncing import claim, sync  # slow to load, and for workers alone

    claimed = claim(source_id, only_if_due=only_if_due)
    if claimed is None:
        log.info("Source %s is not due, or is being synced", source_id)
        return
    done = sync(claimed)
    log.info("Sync %s of source %s: %s", done.pk, source_id, done.outcome)
