import logging
from typing import Any

import pytest
from django_q.models import OrmQ

from careeractions.models import ActionGeneration
from conftest import Settle
from matching.models import MatchRefresh
from matching.tests.factories import MatchRefreshFactory
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def complete(refresh: MatchRefresh) -> None:
    refresh.status = MatchRefresh.Status.COMPLETED
    refresh.save()


def test_completed_refresh_saved_twice_queues_one_generation(
    settle: Settle,
) -> None:
    refresh = MatchRefreshFactory.create(status="running")
    with settle():
        complete(refresh)
        complete(refresh)
    with settle():
        complete(refresh)
    generation = ActionGeneration.objects.get()
    assert (generation.match_refresh, generation.trigger) == (refresh, "match_refresh")
    assert (generation.status, generation.attempts) == ("succeeded", 1)


@pytest.mark.parametrize("status", ["queued", "running", "failed"])
def test_unfinished_refresh_queues_nothing(status: str) -> None:
    refresh = MatchRefreshFactory.create(status=status)
    refresh.save()
    assert not ActionGeneration.objects.exists()


def test_task_is_enqueued_only_on_commit(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        MatchRefreshFactory.create(status="completed")
    assert not OrmQ.objects.exists()
    for callback in callbacks:
        callback()
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == (
        "careeractions.tasks.generate",
        (ActionGeneration.objects.get().pk,),
    )


def test_new_refresh_supersedes_queued_generation() -> None:
    refresh = MatchRefreshFactory.create(status="running")
    waiting = ActionGeneration.objects.queue(refresh.profile, ActionGeneration.Trigger.STAFF)
    complete(refresh)
    waiting.refresh_from_db()
    assert waiting.status == "superseded"
    assert ActionGeneration.objects.get(status="queued").match_refresh == refresh


def test_broker_outage_leaves_refresh_and_row_intact(
    settle: Settle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("talentnet.queue.async_task", down)
    refresh = MatchRefreshFactory.create(status="running")
    with settle():
        complete(refresh)
    refresh.refresh_from_db()
    assert refresh.status == "completed"
    assert ActionGeneration.objects.get().status == "queued"
    assert "no broker" in caplog.text


def test_queueing_fault_is_logged_and_spares_refresh(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        # A failed statement inside the savepoint, like a real fault.
        MatchRefresh.objects.create(profile_id=0, status=None)  # type: ignore[misc]  # on purpose

    monkeypatch.setattr(type(ActionGeneration.objects.all()), "queue", broken)
    refresh = MatchRefreshFactory.create(status="running")
    with caplog.at_level(logging.ERROR):
        complete(refresh)
    refresh.refresh_from_db()
    assert refresh.status == "completed"
    assert f"Refresh {refresh.pk} completed, but no generation could be queued" in caplog.text


def test_loading_fixture_of_refresh_queues_nothing() -> None:
    refresh = MatchRefreshFactory.build(status="completed", profile=ProfileFactory.create())
    refresh.save_base(raw=True)  # as `loaddata` saves
    assert not ActionGeneration.objects.exists()
