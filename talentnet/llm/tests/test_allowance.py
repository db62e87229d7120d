"""Spend ceilings and the kill switch, checked before every model call."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import Settings

from talentnet.accounts.models import User
from talentnet.llm.allowance import CallRefused, Why, begin_call, refusal_for
from talentnet.llm.ledger import close_call, maximum_cost
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.llm.prices import Usage
from talentnet.llm.tests.test_ledger import MODEL, REQUEST, reply
from talentnet.profiles.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ONE = maximum_cost(REQUEST)
CEILINGS = {
    Why.OWN_CEILING: "DAILY_SPEND_PER_CANDIDATE_USD",
    Why.SITE_CEILING: "DAILY_SPEND_USD",
}


def refused(user: User) -> Why | None:
    try:
        begin_call(REQUEST, user_id=user.pk)
    except CallRefused as refusal:
        return refusal.refusal.why
    return None


def spent(user: User, usd: str, created_at: dt.datetime | None = None) -> None:
    at = created_at or dt.datetime.now(dt.UTC)
    LLMCall.objects.create(
        operation="score_opportunities", model=MODEL, user=user, cost_usd=usd, created_at=at
    )


def test_estimate_exceeds_actual_cost() -> None:
    body = len(str(REQUEST.body()))
    assert Decimal(100 * 5) / 10**6 < ONE < Decimal(500 + body + 100 * 5) / 10**6


def test_calls_stop_at_ceiling(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = ONE * 2
    user = UserFactory.create()
    assert [refused(user) for _ in range(3)] == [None, None, Why.OWN_CEILING]
    assert LLMCall.objects.count() == 2
    assert refused(UserFactory.create()) is None


def test_actual_cost_frees_reserved_budget(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = ONE
    user = UserFactory.create()
    call = begin_call(REQUEST, user_id=user.pk)
    assert refused(user) == Why.OWN_CEILING
    close_call(call, reply(usage=Usage()))
    assert refused(user) is None


def test_unknown_cost_keeps_counting_at_estimate(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = ONE
    user = UserFactory.create()
    call = begin_call(REQUEST, user_id=user.pk)
    close_call(call, reply(outcome="timed_out", tries_of_unknown_cost=1))
    assert refused(user) == Why.OWN_CEILING
    call.refresh_from_db()
    assert (call.cost_usd, call.unknown_usd) == (Decimal(0), ONE)


def test_possibly_billed_tries_count_after_later_success(
    settings: Settings,
) -> None:
    call = begin_call(REQUEST, user_id=UserFactory.create().pk)
    close_call(call, reply(usage=Usage(100, 10), tries_of_unknown_cost=3))
    call.refresh_from_db()
    assert (call.cost_usd, call.unknown_usd) == (Decimal("0.00015"), ONE * 3)


def test_site_ceiling_covers_all_users(settings: Settings) -> None:
    settings.DAILY_SPEND_USD = ONE * 2
    people = UserFactory.create_batch(3)
    assert [refused(user) for user in people] == [None, None, Why.SITE_CEILING]


@pytest.mark.parametrize("why", CEILINGS)
def test_ceiling_resets_at_next_utc_day(settings: Settings, why: Why) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = settings.DAILY_SPEND_USD = Decimal(0)
    setattr(settings, CEILINGS[why], Decimal(1))
    user = UserFactory.create()
    midnight = dt.datetime.combine(dt.datetime.now(dt.UTC).date(), dt.time(), tzinfo=dt.UTC)
    spent(user, "5", midnight - dt.timedelta(seconds=1))
    assert refusal_for(user.pk, max_tokens=100) is None
    spent(user, "1", midnight)
    refusal = refusal_for(user.pk, max_tokens=100)
    assert refusal is not None
    assert (refusal.why, refusal.until) == (why, midnight + dt.timedelta(days=1))


def test_zero_ceiling_means_no_limit(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = settings.DAILY_SPEND_USD = Decimal(0)
    user = UserFactory.create()
    spent(user, "100000")
    assert (refused(user), refusal_for(user.pk, max_tokens=100)) == (None, None)


def test_page_is_refused_when_rest_is_too_small(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = Decimal("0.0005")
    user = UserFactory.create()
    assert refusal_for(user.pk, max_tokens=100) is None
    assert refusal_for(user.pk, max_tokens=101) is not None


def test_model_without_price_reaches_ceiling(settings: Settings) -> None:
    settings.LLM_MODEL = "a-model-of-tomorrow"
    settings.DAILY_SPEND_PER_CANDIDATE_USD = Decimal("0.07")
    assert refusal_for(UserFactory.create().pk, max_tokens=1000) is not None


def test_kill_switch_stops_every_call(settings: Settings) -> None:
    user = UserFactory.create()
    switch = ModelSwitch.the_one()
    assert (refused(user), refusal_for(user.pk, max_tokens=1)) == (None, None)
    switch.calls_are_stopped = True
    switch.save()
    refusal = refusal_for(user.pk, max_tokens=1)
    assert refused(user) == Why.STOPPED
    assert refusal is not None
    assert (refusal.why, refusal.until) == (Why.STOPPED, None)
    assert LLMCall.objects.count() == 1


@pytest.mark.parametrize("is_stopped", [True, False], ids=["the switch", "the ceiling"])
def test_call_before_midnight_counts_for_both_days(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, is_stopped: bool
) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = ONE
    user = UserFactory.create()
    if is_stopped:
        ModelSwitch.objects.create(pk=1, calls_are_stopped=True, reason="Odd answers")
    else:
        spent(user, "5")
    next_day = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    monkeypatch.setattr("talentnet.llm.allowance.timezone.now", lambda: next_day)
    assert refused(user) == (Why.STOPPED if is_stopped else Why.OWN_CEILING)


def test_kill_switch_is_single_row() -> None:
    assert ModelSwitch.the_one() == ModelSwitch.the_one()
    assert ModelSwitch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
def test_concurrent_calls_never_exceed_ceiling(settings: Settings) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = ONE * 3
    user = UserFactory.create()
    start = threading.Barrier(8)
    begun: list[Why | None] = []

    def begin() -> None:
        start.wait(10)
        begun.append(refused(user))
        connection.close()

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(begun) == 8
    assert begun.count(None) == LLMCall.objects.count() <= 3
    # Refused calls leave no row, so the rest of the budget can still be spent.
    while LLMCall.objects.count() < 3:
        assert refused(user) is None
