"""What django-q runs for imports."""

import logging

from talentnet.profiles.importing.working import ImportFailed, work_on
from talentnet.profiles.models import ProfileImport
from talentnet.runs import RunLost

log = logging.getLogger(__name__)


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
    ProfileImport.objects.sweep()
    # Those of the worker that died too, which no task will read any more.
    ProfileImport.objects.forget_files()
