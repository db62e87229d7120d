"""Refreshes that lose the permission to ask a model during a call."""

import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from devtools.local_server import LocalServer
from matching import scoring, tasks
from matching.models import MatchRefresh
from matching.tests.factories import MatchRefreshFactory
from matching.tests.test_scoring import calling_first, consenting
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db


def take_consent_back() -> None:
    Profile.objects.update(ai_consent_at=None)


def throw_the_switch() -> None:
    ModelSwitch.objects.create(pk=1, calls_are_stopped=True, reason="Odd answers")


def end_it() -> None:
    MatchRefresh.objects.update(status="failed")


@pytest.mark.parametrize("what_happens", [take_consent_back, throw_the_switch, end_it])
def test_running_call_stops_retrying_once_model_is_off_limits(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch, what_happens: Callable[[], None]
) -> None:
    monkeypatch.setattr(scoring, "WATCH_SECONDS", 0.05)
    model.behave("429:0.2")
    OpportunityFactory.create()
    made = MatchRefreshFactory.create(profile=consenting())
    may_continue = calling_first(scoring._may_continue, what_happens)
    monkeypatch.setattr(scoring, "_may_continue", may_continue)
    tasks.refresh(made.pk)
    call = LLMCall.objects.get()
    assert (call.outcome, call.unknown_usd) == ("timed_out", Decimal(0))
    assert call.error == "NoMoreTries: It was called off."
    assert model.request_count < 1 + scoring.CALL_RETRIES


def test_lost_refresh_retries_nothing(model: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.compute.BATCH_SIZE", 1)
    model.script(["ok"], default="429:0.2")
    OpportunityFactory.create_batch(2)
    made = MatchRefreshFactory.create(profile=consenting())
    monkeypatch.setattr(scoring, "close_call", calling_first(close_call, end_it))
    tasks.refresh(made.pk)
    sent = model.request_count
    time.sleep(0.7)
    assert model.request_count <= sent + 1  # which was on its way
