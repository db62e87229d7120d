"""Matching against a real HTTP server that speaks the Messages API, and offline."""

import datetime as dt
import time
import uuid
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from careeractions.models import ActionGeneration
from devtools.local_server import LocalServer
from matching import compute, scoring, tasks
from matching.models import Match, MatchRefresh
from matching.offline import MODEL_VERSION
from matching.prompts import MATCH_SCORING_SYSTEM_PROMPT, SCORE_OPPORTUNITIES_TOOL
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from talentnet.llm.models import LLMCall
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def refresh(profile: Profile) -> MatchRefresh:
    made = MatchRefreshFactory.create(profile=profile)
    tasks.refresh(made.pk)
    made.refresh_from_db()
    return made


def consenting() -> Profile:
    return ProfileFactory.create(consenting=True)


def test_best_25_are_scored_in_batches_of_15(model: LocalServer) -> None:
    OpportunityFactory.create_batch(30)
    done = refresh(consenting())
    assert (done.status, done.considered, done.total, done.scored, done.fell_back) == (
        "completed",
        30,
        25,
        25,
        0,
    )
    asked = sorted(str(r.body["messages"][0]["content"]).count("<opp") for r in model.requests)
    assert asked == [10, 15]
    assert Match.objects.filter(model_version="claude-haiku-4-5-20251001").count() == 25
    assert LLMCall.objects.filter(outcome="answered").count() == 2


def test_request_forces_tool_use(model: LocalServer) -> None:
    OpportunityFactory.create()
    refresh(consenting())
    (request,) = model.requests
    message = request.body.pop("messages")[0]["content"]
    assert request.body == {
        "model": "claude-haiku-4-5-20251001",
        "max_tokens": 8192,
        "system": MATCH_SCORING_SYSTEM_PROMPT,
        "tools": [SCORE_OPPORTUNITIES_TOOL],
        "tool_choice": {"type": "tool", "name": "score_opportunities"},
    }
    assert message.startswith("## Candidate Profile\n\n")


def test_batches_are_sent_in_parallel(model: LocalServer) -> None:
    model.latency = 0.6
    OpportunityFactory.create_batch(25)
    started = time.monotonic()
    refresh(consenting())
    assert model.request_count == 2
    first, second = sorted(request.arrived_at for request in model.requests)
    assert abs(second - first) < 0.5, f"one after the other, {time.monotonic() - started:.1f} s"


def test_sdk_retries_failed_calls(model: LocalServer) -> None:
    model.script(["429:0.01", "500", "ok"])
    OpportunityFactory.create()
    done = refresh(consenting())
    assert len(model.requests) == 3
    assert (done.status, done.fell_back) == ("completed", 0)


def test_failed_batch_falls_back_to_marked_offline_verdicts(model: LocalServer) -> None:
    model.behave("401")
    OpportunityFactory.create_batch(20)
    done = refresh(consenting())
    assert (done.status, done.scored, done.fell_back) == ("completed", 20, 20)
    assert set(Match.objects.values_list("is_fallback", "model_version")) == {(True, MODEL_VERSION)}
    assert set(LLMCall.objects.values_list("outcome", flat=True)) == {"rejected"}


@pytest.mark.parametrize("behavior", ["prose", "refusal", "truncated", "empty_items"])
def test_unusable_answer_falls_back_to_offline_verdicts(model: LocalServer, behavior: str) -> None:
    model.behave(behavior)
    OpportunityFactory.create()
    done = refresh(consenting())
    assert (done.status, done.fell_back) == ("completed", 1)
    assert Match.objects.get().is_fallback is True


