import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from conftest import Settle
from matching.tests.factories import MatchRefreshFactory
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
Trigger = ActionGeneration.Trigger


def test_database_allows_one_queued_generation_per_profile() -> None:
    first = ActionGenerationFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionGenerationFactory.create(profile=first.profile)
    ActionGenerationFactory.create(profile=first.profile, status="running")
    ActionGenerationFactory.create()


def test_database_allows_one_generation_per_refresh() -> None:
    refresh = MatchRefreshFactory.create(status="completed")
    ActionGeneration.objects.all().delete()
    ActionGenerationFactory.create(match_refresh=refresh, status="succeeded")
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionGenerationFactory.create(match_refresh=refresh, status="failed")


def test_new_generation_supersedes_queued_one() -> None:
    profile = ProfileFactory.create()
    first = ActionGeneration.objects.queue(profile, Trigger.STAFF)
    second = ActionGeneration.objects.queue(profile, Trigger.COMMAND)
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "queued")
    assert second.pk > first.pk


def test_task_of_superseded_generation_does_nothing(settle: Settle) -> None:
    profile = ProfileFactory.create()
    with settle():
        first = ActionGeneration.objects.queue(profile, Trigger.STAFF)
        second = ActionGeneration.objects.queue(profile, Trigger.STAFF)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts) == ("superseded", 0)
    assert second.status == "succeeded"
    assert {card.generation_id for card in CareerAction.objects.all()} == {second.pk}


def test_same_refresh_is_queued_once() -> None:
    refresh = MatchRefreshFactory.create()
    first = ActionGeneration.objects.queue(refresh.profile, Trigger.MATCH_REFRESH, refresh)
    again = ActionGeneration.objects.queue(refresh.profile, Trigger.MATCH_REFRESH, refresh)
    assert again == first


def test_profile_with_cards_is_protected_from_cascade() -> None:
    action = CareerActionFactory.create(status="saved")
    with pytest.raises(ProtectedError):
        action.profile.user.delete()
    assert CareerAction.objects.get() == action


def test_cards_outlive_their_generation() -> None:
    generation = ActionGenerationFactory.create(status="succeeded")
    action = CareerActionFactory.create(profile=generation.profile, generation=generation)
    generation.delete()
    action.refresh_from_db()
    assert action.generation is None
    assert str(action) == action.title


def test_status_label_names_day_if_recorded() -> None:
    day = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    card = CareerAction(status="in_progress", started_at=day)
    assert card.status_label == "In progress since May 1"
    card.status, card.completed_at = "done", day
    assert card.status_label == "Done May 1, 2026"
    assert CareerAction(status="done").status_label == "Done"
    assert CareerAction(status="saved", started_at=day).status_label == "Saved"
