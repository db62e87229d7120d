"""Background work with its state in a database row; the queued task is only a hint.

The row is created first, then a task that carries its id. A worker claims the row by a conditional
update and stops if that changed nothing. A sweep enqueues a row again if its task was lost, and
fails it at its deadline if its worker died.
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
    """This process has lost its claim: the row was ended, claimed again or erased.

    The work stops, and the user sees no error.
    """


class ExpectedFailure(Exception):
    """The work failed for a reason outside our code, so its log entry needs no traceback."""


class RunQuerySet[R: "Run"](models.QuerySet[R]):
    def live(self) -> Self:
        """Return rows that are queued or running, and within their limits now."""
        now = timezone.now()
        return self.filter(
            Q(status=Run.QUEUED, created_at__gt=now - QUEUE_LIMIT)
            | Q(status=Run.RUNNING, deadline__gt=now)
        )

    def overdue(self) -> Self:
        """Return rows that are past their limits and not yet marked as failed."""
        now = timezone.now()
        return self.filter(
            # Mirrors `live`: every unfinished row is in one of the two.
            Q(status=Run.QUEUED, created_at__lte=now - QUEUE_LIMIT)
            | Q(status=Run.RUNNING, deadline__lte=now)
        )

    def end_overdue(self) -> int:
        """Fail all overdue rows in one UPDATE and return their number."""
        return self.overdue().update(
            status=Run.FAILED,
            error="It was not finished within its limits; its worker may have been stopped.",
            finished_at=timezone.now(),
        )

    def enqueue_lost(self) -> int:
        """Enqueue again rows that have waited too long, and return their number."""
        now = timezone.now()
        # In Python, as the interval depends on each row's count; few rows are ever queued.
        lost = [run for run in self.filter(status=Run.QUEUED) if run.is_lost(now)]
        for run in lost:
            run.enqueue()
        return len(lost)

    def sweep(self) -> None:
        """Fail overdue rows and enqueue lost ones again."""
        # Overdue rows first, so that they aren't enqueued again.
        ended, enqueued = self.end_overdue(), self.enqueue_lost()
        if ended or enqueued:
            what = self.model._meta.verbose_name_plural
            log.warning("%s: %s ended past their limits, %s enqueued again", what, ended, enqueued)

    def stop(self, why: str) -> int:
        """Fail queued and running rows, and return their number.

        A worker on one of them sees at its next check that it has lost its claim.
        """
        unfinished = self.filter(status__in=[Run.QUEUED, Run.RUNNING])
        return unfinished.update(
            # Without its token, the worker's later writes match no row.
            status=Run.FAILED,
            error=why,
            claim_token=None,
            finished_at=timezone.now(),
        )

    def claim(self, pk: int) -> R | None:
        """Claim a queued row for this process; None if it is no longer queued."""
        # One conditional UPDATE, so that of two workers only one gets the row.
        queued = self.model._default_manager.filter(pk=pk, status=Run.QUEUED)
        fields = claim_fields(self.model.deadline_seconds())
        if not queued.update(attempts=F("attempts") + 1, **fields):
            return None
        return self.get(pk=pk)


def claim_fields(seconds: int) -> dict[str, Any]:
    """Columns that a claim writes: a new token, and a lease of this many seconds."""
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
        null=True, blank=True, help_text="End of the lease; a row still running then is failed."
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
        """True if it has waited longer than the interval, which doubles with each attempt."""
        # Ten doublings are far beyond the longest interval; the cap keeps the number small.
        doublings = min(max(self.enqueue_count - 1, 0), 10)
        interval = min(FIRST_ENQUEUE_INTERVAL * (1 << doublings), LONGEST_ENQUEUE_INTERVAL)
        waiting_since: dt.datetime = self.enqueued_at or self.created_at
        return waiting_since <= now - interval

    def enqueue(self) -> None:
        """Put a task for this row on the queue. Raises whatever the broker raises."""
        # Counted before it is queued: if the broker fails, the sweep waits before it tries again.
        type(self)._default_manager.filter(pk=self.pk).update(
            enqueued_at=timezone.now(), enqueue_count=F("enqueue_count") + 1
        )
        enqueue(self.TASK, self.pk, timeout=self.deadline_seconds() - STORING_SECONDS)

    def enqueue_on_commit(self) -> None:
        """Enqueue when the open transaction commits.

        If the broker is down, the error is logged; the row stays queued for the sweep.
        """
        # Before the commit, a fast worker would not see the row.
        transaction.on_commit(self.enqueue, robust=True)

    @property
    def log_name(self) -> str:
        """Name in logs, with the ids that staff look up, such as “Generation 5 of profile 7”."""
        return f"{type(self).__name__} {self.pk}"

    def failure_fields(self, error: BaseException) -> dict[str, Any]:
        """Additional columns to store when the work failed with this error."""
        return {}

    def record_failure(self, error: BaseException, **columns: Any) -> bool:
        """Mark the row as failed, with the error and further columns.

        Returns False if the row no longer belongs to this claim.
        """
        # Error messages can hold NUL characters and quote whole answers.
        described = storable(f"{type(error).__name__}: {error}")[:ERROR_LENGTH]
        claimed = type(self)._default_manager.filter(
            pk=self.pk, status=self.RUNNING, claim_token=self.claim_token
        )
        return bool(
            claimed.update(
                status=self.FAILED, error=described, finished_at=timezone.now(), **columns
            )
        )


def run_queued[R: Run](rows: RunQuerySet[R], pk: int, work: Callable[[R], None]) -> None:
    """Claim a queued row and do its work; only log if it is no longer queued."""
    claimed = rows.claim(pk)
    if claimed is None:
        log.info("%s %s is no longer queued", rows.model.__name__, pk)
        return
    run_claimed(claimed, work)


def run_claimed[R: Run](claimed: R, work: Callable[[R], None]) -> None:
    """Do the work of a claimed row; a failure is logged and stored on the row, not raised.

    A task's time-out is a SystemExit. It is stored too, then raised again so that the worker ends.
    """
    try:
        work(claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        # A traceback only for bugs, so that they stand out in the log.
        is_fault = not isinstance(error, ExpectedFailure)
        log.error("%s failed: %s", claimed.log_name, error, exc_info=is_fault)
        claimed.record_failure(error, **claimed.failure_fields(error))
        if not isinstance(error, Exception):
            raise