def test_only_postings_missing_from_answer_fall_back(model: LocalServer) -> None:
    kept, left_out = OpportunityFactory.create_batch(2)
    answer = {
        "opportunity_id": kept.pk,
        "tier": "great",
        "score": 91,
        "strengths": ["You know\nPython.", " "],
        "gap": "",
        "recommendations": [{"type": "skill", "action": "Learn SQL", "priority": "low"}],
    }
    model.answer_with({"matches": [answer, answer | {"opportunity_id": 10**9}, {"tier": "x"}]})
    done = refresh(consenting())
    match = Match.objects.get(opportunity=kept)
    assert (match.tier, match.score, match.strengths) == ("great", 91, ["You know Python."])
    assert match.recommendations == [
        {"type": "skill", "action": "Learn SQL", "priority": "low"},
    ]
    assert Match.objects.get(opportunity=left_out).is_fallback is True
    assert done.fell_back == 1


def test_slow_model_is_abandoned_at_deadline(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "SECONDS_KEPT_FOR_STORING", 209.8)
    model.latency = 2
    OpportunityFactory.create()
    done = refresh(consenting())
    assert (done.status, done.fell_back) == ("completed", 1)
    assert LLMCall.objects.get().outcome == "timed_out"


def test_exception_inside_call_falls_back_and_is_logged(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug in the client")

    monkeypatch.setattr(scoring, "ask", broken)
    OpportunityFactory.create()
    done = refresh(consenting())
    assert (done.status, done.fell_back) == ("completed", 1)
    assert LLMCall.objects.get().error == "RuntimeError: a bug in the client"
    assert "A scoring call broke down" in caplog.text


def test_without_consent_nothing_is_sent(model: LocalServer) -> None:
    OpportunityFactory.create()
    refresh(ProfileFactory.create())
    assert model.requests == []
    match = Match.objects.get()
    assert (match.is_offline, match.is_fallback) == (True, False)


def test_refresh_updates_matches_in_place_and_keeps_choices() -> None:
    profile = ProfileFactory.create()
    now = timezone.now()
    taken_up = {
        "saved": MatchFactory.create(profile=profile, status="saved", is_new=False, score=1),
        "applied": MatchFactory.create(profile=profile, applied_at=now, is_new=False, score=1),
        "dismissed": MatchFactory.create(profile=profile, status="dismissed", score=1),
    }
    before = MatchFactory.create(profile=profile, is_new=False, score=1)
    refresh(profile)
    after = {m.pk: m for m in Match.objects.filter(profile=profile)}
    assert set(after) == {m.pk for m in (*taken_up.values(), before)}
    assert (after[taken_up["saved"].pk].status, after[taken_up["saved"].pk].score > 1) == (
        "saved",
        True,
    )
    assert after[taken_up["applied"].pk].applied_at == now
    dismissed = after[taken_up["dismissed"].pk]
    assert (dismissed.status, dismissed.score) == ("dismissed", 1)
    assert (after[before.pk].score > 1, after[before.pk].is_new) == (True, False)


def test_saved_match_survives_closing_of_its_opportunity() -> None:
    profile = ProfileFactory.create()
    closed = [OpportunityFactory.create(status="archived") for _ in range(4)]
    saved = MatchFactory.create(profile=profile, status="saved", opportunity=closed[0])
    applied = MatchFactory.create(profile=profile, applied_at=timezone.now(), opportunity=closed[1])
    dismissed = MatchFactory.create(profile=profile, status="dismissed", opportunity=closed[2])
    MatchFactory.create(profile=profile, opportunity=closed[3])
    of_another = MatchFactory.create(opportunity=closed[3])
    done = refresh(profile)
    assert set(Match.objects.all()) == {saved, applied, dismissed, of_another}
    assert (done.status, done.considered, done.total) == ("completed", 0, 0)


def test_very_long_model_name_is_recorded(model: LocalServer) -> None:
    OpportunityFactory.create()
    profile = consenting()
    made = MatchRefreshFactory.create(profile=profile)
    with override_settings(LLM_MODEL="claude-" + "x" * 93):
        tasks.refresh(made.pk)
    made.refresh_from_db()
    assert made.status == "completed"


def test_batch_is_stored_before_next_answer_arrives(model: LocalServer) -> None:
    stored: list[int] = []

    def answer(body: dict[str, Any]) -> dict[str, Any]:
        if str(body["messages"][0]["content"]).count("<opp") == 10:
            return {"matches": []}
        time.sleep(0.7)
        stored.append(model.request_count)
        return {"matches": []}

    seen: list[int] = []
    store = compute._store

    def counting(refresh: MatchRefresh, *arguments: Any, **more: Any) -> None:
        store(refresh, *arguments, **more)
        seen.append(len(stored))

    model.answer_with(answer)
    OpportunityFactory.create_batch(25)
    made = MatchRefreshFactory.create(profile=consenting())
    claimed = MatchRefresh.objects.claim(made.pk)
    assert claimed is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compute, "_store", counting)
        compute.compute_matches(claimed)
    # The smaller batch was in the database while the larger one was still being answered.
    assert seen == [0, 1]


def test_new_matches_are_marked() -> None:
    OpportunityFactory.create()
    refresh(ProfileFactory.create())
    assert Match.objects.get().is_new is True


def test_refresh_ended_during_calls_writes_nothing(model: LocalServer) -> None:
    OpportunityFactory.create()
    made = MatchRefreshFactory.create(profile=consenting())
    claimed = MatchRefresh.objects.claim(made.pk)
    assert claimed is not None
    MatchRefresh.objects.update(status="failed", error="swept")
    tasks.run(claimed)
    made.refresh_from_db()
    assert (made.status, made.error) == ("failed", "swept")
    assert not Match.objects.exists()


def test_refresh_ended_before_last_step_is_not_completed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def store_and_lose(*arguments: Any, **more: Any) -> None:
        MatchRefresh.objects.update(status="failed", error="swept")

    monkeypatch.setattr(compute, "_store", store_and_lose)
    OpportunityFactory.create()
    done = refresh(ProfileFactory.create())
    assert (done.status, done.error) == ("failed", "swept")
    assert not ActionGeneration.objects.exists()


def test_completed_refresh_has_its_generation() -> None:
    OpportunityFactory.create()
    done = refresh(ProfileFactory.create())
    assert ActionGeneration.objects.get().match_refresh == done


@pytest.mark.django_db(transaction=True)
def test_model_is_called_outside_any_transaction(model: LocalServer) -> None:
    model.latency = 0.3  # both calls are under way before the first is stored
    OpportunityFactory.create_batch(20)
    made = MatchRefreshFactory.create(profile=consenting())
    seen: list[bool] = []
    mine = connections["default"]  # this thread's own, not one of the server's thread
    model.on_request = lambda _: seen.append(mine.in_atomic_block)
    tasks.refresh(made.pk)
    model.on_request = None
    assert seen == [False, False]


def test_unclaimed_refresh_cannot_be_computed(model: LocalServer) -> None:
    OpportunityFactory.create()
    made = MatchRefreshFactory.create(profile=consenting(), status="running")
    with pytest.raises(ValueError, match="claimed before"):
        compute.compute_matches(made)


def test_query_count_does_not_grow_with_opportunities() -> None:
    counts = []
    for batch in (3, 12):
        OpportunityFactory.create_batch(batch)
        made = MatchRefreshFactory.create(profile=ProfileFactory.create())
        with CaptureQueriesContext(connection) as queries:
            tasks.refresh(made.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Opportunity.objects.count() == 15


def test_completion_needs_the_claim_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep may have passed the refresh to another worker in between."""

    def lose_claim(*arguments: Any, **more: Any) -> None:
        MatchRefresh.objects.update(claim_token=uuid.uuid4())

    monkeypatch.setattr(compute, "_store", lose_claim)
    OpportunityFactory.create()
    assert refresh(ProfileFactory.create()).status == "running"
    assert not ActionGeneration.objects.exists()


def test_model_is_left_40_seconds_before_the_deadline(model: LocalServer) -> None:
    claimed = MatchRefreshFactory.create(
        profile=consenting(), deadline=timezone.now() + dt.timedelta(seconds=100)
    )
    assert 55 < scoring._seconds_for_the_model(claimed) <= 60
