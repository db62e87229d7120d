import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from careeractions.models import ActionGeneration
from matching import tasks
from matching.models import MatchRefresh
from matching.tests.factories import MatchRefreshFactory

pytestmark = pytest.mark.django_db


def test_refresh_runs_once_for_repeated_delivery() -> None:
    refresh = MatchRefreshFactory.create()
    tasks.refresh(refresh.pk)
    tasks.refresh(refresh.pk)
    refresh.refresh_from_db()
    assert (refresh.status, refresh.attempts) == ("completed", 1)
    assert ActionGeneration.objects.count() == 1


@pytest.mark.parametrize("error", [RuntimeError("bug"), SystemExit("time is up")])
def test_internal_error_fails_refresh_and_queues_no_generation(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Any) -> None:
        raise error

    monkeypatch.setattr(tasks, "compute_matches", fail)
    refresh = MatchRefreshFactory.create()
    if isinstance(error, Exception):
        tasks.refresh(refresh.pk)
    else:
        with pytest.raises(SystemExit):
            tasks.refresh(refresh.pk)
    refresh.refresh_from_db()
    assert (refresh.status, refresh.error) == ("failed", f"{type(error).__name__}: {error}")
    assert not ActionGeneration.objects.exists()
    assert f"Refresh {refresh.pk} of profile {refresh.profile_id} failed" in caplog.text


def test_sweep_ends_overdue_and_enqueues_lost_refreshes() -> None:
    now = timezone.now()
    overdue = MatchRefreshFactory.create(status="running", deadline=now - dt.timedelta(seconds=1))
    days_old = MatchRefreshFactory.create(created_at=now - dt.timedelta(days=1, minutes=1))
    lost = MatchRefreshFactory.create(created_at=now - dt.timedelta(minutes=5))
    fresh = MatchRefreshFactory.create()
    tasks.sweep()
    assert dict(MatchRefresh.objects.values_list("pk", "status")) == {
        overdue.pk: "failed",
        days_old.pk: "failed",
        lost.pk: "queued",
        fresh.pk: "queued",
    }
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(lost.pk,)]
    assert not ActionGeneration.objects.exists()


def test_sweep_is_scheduled() -> None:
    schedule = Schedule.objects.get(func="matching.tasks.sweep")
    assert (schedule.schedule_type, schedule.minutes) == ("I", 1)
