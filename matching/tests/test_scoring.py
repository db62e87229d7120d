"""Scoring by a model: requests, reuse of verdicts, and handling of answers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import override_settings
from django.utils import timezone

from devtools.local_server import LocalServer
from matching import scoring, tasks
from matching.models import Match, MatchRefresh, Verdict
from matching.prompts import MATCH_SCORING_SYSTEM_PROMPT, PROMPT_VERSION
from matching.ranking.rank import rank
from matching.tests.factories import MatchRefreshFactory
from matching.tiers import GOOD_FROM, GREAT_FROM
from talentnet.llm.allowance import begin_call
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db
MODEL = "claude-haiku-4-5-20251001"


def refresh(profile: Profile, **fields: Any) -> MatchRefresh:
    made: MatchRefresh = MatchRefreshFactory.create(profile=profile, **fields)
    tasks.refresh(made.pk)
    made.refresh_from_db()
    assert made.status == "completed", made.error
    return made


def consenting() -> Profile:
    return ProfileFactory.create(consenting=True)


def asked(model: LocalServer) -> list[int]:
    """Number of postings in each request since the last call of this function."""
    numbers = [request.prompt.count("<opportunity id=") for request in model.requests]
    model.reset()
    return sorted(numbers)


def calling_first[**P, T](real: Callable[P, T], first: Callable[[], Any]) -> Callable[P, T]:
    """Wrap a function so that its first call runs something else before."""
    pending = [first]

    def both(*arguments: P.args, **more: P.kwargs) -> T:
        if pending:
            pending.pop()()
        return real(*arguments, **more)

    return both


def entry(opportunity: Opportunity, **changes: Any) -> dict[str, Any]:
    return {
        "opportunity_id": opportunity.pk,
        "tier": "great",
        "score": 91,
        "strengths": ["You know Python."],
        "gap": "",
        "recommendations": [],
        **changes,
    }


def test_refresh_with_nothing_new_makes_no_call_and_says_so(model: LocalServer) -> None:
    profile = consenting()
    OpportunityFactory.create_batch(20)
    first = refresh(profile)
    before = list(Match.objects.order_by("pk").values(*set(Match.COMPUTED_FIELDS) - {"refresh"}))
    assert (asked(model), first.confirmed, first.calls) == ([5, 15], 0, 2)
    second = refresh(profile)
    assert (asked(model), second.scored, second.confirmed, second.calls) == ([], 20, 20, 0)
    # Who wrote it, and when, stays with what was written; the refresh says who confirmed it.
    after = list(Match.objects.order_by("pk").values(*set(Match.COMPUTED_FIELDS) - {"refresh"}))
    assert after == before
    match = Match.objects.select_related("refresh").first()
    assert match is not None
    assert (match.refresh, match.model_version) == (second, MODEL)
    assert match.confirmed_at == second.started_at
    assert LLMCall.objects.count() == 2


def test_only_new_or_changed_postings_are_sent(model: LocalServer) -> None:
    profile = consenting()
    kept, changed = OpportunityFactory.create_batch(2)
    refresh(profile)
    asked(model)
    changed.description += " And in Rust."
    changed.save()
    new = OpportunityFactory.create()
    done = refresh(profile)
    (request,) = model.requests
    assert f'id="{kept.pk}"' not in request.prompt
    for opportunity in (changed, new):
        assert f'<opportunity id="{opportunity.pk}">' in request.prompt
    assert (done.scored, done.confirmed, done.calls) == (3, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"source_id": "elsewhere"},
        {"url": "https://example.org/"},
        {"last_verified_at": timezone.now()},
    ],
)
def test_change_invisible_to_model_costs_nothing(
    model: LocalServer, change: dict[str, Any]
) -> None:
    profile = consenting()
    OpportunityFactory.create()
    refresh(profile)
    asked(model)
    Opportunity.objects.update(**change)
    Profile.objects.update(links=["https://amara.example.org"])
    refresh(Profile.objects.get())
    assert asked(model) == []


def test_verdict_outlives_its_match(model: LocalServer) -> None:
    profile = consenting()
    opportunity = OpportunityFactory.create()
    refresh(profile)
    score = Match.objects.get().score
    Opportunity.objects.update(status="archived")
    refresh(profile)
    assert not Match.objects.exists()
    Opportunity.objects.update(status="active")
    asked(model)
    refresh(profile)
    match = Match.objects.get()
    assert (asked(model), match.opportunity, match.score) == ([], opportunity, score)


@pytest.mark.parametrize("what", ["profile", "row", "model", "prompt", "force"])
def test_any_other_change_asks_again(
    model: LocalServer, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = consenting()
    OpportunityFactory.create()
    refresh(profile)
    asked(model)
    mode, llm_model = "incremental", MODEL
    if what == "profile":
        Profile.objects.update(summary="I have changed.")
    elif what == "row":
        WorkExperienceFactory.create(profile=profile)
    elif what == "model":
        llm_model = "claude-haiku-4-5"
    elif what == "prompt":
        monkeypatch.setattr("matching.fingerprint.PROMPT_VERSION", "match-0")
    else:
        mode = "anew"
    with override_settings(LLM_MODEL=llm_model):
        done = refresh(Profile.objects.get(), mode=mode)
    assert (asked(model), done.confirmed, Verdict.objects.count()) == ([1], 0, 1)


def test_offline_fallback_is_asked_about_again(model: LocalServer) -> None:
    profile = consenting()
    answered = OpportunityFactory.create()
    refresh(profile)
    model.reset()
    OpportunityFactory.create()
    model.behave("401")
    assert refresh(profile).fell_back == 1
    assert set(Verdict.objects.values_list("opportunity", flat=True)) == {answered.pk}
    assert asked(model) == [1]
    done = refresh(profile)
    assert (asked(model), done.fell_back, done.confirmed) == ([1], 0, 1)
    assert not Match.objects.filter(is_fallback=True).exists()


def test_verdicts_are_never_shared_between_profiles(model: LocalServer) -> None:
    OpportunityFactory.create()
    refresh(consenting())
    asked(model)
    refresh(consenting())
    assert (asked(model), Verdict.objects.count()) == ([1], 2)


@pytest.mark.parametrize("stored", [{}, None, "text", {"opportunity_id": 1}])
def test_unreadable_verdict_is_requested_again(model: LocalServer, stored: Any) -> None:
    profile = consenting()
    OpportunityFactory.create()
    refresh(profile)
    asked(model)
    Verdict.objects.update(verdict=stored if stored is not None else "null")
    assert refresh(profile).confirmed == 0
    assert asked(model) == [1]


def test_stored_verdict_is_not_used_without_consent(model: LocalServer) -> None:
    profile = consenting()
    OpportunityFactory.create()
    refresh(profile)
    Profile.objects.update(ai_consent_at=None)
    refresh(Profile.objects.get())
    assert Match.objects.get().is_offline is True


def test_every_match_is_marked_offline_without_model(model: LocalServer) -> None:
    OpportunityFactory.create_batch(2)
    done = refresh(consenting(), mode="offline")
    assert (asked(model), done.calls, done.fell_back) == ([], 0, 0)
    assert {(m.is_offline, m.is_fallback) for m in Match.objects.all()} == {(True, False)}


def test_corrections_and_omissions_are_recorded(model: LocalServer) -> None:
    right, wrong_tier, no_strength = OpportunityFactory.create_batch(3)
    model.answer_with(
        {
            "matches": [
                entry(right),
                entry(wrong_tier, score=60, gap="See https://example.org/ now."),
                entry(no_strength, strengths=[]),
            ]
        }
    )
    done = refresh(consenting())
    assert done.issues == [
        "matches.1.tier: great for a score of 60; made good",
        "matches.1: holds a URL; taken out",
        f"matches.2: left out, {no_strength.pk} has a score of 91 and no strength",
        f"no usable verdict on {no_strength.pk}",
    ]
    put_right = Match.objects.get(opportunity=wrong_tier)
    assert (put_right.tier, put_right.score, put_right.gap) == (
        "good",
        60,
        "See [link removed] now.",
    )
    assert Match.objects.get(opportunity=no_strength).is_fallback is True
    assert (done.fell_back, Verdict.objects.count()) == (1, 2)


def test_failed_call_is_recorded_with_reason(model: LocalServer) -> None:
    model.behave("401")
    OpportunityFactory.create()
    done = refresh(consenting())
    assert [issue.split(":")[:2] for issue in done.issues] == [
        ["Batch of 1", " Rejected request (4xx)"]
    ]


def test_consent_withdrawn_during_ranking_prevents_calls(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpportunityFactory.create_batch(3)
    withdraw = calling_first(rank, lambda: Profile.objects.update(ai_consent_at=None))
    monkeypatch.setattr("matching.compute.rank", withdraw)
    done = refresh(consenting())
    assert (model.request_count, done.calls, done.fell_back, done.scored) == (0, 0, 0, 3)


def test_budget_reached_midway_falls_back_without_failure(
    model: LocalServer, settings: Any
) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = 0.07  # one call of the two that are wanted
    OpportunityFactory.create_batch(20)
    done = refresh(consenting())
    (number,) = asked(model)
    assert (done.fell_back, done.calls) == (20 - number, 1)
    refused = f"Batch of {20 - number}: Not asked: You've reached your AI limit for today."
    assert refused in done.issues
    assert Match.objects.filter(is_fallback=True).count() == 20 - number


def test_kill_switch_stops_refresh_queued_before(model: LocalServer) -> None:
    OpportunityFactory.create()
    ModelSwitch.objects.create(pk=1, calls_are_stopped=True, reason="Odd answers")
    done = refresh(consenting())
    assert (asked(model), done.fell_back, done.calls) == ([], 1, 0)
    assert not LLMCall.objects.exists()


def test_refresh_ended_before_calls_sends_and_books_none(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpportunityFactory.create()
    made = MatchRefreshFactory.create(profile=consenting())

    def begin_and_lose(*arguments: Any, **more: Any) -> LLMCall:
        MatchRefresh.objects.update(status="failed")
        return begin_call(*arguments, **more)

    monkeypatch.setattr(scoring, "begin_call", begin_and_lose)
    tasks.refresh(made.pk)
    call = LLMCall.objects.get()
    assert (model.request_count, call.outcome, call.unknown_usd) == (0, "fault", Decimal(0))
    assert not Match.objects.exists()


def test_call_that_cannot_start_leaves_no_open_ledger_entry(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpportunityFactory.create_batch(20)
    left = [begin_call]

    def begin_one(*arguments: Any, **more: Any) -> LLMCall:
        return left.pop()(*arguments, **more)

    monkeypatch.setattr(scoring, "begin_call", begin_one)
    made = MatchRefreshFactory.create(profile=consenting())
    tasks.refresh(made.pk)
    made.refresh_from_db()
    call = LLMCall.objects.get()
    assert (made.status, made.calls, model.request_count) == ("failed", 0, 0)
    assert (call.outcome, call.unknown_usd) == ("fault", Decimal(0))


def test_posting_deleted_during_scoring_is_left_out(
    model: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted, kept = OpportunityFactory.create_batch(2)
    monkeypatch.setattr(scoring, "close_call", calling_first(close_call, deleted.delete))
    refresh(consenting())
    assert asked(model) == [2]
    assert Match.objects.get().opportunity == Verdict.objects.get().opportunity == kept


def test_refresh_of_erased_account_ends_quietly(
    model: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    OpportunityFactory.create_batch(20)
    profile = consenting()
    made = MatchRefreshFactory.create(profile=profile)

    claimed = MatchRefresh.objects.claim(made.pk)
    assert claimed is not None
    close = scoring._close

    def erase_first(*arguments: Any) -> Any:
        LLMCall.objects.all().delete()
        MatchRefresh.objects.all().delete()
        return close(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "_close", erase_first)
        tasks.run(claimed)
    assert "is no longer running" in caplog.text
    assert "Traceback" not in caplog.text
    assert (Match.objects.count(), Verdict.objects.count(), LLMCall.objects.count()) == (0, 0, 0)


def test_score_bounds_equal_those_in_prompt() -> None:
    assert f'"great" is {GREAT_FROM} and above' in MATCH_SCORING_SYSTEM_PROMPT
    assert f'"good" is {GOOD_FROM} to {GREAT_FROM - 1}' in MATCH_SCORING_SYSTEM_PROMPT
    assert f'"exploring" is below {GOOD_FROM}' in MATCH_SCORING_SYSTEM_PROMPT
    assert PROMPT_VERSION
