"""What django-q runs for matching."""

import logging
from typing import Any

from django_q.models import Schedule

from matching.compute import compute_matches
from matching.models import MatchRefresh
from matching.refreshes import RefreshLost

log = logging.getLogger(__name__)

SWEEP = "matching.tasks.sweep"


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
    except RefreshLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        log.exception("Refresh %s of profile %s failed", claimed.pk, claimed.profile_id)
        claimed.record_failure(error)
        if not isinstance(error, Exception):
            raise


def sweep() -> None:
    """End what is past its limits; enqueue again what was lost."""
    ended = MatchRefresh.objects.end_overdue()
    enqueued = MatchRefresh.objects.enqueue_lost()
    if ended or enqueued:
        log.warning("Refreshes: %s ended past their limits, %s enqueued again", ended, enqueued)


def schedule_sweep(**_: Any) -> None:
    """Make sure that the sweep is scheduled, once, every minute."""
    Schedule.objects.get_or_create(
        name=SWEEP, defaults={"func": SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )
