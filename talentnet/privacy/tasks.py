"""What django-q runs for accounts."""

import logging

from talentnet.privacy import exporting
from talentnet.privacy.models import DataExport
from talentnet.privacy.retention import enforce_all
from talentnet.runs import RunLost

log = logging.getLogger(__name__)


def enforce_retention() -> None:
    """Do away with what is kept for long enough."""
    enforce_all()


def make_export(export_id: int) -> None:
    """Take a queued export and write it. Every failure is kept on the row, and a task's time-out,
    which is a SystemExit, goes on its way after that."""
    claimed = DataExport.objects.select_related("user").claim(export_id)
    if claimed is None:
        log.info("Export %s is not queued any more", export_id)
        return
    try:
        exporting.make(claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        log.exception("Export %s of account %s failed", claimed.pk, claimed.user_id)
        claimed.record_failure(error)
        if not isinstance(error, Exception):
            raise


def sweep() -> None:
    DataExport.objects.sweep()
