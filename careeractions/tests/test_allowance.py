"""Refused model calls: the offline rules write instead, and the refusal is recorded."""

from typing import Any

import pytest

from careeractions import tasks
from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory
from devtools.local_server import LocalServer
from matching.tests.factories import MatchRefreshFactory
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def generate(**fields: Any) -> ActionGeneration:
    generation = ActionGenerationFactory.create(
        profile=ProfileFactory.create(consenting=True), **fields
    )
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert generation.status == "succeeded"
    return generation


def assert_written_by_rules(generation: ActionGeneration, *, why: list[str]) -> None:
    cards = CareerAction.objects.filter(generation=generation)
    assert len(cards) >= 3
    assert {card.is_offline for card in cards} == {True}
    assert (generation.validation_issues, generation.llm_call) == (why, None)
    assert not LLMCall.objects.exists()


def test_kill_switch_stops_generation_call(model: LocalServer) -> None:
    ModelSwitch.objects.create(pk=1, calls_are_stopped=True, reason="Odd answers")
    generation = generate()
    assert model.request_count == 0
    assert_written_by_rules(generation, why=["Not asked: AI models are paused on this site."])


@pytest.mark.parametrize("setting", ["DAILY_SPEND_PER_CANDIDATE_USD", "DAILY_SPEND_USD"])
def test_spent_allowance_stops_generation_call(
    model: LocalServer, settings: Any, setting: str
) -> None:
    setattr(settings, setting, 0.001)
    generation = generate()
    assert (model.request_count, len(generation.validation_issues)) == (0, 1)
    assert_written_by_rules(generation, why=generation.validation_issues)


def test_refresh_without_model_is_followed_by_no_call(model: LocalServer) -> None:
    profile = ProfileFactory.create(consenting=True)
    refresh = MatchRefreshFactory.create(profile=profile, mode="offline", status="running")
    generation = ActionGenerationFactory.create(profile=profile, match_refresh=refresh)
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert model.request_count == 0
    assert_written_by_rules(generation, why=[])
