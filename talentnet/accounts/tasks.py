"""What django-q runs for accounts."""

import logging
from typing import Any

from django_q.models import Schedule

from talentnet.accounts import exporting
from talentnet.accounts.models import DataExport
from talentnet.accounts.retention import enforce_all
from talentnet.runs import RunLost

log = logging.getLogger(__name__)

RETENTION = "talentnet.accounts.tasks.enforce_retention"
SWEEP = "talentnet.accounts.tasks.sweep"
FORMER = ("talentnet.accounts.tasks.clear_sessions",)
"""Schedules of earlier versions, whose work retention does now."""


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
    """End what is past its limits; enqueue again what was lost."""
    ended = DataExport.objects.end_overdue()
    enqueued = DataExport.objects.enqueue_lost()
    if ended or enqueued:
        log.warning("Exports: %s ended past their limits, %s enqueued again", ended, enqueued)


def schedule(**_: Any) -> None:
    """Make sure that each is scheduled, once."""
    Schedule.objects.filter(name__in=FORMER).delete()
    Schedule.objects.get_or_create(
        name=RETENTION, defaults={"func": RETENTION, "schedule_type": Schedule.DAILY}
    )
    Schedule.objects.get_or_create(
        name=SWEEP, defaults={"func": SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )
