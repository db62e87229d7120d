"""What django-q runs for matching."""

import logging

from matching.compute import compute_matches
from matching.models import MatchRefresh
from talentnet.runs import RunLost

log = logging.getLogger(__name__)


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
