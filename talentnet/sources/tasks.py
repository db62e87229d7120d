"""Background tasks: a periodic sweep, and the sync of one source."""

import logging

from talentnet.queue import enqueue
from talentnet.sources.models import SYNC_SECONDS, OpportunitySource
from talentnet.sources.upkeep import archive_past_deadlines, end_lost_syncs

log = logging.getLogger(__name__)

# A path instead of the function, as tasks are enqueued by name.
SYNC = "talentnet.sources.tasks.sync_source"


def sweep_sources() -> None:
    """End lost syncs, archive expired opportunities and enqueue the sources that are due."""
    ended, archived = end_lost_syncs(), archive_past_deadlines()
    if ended or archived:
        log.info("Sources: %s lost syncs ended, %s opportunities archived", ended, archived)
    for source_id in OpportunitySource.objects.due().values_list("pk", flat=True):
        enqueue(SYNC, source_id, timeout=SYNC_SECONDS)


def sync_source(source_id: int, only_if_due: bool = True) -> None:
    """Sync a source, unless another process does; the outcome is recorded in the database."""
    from talentnet.sources.syncing import claim_source, sync  # slow to load; only workers need it

    claimed = claim_source(source_id, only_if_due=only_if_due)
    if claimed is None:
        log.info("Source %s is not due, or is being synced", source_id)
        return
    done = sync(claimed)
    log.info("Sync %s of source %s: %s", done.pk, source_id, done.outcome)
