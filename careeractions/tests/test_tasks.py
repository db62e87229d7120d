import datetime as dt
import logging
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from careeractions import tasks
from careeractions.compute import GenerationFailed
from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory

pytestmark = pytest.mark.django_db


def test_redelivered_task_runs_generation_once() -> None:
    generation = ActionGenerationFactory.create()
    tasks.generate(generation.pk)
    first = set(CareerAction.objects.values_list("pk", flat=True))
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert (generation.status, generation.attempts) == ("succeeded", 1)
    assert set(CareerAction.objects.values_list("pk", flat=True)) == first
    assert len(first) >= 3


def test_task_for_deleted_generation_does_nothing() -> None:
    tasks.generate(12345)
    assert not CareerAction.objects.exists()


@pytest.mark.parametrize("error", [RuntimeError("bug"), SystemExit("time is up")])
def test_failure_is_recorded_and_old_cards_stay(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(tasks, "compute_actions_for_profile", fail)
    card = CareerActionFactory.create()
    generation = ActionGenerationFactory.create(profile=card.profile)
    # The worker's time-out is a SystemExit, which must propagate.
    if isinstance(error, Exception):
        tasks.generate(generation.pk)
    else:
        with pytest.raises(SystemExit):
            tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert generation.status == "failed"
    assert generation.error == f"{type(error).__name__}: {error}"
    assert generation.finished_at is not None
    assert f"Generation {generation.pk} of profile {card.profile_id} failed" in caplog.text
    assert CareerAction.objects.get() == card


def test_ended_claim_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_after_the_sweep(_: Any, generation: ActionGeneration) -> None:
        ActionGeneration.objects.filter(pk=generation.pk).update(status="failed", error="swept")
        raise RuntimeError("too late")

    monkeypatch.setattr(tasks, "compute_actions_for_profile", fail_after_the_sweep)
    generation = ActionGenerationFactory.create()
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert generation.error == "swept"


def test_sweep_ends_overdue_and_requeues_lost_generations() -> None:
    now = timezone.now()
    overdue = ActionGenerationFactory.create(
        status="running", deadline=now - dt.timedelta(seconds=1)
    )
    running = ActionGenerationFactory.create(
        status="running", deadline=now + dt.timedelta(minutes=1)
    )
    lost = ActionGenerationFactory.create(created_at=now - dt.timedelta(minutes=5))
    fresh = ActionGenerationFactory.create()
    tasks.sweep()
    states = dict(ActionGeneration.objects.values_list("pk", "status"))
    assert states == {
        overdue.pk: "failed",
        running.pk: "running",
        lost.pk: "queued",
        fresh.pk: "queued",
    }
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(lost.pk,)]


def test_migrate_schedules_sweep() -> None:
    assert Schedule.objects.filter(func="careeractions.tasks.sweep").count() == 1


def test_task_timeout_is_shorter_than_lease(settings: Any) -> None:
    settings.GENERATION_DEADLINE_SECONDS = 100
    ActionGenerationFactory.create().enqueue()
    assert OrmQ.objects.get().task["timeout"] == 80


def test_sweep_is_scheduled() -> None:
    schedule = Schedule.objects.get(func="careeractions.tasks.sweep")
    assert (schedule.schedule_type, schedule.minutes) == ("I", 1)


def test_success_is_logged_with_ids_and_count(caplog: pytest.LogCaptureFixture) -> None:
    generation = ActionGenerationFactory.create()
    with caplog.at_level(logging.INFO, logger="careeractions"):
        tasks.generate(generation.pk)
    count = CareerAction.objects.count()
    name = f"Generation {generation.pk} of profile {generation.profile_id}"
    assert f"{name} succeeded with {count} career actions" in caplog.messages


@pytest.mark.parametrize(("error", "traced"), [(GenerationFailed, False), (RuntimeError, True)])
def test_traceback_is_logged_for_our_faults_only(
    error: type[Exception],
    traced: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any) -> None:
        raise error("why")

    monkeypatch.setattr(tasks, "compute_actions_for_profile", fail)
    tasks.generate(ActionGenerationFactory.create().pk)
    assert "failed: why" in caplog.text
    assert ("Traceback" in caplog.text) is traced
