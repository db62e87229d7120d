"""Life of a background run, tested with the refreshes of matching."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from matching.models import MatchRefresh
from matching.tests.factories import MatchRefreshFactory

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def ago(time: dt.timedelta) -> dt.datetime:
    return timezone.now() - time


def in_future(time: dt.timedelta) -> dt.datetime:
    return timezone.now() + time


def queued_tasks() -> list[tuple[str, tuple[Any, ...]]]:
    tasks = [queued.task for queued in OrmQ.objects.order_by("id")]
    return [(task["func"], task["args"]) for task in tasks]


def claim(run_id: int) -> MatchRefresh | None:
    return MatchRefresh.objects.claim(run_id)


@pytest.mark.parametrize(
    ("fields", "is_live", "is_overdue"),
    [
        ({"status": "queued"}, True, False),
        ({"status": "queued", "created_at": DAY - MINUTE}, True, False),
        ({"status": "queued", "created_at": DAY + MINUTE}, False, True),
        ({"status": "running", "deadline": -MINUTE}, True, False),
        ({"status": "running", "deadline": MINUTE}, False, True),
        ({"status": "running", "deadline": -MINUTE, "created_at": 2 * DAY}, True, False),
        ({"status": "completed", "deadline": MINUTE, "created_at": 2 * DAY}, False, False),
        ({"status": "failed", "deadline": MINUTE, "created_at": 2 * DAY}, False, False),
    ],
)
def test_live_and_overdue_rows_are_selected(
    fields: dict[str, Any], is_live: bool, is_overdue: bool
) -> None:
    times = {name: ago(v) if isinstance(v, dt.timedelta) else v for name, v in fields.items()}
    run = MatchRefreshFactory.create(**times)
    assert list(MatchRefresh.objects.live()) == ([run] if is_live else [])
    assert list(MatchRefresh.objects.overdue()) == ([run] if is_overdue else [])
    assert run.is_live is is_live


def test_age_counts_from_creation() -> None:
    run = MatchRefreshFactory.create(created_at=ago(HOUR))
    assert HOUR <= run.age < HOUR + MINUTE


def test_only_overdue_rows_are_ended() -> None:
    waiting = MatchRefreshFactory.create()
    running = MatchRefreshFactory.create(status="running", deadline=in_future(MINUTE))
    dead = MatchRefreshFactory.create(status="running", deadline=ago(MINUTE))
    forgotten = MatchRefreshFactory.create(created_at=ago(DAY + MINUTE))
    assert MatchRefresh.objects.end_overdue() == 2
    assert dict(MatchRefresh.objects.values_list("pk", "status")) == {
        waiting.pk: "queued",
        running.pk: "running",
        dead.pk: "failed",
        forgotten.pk: "failed",
    }
    dead.refresh_from_db()
    assert dead.error == (
        "It was not finished within its limits; its worker may have been stopped."
    )
    assert dead.finished_at is not None
    assert MatchRefresh.objects.end_overdue() == 0


def test_claim_leases_row_for_its_seconds() -> None:
    run = MatchRefreshFactory.create()
    before = timezone.now()
    claimed = claim(run.pk)
    assert claimed is not None
    assert (claimed.pk, claimed.status, claimed.attempts) == (run.pk, "running", 1)
    assert claimed.claim_token is not None
    assert claimed.started_at is not None
    assert before <= claimed.started_at <= timezone.now()
    assert claimed.deadline == claimed.started_at + dt.timedelta(seconds=210)


def test_row_is_claimed_once() -> None:
    run = MatchRefreshFactory.create()
    claimed = claim(run.pk)
    assert claimed is not None
    assert claim(run.pk) is None
    run.refresh_from_db()
    assert (run.claim_token, run.attempts) == (claimed.claim_token, 1)


@pytest.mark.parametrize("status", ["running", "completed", "failed"])
def test_row_that_is_not_queued_cannot_be_claimed(status: str) -> None:
    run = MatchRefreshFactory.create(status=status)
    assert claim(run.pk) is None
    run.refresh_from_db()
    assert (run.status, run.attempts) == (status, 0)


def test_deleted_row_cannot_be_claimed() -> None:
    assert claim(12345) is None


def test_enqueueing_creates_task_and_counts_attempt() -> None:
    run = MatchRefreshFactory.create()
    run.enqueue()
    run.enqueue()
    run.refresh_from_db()
    assert queued_tasks() == [("matching.tasks.refresh", (run.pk,))] * 2
    assert run.enqueue_count == 2
    assert run.enqueued_at is not None
    assert run.enqueued_at >= ago(MINUTE)


def test_enqueueing_waits_for_commit(django_capture_on_commit_callbacks: Any) -> None:
    run = MatchRefreshFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        run.enqueue_on_commit()
        assert queued_tasks() == []
    assert queued_tasks() == [("matching.tasks.refresh", (run.pk,))]


@pytest.mark.parametrize(
    ("enqueued_before", "lost_after"),
    [
        (0, 2 * MINUTE),
        (1, 2 * MINUTE),
        (2, 4 * MINUTE),
        (3, 8 * MINUTE),
        (5, 32 * MINUTE),
        (6, HOUR),
        (60, HOUR),
    ],
)
def test_lost_rows_are_enqueued_at_growing_intervals(
    enqueued_before: int, lost_after: dt.timedelta
) -> None:
    run = MatchRefreshFactory.create(
        created_at=ago(3 * HOUR), enqueue_count=enqueued_before, enqueued_at=ago(lost_after)
    )
    MatchRefreshFactory.create(
        created_at=ago(3 * HOUR),
        enqueue_count=enqueued_before,
        enqueued_at=ago(lost_after - MINUTE / 2),
    )
    assert MatchRefresh.objects.enqueue_lost() == 1
    assert queued_tasks() == [("matching.tasks.refresh", (run.pk,))]
    run.refresh_from_db()
    assert run.enqueue_count == enqueued_before + 1
    assert MatchRefresh.objects.enqueue_lost() == 0


def test_row_that_was_never_enqueued_is_lost_after_two_minutes() -> None:
    MatchRefreshFactory.create(created_at=ago(MINUTE))
    run = MatchRefreshFactory.create(created_at=ago(2 * MINUTE))
    assert MatchRefresh.objects.enqueue_lost() == 1
    assert queued_tasks() == [("matching.tasks.refresh", (run.pk,))]


def test_running_or_ended_row_is_never_enqueued_again() -> None:
    for status in ("running", "completed", "failed"):
        MatchRefreshFactory.create(status=status, created_at=ago(DAY), deadline=ago(HOUR))
    assert MatchRefresh.objects.enqueue_lost() == 0
    assert queued_tasks() == []


def claimed_run() -> MatchRefresh:
    claimed = claim(MatchRefreshFactory.create().pk)
    assert claimed is not None
    return claimed


def test_failure_is_recorded_with_reason() -> None:
    run = claimed_run()
    assert run.record_failure(ValueError("no postings")) is True
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "ValueError: no postings")
    assert run.finished_at is not None


def test_failure_of_another_claim_changes_nothing() -> None:
    run = claimed_run()
    MatchRefresh.objects.filter(pk=run.pk).update(status="queued")
    again = claim(run.pk)
    assert again is not None
    assert run.record_failure(ValueError("too late")) is False
    again.refresh_from_db()
    assert (again.status, again.error, again.attempts) == ("running", "", 2)


def test_failure_after_end_changes_nothing() -> None:
    run = claimed_run()
    MatchRefresh.objects.filter(pk=run.pk).update(status="completed")
    assert run.record_failure(ValueError("too late")) is False
    run.refresh_from_db()
    assert (run.status, run.error) == ("completed", "")


def test_long_failure_reason_is_cut() -> None:
    run = claimed_run()
    assert run.record_failure(ValueError("x" * 10_000)) is True
    run.refresh_from_db()
    assert run.error == f"ValueError: {'x' * 3988}"


@pytest.mark.parametrize("odd", ["\x00", "\ud800"])
def test_failure_with_unstorable_text_is_recorded(odd: str) -> None:
    run = claimed_run()
    assert run.record_failure(ValueError(f"the answer was “{odd}”")) is True
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "ValueError: the answer was “”")
