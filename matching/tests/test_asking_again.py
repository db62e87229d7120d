"""Retries of failed calls within a refresh."""

import datetime as dt

import pytest
from django.utils import timezone

from devtools.local_server import LocalServer
from matching import scoring
from matching.tests.test_scoring import calling_first, consenting, refresh
from talentnet.llm.allowance import begin_call
from talentnet.llm.models import LLMCall
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db


def test_sdk_gives_up_after_five_retries(model: LocalServer) -> None:
    model.behave("429:0.01")
    OpportunityFactory.create()
    done = refresh(consenting())
    assert (model.request_count, done.fell_back, done.calls) == (6, 1, 1)


def test_failed_batch_is_retried_if_another_was_answered(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CALL_RETRIES", 0)
    model.script(["ok", "529"])
    OpportunityFactory.create_batch(20)
    done = refresh(consenting())
    assert (model.request_count, done.fell_back, done.calls) == (3, 0, 3)
    outcomes = LLMCall.objects.order_by("outcome").values_list("outcome", flat=True)
    assert list(outcomes) == ["answered", "answered", "overloaded"]


@pytest.mark.parametrize(
    ("outcome", "minutes_ago", "requests"),
    [("answered", 0, 2), ("answered", 5, 1), ("overloaded", 0, 1)],
)
def test_failed_batch_is_retried_if_another_person_was_answered(
    model: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    outcome: str,
    minutes_ago: int,
    requests: int,
) -> None:
    def of_somebody_else() -> None:
        moment = timezone.now() - minutes_ago * dt.timedelta(minutes=1)
        LLMCall.objects.create(operation="score_opportunities", outcome=outcome, created_at=moment)

    monkeypatch.setattr(scoring, "CALL_RETRIES", 0)
    monkeypatch.setattr(scoring, "begin_call", calling_first(begin_call, of_somebody_else))
    model.script(["529", "ok"])
    OpportunityFactory.create()
    done = refresh(consenting())
    assert (model.request_count, done.fell_back) == (requests, 2 - requests)


def test_withdrawn_consent_prevents_retry_of_failed_batch(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CALL_RETRIES", 0)
    model.script(["ok", "529"])
    OpportunityFactory.create_batch(20)
    withdraw = calling_first(begin_call, lambda: Profile.objects.update(ai_consent_at=None))
    monkeypatch.setattr(scoring, "begin_call", withdraw)
    done = refresh(consenting())
    assert (model.request_count, done.fell_back > 0) == (2, True)


def test_failed_batch_is_not_retried_if_model_answers_nobody(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CALL_RETRIES", 0)
    model.behave("529")
    OpportunityFactory.create_batch(20)
    done = refresh(consenting())
    assert (model.request_count, done.fell_back, done.calls) == (2, 20, 2)
