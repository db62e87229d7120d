"""A piece of background work whose row is the truth and whose queued task is only a hint.

The row is made first, then a task that carries its id. A worker claims the row by a conditional
update; whoever changes no row stops. A row whose task was lost is enqueued again by a sweep, and
one whose worker died is ended when its deadline has passed.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from talentnet.queue import enqueue
from talentnet.text import storable

log = logging.getLogger(__name__)

QUEUE_LIMIT = dt.timedelta(days=1)
"""Longest wait in the queue before a row is failed."""
FIRST_ENQUEUE_INTERVAL = dt.timedelta(minutes=2)
LONGEST_ENQUEUE_INTERVAL = dt.timedelta(hours=1)
ERROR_LENGTH = 4000
STORING_SECONDS = 20
"""Seconds between a task's time-out and its row's deadline."""


class RunLost(Exception):
    """This process has lost its claim: the row was ended, claimed again or erased. The work stops,
    and nobody is told."""


class ExpectedFailure(Exception):
    """The work failed for a reason outside our code, so its log entry needs no traceback."""


class RunQuerySet[R: "Run"](models.QuerySet[R]):
    def live(self) -> Self:
        """Waiting in line or running, and still within the limits at this moment."""
        now = timezone.now()
        return self.filter(
            Q(status=Run.QUEUED, created_at__gt=now - QUEUE_LIMIT)
            | Q(status=Run.RUNNING, deadline__gt=now)
        )

    def overdue(self) -> Self:
        """Past the limits, though the row does not say so yet."""
        now = timezone.now()
        return self.filter(
            Q(status=Run.QUEUED, created_at__lte=now - QUEUE_LIMIT)
            | Q(status=Run.RUNNING, deadline__lte=now)
        )

    def end_overdue(self) -> int:
        """Fail what is past its limits; the number of rows ended."""
        return self.overdue().update(
            status=Run.FAILED,
            error="It was not finished within its limits; its worker may have been stopped.",
            finished_at=timezone.now(),
        )

    def enqueue_lost(self) -> int:
        """Enqueue again what has waited longer than usual; the number of rows enqueued."""
        now = timezone.now()
        lost = [run for run in self.filter(status=Run.QUEUED) if run.is_lost(now)]
        for run in lost:
            run.enqueue()
        return len(lost)

    def sweep(self) -> None:
        """End what is past its limits; enqueue again what was lost."""
        ended, enqueued = self.end_overdue(), self.enqueue_lost()
        if ended or enqueued:
            what = self.model._meta.verbose_name_plural
            log.warning("%s: %s ended past their limits, %s enqueued again", what, ended, enqueued)

    def stop(self, why: str) -> int:
        """End what waits or runs, at once: whoever works on it finds that it has lost its claim."""
        live = self.filter(status__in=[Run.QUEUED, Run.RUNNING])
        return live.update(
            status=Run.FAILED, error=why, claim_token=None, finished_at=timezone.now()
        )

    def claim(self, pk: int) -> R | None:
        """Take a queued row for this process; None when it is not there to be taken."""
        queued = self.model._default_manager.filter(pk=pk, status=Run.QUEUED)
        fields = claim_fields(self.model.deadline_seconds())
        if not queued.update(attempts=F("attempts") + 1, **fields):
            return None
        return self.get(pk=pk)


def claim_fields(seconds: int) -> dict[str, Any]:
    """Columns that a claim by this process writes."""
    now = timezone.now()
    return {
        "status": Run.RUNNING,
        "claim_token": uuid.uuid4(),
        "started_at": now,
        "deadline": now + dt.timedelta(seconds=seconds),
    }


class Run(models.Model):
    QUEUED, RUNNING, FAILED = "queued", "running", "failed"
    TASK: ClassVar[str]
    """Dotted path of the task that takes this row's id."""

    status = models.CharField(max_length=20, default=QUEUED)
    claim_token = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    deadline = models.DateTimeField(
        null=True, blank=True, help_text="When a running one is given up: the lease of its claim."
    )
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    enqueue_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def deadline_seconds(cls) -> int:
        """Seconds that a claim lasts; its task is stopped STORING_SECONDS earlier."""
        raise TypeError(f"{cls.__name__} has no deadline of its own.")

    @property
    def is_live(self) -> bool:
        """True if this row is in `RunQuerySet.live`."""
        now = timezone.now()
        if self.status == self.QUEUED:
            return self.created_at > now - QUEUE_LIMIT
        return self.status == self.RUNNING and self.deadline is not None and self.deadline > now

    @property
    def age(self) -> dt.timedelta:
        return timezone.now() - self.created_at

    def is_lost(self, now: dt.datetime) -> bool:
        """Queued for longer than the interval, which doubles with each time it was enqueued."""
        doublings = min(max(self.enqueue_count - 1, 0), 10)
        interval = min(FIRST_ENQUEUE_INTERVAL * (1 << doublings), LONGEST_ENQUEUE_INTERVAL)
        waiting_since: dt.datetime = self.enqueued_at or self.created_at
        return waiting_since <= now - interval

    def enqueue(self) -> None:
        """Put a task for this row on the queue. Raises whatever the broker raises."""
        type(self)._default_manager.filter(pk=self.pk).update(
            enqueued_at=timezone.now(), enqueue_count=F("enqueue_count") + 1
        )
        enqueue(self.TASK, self.pk, timeout=self.deadline_seconds() - STORING_SECONDS)

    def enqueue_on_commit(self) -> None:
        """Enqueue when the open transaction commits. A broker that is down is logged and costs
        nothing but time: the row stays queued and the sweep finds it."""
        transaction.on_commit(self.enqueue, robust=True)

    @property
    def log_name(self) -> str:
        """Name in logs, with the ids that staff look up: Generation 5 of profile 7."""
        return f"{type(self).__name__} {self.pk}"

    def failure_fields(self, error: BaseException) -> dict[str, Any]:
        """Further columns to store when the work failed with this error."""
        return {}

    def record_failure(self, error: BaseException, **known: Any) -> bool:
        """Set this claim's row to failed, with why and what else is known; False when it is no
        longer this claim's."""
        described = storable(f"{type(error).__name__}: {error}")[:ERROR_LENGTH]
        mine = type(self)._default_manager.filter(
            pk=self.pk, status=self.RUNNING, claim_token=self.claim_token
        )
        return bool(
            mine.update(status=self.FAILED, error=described, finished_at=timezone.now(), **known)
        )


def run_queued[R: Run](rows: RunQuerySet[R], pk: int, work: Callable[[R], None]) -> None:
    """Claim a queued row for this process and do its work; log when it cannot be claimed."""
    claimed = rows.claim(pk)
    if claimed is None:
        log.info("%s %s is no longer queued", rows.model.__name__, pk)
        return
    run_claimed(claimed, work)


def run_claimed[R: Run](claimed: R, work: Callable[[R], None]) -> None:
    """Do a claimed row's work; a failure is logged and stored on the row, not raised.

    A task's time-out is a SystemExit. It is stored too, then raised again so that the worker ends.
    """
    try:
        work(claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        is_fault = not isinstance(error, ExpectedFailure)
        log.error("%s failed: %s", claimed.log_name, error, exc_info=is_fault)
        claimed.record_failure(error, **claimed.failure_fields(error))
        if not isinstance(error, Exception):
            raise
