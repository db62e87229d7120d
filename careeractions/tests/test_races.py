"""Races of a click with a generation: the click wins, or the candidate is notified."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from careeractions import tasks, transitions
from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from talentnet.verbs import Verb

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time: no race"
    ),
]
WAIT_SECONDS = 10


def in_another_connection(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def is_blocked() -> bool:
    """True if some connection waits for a lock."""
    with connection.cursor() as cursor:
        # A transaction caches these statistics on first access.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def wait_until_blocked() -> None:
    for _ in range(WAIT_SECONDS * 100):
        if is_blocked():
            return
        threading.Event().wait(0.01)
    raise AssertionError("Nobody waited for a lock.")


def test_click_before_generation_preserves_card() -> None:
    card = CareerActionFactory.create()
    generation = ActionGenerationFactory.create(profile=card.profile)
    with transaction.atomic():
        assert transitions.change_action(card.profile, card.pk, Verb.SAVE)
        regenerating = in_another_connection(lambda: tasks.generate(generation.pk))
        wait_until_blocked()
    regenerating.join(WAIT_SECONDS)
    generation.refresh_from_db()
    assert generation.status == "succeeded"
    assert CareerAction.objects.get(pk=card.pk).status == "saved"
    assert CareerAction.objects.filter(generation=generation).count() >= 3


def test_click_after_generation_gets_conflict_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    card = CareerActionFactory.create()
    generation = ActionGenerationFactory.create(profile=card.profile)
    deleted, go_on = threading.Event(), threading.Event()
    bulk_create = type(CareerAction.objects.all()).bulk_create

    def pause_before_storing(*arguments: Any, **options: Any) -> Any:
        deleted.set()
        go_on.wait(WAIT_SECONDS)
        return bulk_create(*arguments, **options)

    monkeypatch.setattr(type(CareerAction.objects.all()), "bulk_create", pause_before_storing)
    outcome: list[bool] = []
    regenerating = in_another_connection(lambda: tasks.generate(generation.pk))
    assert deleted.wait(WAIT_SECONDS)
    clicking = in_another_connection(
        lambda: outcome.append(transitions.change_action(card.profile, card.pk, Verb.SAVE))
    )
    wait_until_blocked()
    go_on.set()
    regenerating.join(WAIT_SECONDS)
    clicking.join(WAIT_SECONDS)
    assert outcome == [False]
    assert not CareerAction.objects.filter(pk=card.pk).exists()
    assert ActionGeneration.objects.get().status == "succeeded"


def test_concurrent_generations_serialize_and_newer_wins() -> None:
    older = ActionGenerationFactory.create(status="failed")
    profile = older.profile
    ActionGeneration.objects.filter(pk=older.pk).update(status="queued")
    slow = ActionGeneration.objects.claim(older.pk)
    newer = ActionGeneration.objects.claim(ActionGenerationFactory.create(profile=profile).pk)
    assert slow is not None
    assert newer is not None
    threads = [in_another_connection(lambda g=g: tasks.run(g)) for g in (newer, slow)]  # type: ignore[misc]  # a default of a lambda
    for thread in threads:
        thread.join(WAIT_SECONDS)
    older.refresh_from_db()
    assert ActionGeneration.objects.get(pk=newer.pk).status == "succeeded"
    assert {card.generation_id for card in CareerAction.objects.all()} == {newer.pk}
    assert older.status in ("superseded", "succeeded")
