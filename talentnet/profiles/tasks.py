"""What django-q runs for imports."""

import logging
from typing import Any

from django_q.models import Schedule

from talentnet.profiles.importing.working import ImportFailed, work_on
from talentnet.profiles.models import ProfileImport
from talentnet.runs import RunLost

log = logging.getLogger(__name__)

SWEEP = "talentnet.profiles.tasks.sweep"


def work_on_import(import_id: int) -> None:
    """Take a queued import and read its document, or have fields proposed from its text. Every
    failure is kept on the row; a task's time-out, a SystemExit, goes on its way after that."""
    claimed = ProfileImport.objects.select_related("profile__user").claim(import_id)
    if claimed is None:
        log.info("Import %s is not queued any more", import_id)
        return
    try:
        work_on(claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        # What is wrong with a file or an answer needs no traceback; a fault of ours does.
        sentence = error.sentence if isinstance(error, ImportFailed) else ""
        level = logging.WARNING if sentence else logging.ERROR
        log.log(level, "Import %s failed: %s", claimed.pk, error, exc_info=not sentence)
        claimed.record_failure(error, refusal=sentence)
        if not isinstance(error, Exception):
            raise
    finally:
        ProfileImport.objects.filter(pk=claimed.pk).forget_files()


def sweep() -> None:
    """End what is past its limits; enqueue again what was lost; delete files nobody reads."""
    ended = ProfileImport.objects.end_overdue()
    enqueued = ProfileImport.objects.enqueue_lost()
    ProfileImport.objects.all().forget_files()
    if ended or enqueued:
        log.warning("Imports: %s ended past their limits, %s enqueued again", ended, enqueued)


def schedule_sweep(**_: Any) -> None:
    """Make sure that the sweep is scheduled, once, every minute."""
    Schedule.objects.get_or_create(
        name=SWEEP, defaults={"func": SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )
