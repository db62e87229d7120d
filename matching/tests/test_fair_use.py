"""Hourly limit of refreshes, and the offer of a refresh by rules."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from careeractions.models import ActionGeneration, CareerAction
from conftest import Settle
from devtools.local_server import LocalServer
from matching.models import Match, MatchRefresh
from matching.refreshes import TooSoon
from matching.tests.factories import MatchRefreshFactory
from matching.tests.visitors import client_of, words_of
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
START = "/matches/refresh/"
PAUSED = "AI models are paused on this site."
OFFER = "Refresh without an AI model"
INCREMENTAL = MatchRefresh.Mode.INCREMENTAL


def press(profile: Profile) -> bool:
    try:
        MatchRefresh.objects.request_within_limit(profile, INCREMENTAL)
    except TooSoon:
        return False
    return True


def stop_all_calls() -> None:
    ModelSwitch.objects.create(pk=1, calls_are_stopped=True, reason="a secret of the staff")


def consenting() -> Profile:
    return ProfileFactory.create(consenting=True)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"status": "completed"}, True),
        ({"status": "completed", "calls": 2}, True),
        ({"status": "failed"}, False),
        ({"status": "failed", "calls": 1}, True),
        ({"status": "running", "deadline": -1}, False),
        ({"status": "running", "deadline": -1, "calls": 1}, True),
        ({"status": "completed", "trigger": "staff"}, False),
        ({"status": "completed", "created_at": -3601}, False),
    ],
)
def test_refresh_counts_toward_hourly_limit(
    settings: Any, fields: dict[str, Any], counts: bool
) -> None:
    settings.REFRESHES_PER_HOUR = 1
    for name in ("deadline", "created_at"):
        if name in fields:
            fields = fields | {name: timezone.now() + dt.timedelta(seconds=fields[name])}
    made = MatchRefreshFactory.create(**fields)
    assert press(made.profile) is not counts


def test_refused_refresh_is_not_counted(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    done = MatchRefreshFactory.create(status="completed")
    for _ in range(3):
        assert press(done.profile) is False
    assert MatchRefresh.objects.count() == 1


def test_hourly_limit_message_names_next_time(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    done = MatchRefreshFactory.create(status="completed")
    with pytest.raises(TooSoon) as refused:
        MatchRefresh.objects.request_within_limit(done.profile, INCREMENTAL)
    assert refused.value.possible_at == done.created_at + dt.timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
def test_concurrent_requests_cannot_exceed_hourly_limit(settings: Any) -> None:
    """Each thread ends its refresh immediately, so that only the limit stops the next one."""
    settings.REFRESHES_PER_HOUR = 3
    profile = ProfileFactory.create()
    MatchRefreshFactory.create_batch(2, profile=profile, status="completed")
    start = threading.Barrier(6)
    allowed: list[bool] = []

    def press_and_end() -> None:
        start.wait(10)
        allowed.append(press(profile))
        MatchRefresh.objects.filter(status="queued").update(status="completed")
        connection.close()

    threads = [threading.Thread(target=press_and_end) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(allowed) == 6
    assert MatchRefresh.objects.count() == 3


def test_kill_switch_refuses_and_offers_refresh_by_rules(model: LocalServer) -> None:
    profile = consenting()
    client = client_of(profile)
    assert OFFER not in words_of(client.get("/matches/"))
    stop_all_calls()
    page = words_of(client.get("/matches/"))
    assert PAUSED in page
    assert OFFER in page
    assert "Refresh matches" not in page.split("No matches yet")[0]
    assert "a secret of the staff" not in page
    for answer in (client.post(START, headers=HTMX), client.post(START, follow=True)):
        assert PAUSED in words_of(answer)
        assert OFFER in words_of(answer)
    assert not MatchRefresh.objects.exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("DAILY_SPEND_PER_CANDIDATE_USD", "You've reached your AI limit for today."),
        ("DAILY_SPEND_USD", "This site has reached its AI budget for today."),
    ],
)
def test_budget_message_names_reset_time(
    model: LocalServer, settings: Any, setting: str, said: str
) -> None:
    settings.DAILY_SPEND_PER_CANDIDATE_USD = settings.DAILY_SPEND_USD = 0
    setattr(settings, setting, 1)
    profile = consenting()
    LLMCall.objects.create(
        operation="score_opportunities", model="m", user=profile.user, cost_usd="0.99"
    )
    page = words_of(client_of(profile).get("/matches/"))
    assert f"{said} The limit resets at 00:00 UTC" in page
    assert OFFER in page
    refused = words_of(client_of(profile).post(START, headers=HTMX))
    assert f"{said} The limit resets at 00:00 UTC" in refused
    assert not MatchRefresh.objects.exists()


def test_candidate_without_model_is_not_refused(model: LocalServer, settle: Settle) -> None:
    stop_all_calls()
    OpportunityFactory.create()
    profile = ProfileFactory.create(ai_choice_at=timezone.now())
    client = client_of(profile)
    assert PAUSED not in words_of(client.get("/matches/"))
    with settle():
        client.post(START)
    assert MatchRefresh.objects.get().status == "completed"


def test_offered_refresh_by_rules_says_so(model: LocalServer, settle: Settle) -> None:
    stop_all_calls()
    OpportunityFactory.create()
    profile = consenting()
    client = client_of(profile)
    with settle():
        client.post(START, {"mode": "offline"})
    refresh = MatchRefresh.objects.get()
    assert (refresh.mode, refresh.status, model.request_count) == ("offline", "completed", 0)
    page = words_of(client.get("/matches/"))
    assert ", without an AI model." in page
    assert "Scored by Talentnet's rules, without AI." in page
    assert (Match.objects.get().is_fallback, CareerAction.objects.count() >= 3) == (False, True)
    assert ActionGeneration.objects.get().model_version.startswith("offline-")


def test_refresh_by_rules_ignores_available_model(model: LocalServer, settle: Settle) -> None:
    OpportunityFactory.create()
    with settle():
        client_of(consenting()).post(START, {"mode": "offline"})
    assert model.request_count == 0
    assert {card.is_offline for card in CareerAction.objects.all()} == {True}


def test_rules_keep_valid_model_verdicts(model: LocalServer, settle: Settle) -> None:
    profile = consenting()
    answered = OpportunityFactory.create()
    with settle():
        client_of(profile).post(START)
    asked = model.request_count
    new = OpportunityFactory.create()
    with settle():
        client_of(profile).post(START, {"mode": "offline"})
    assert {m.opportunity_id: m.is_offline for m in Match.objects.all()} == {
        answered.pk: False,
        new.pk: True,
    }
    assert model.request_count == asked


def test_model_verdict_is_not_reused_without_consent(model: LocalServer, settle: Settle) -> None:
    profile = consenting()
    OpportunityFactory.create()
    with settle():
        client_of(profile).post(START)
    profile.set_ai_consent(given=False)
    profile.save()
    with settle():
        client_of(profile).post(START)
    assert Match.objects.get().is_offline


@pytest.mark.parametrize("mode", ["anew", "nonsense"])
def test_unknown_refresh_mode_is_refused(mode: str) -> None:
    client_of(ProfileFactory.create()).post(START, {"mode": mode})
    assert MatchRefresh.objects.get().mode == "incremental"


def test_refresh_with_nothing_new_reports_confirmed_matches(
    model: LocalServer, settle: Settle
) -> None:
    OpportunityFactory.create_batch(2)
    profile = consenting()
    client = client_of(profile)
    for _ in range(2):
        with settle():
            client.post(START)
    page = words_of(client.get("/matches/"))
    assert "All 2 matches are up to date; nothing relevant has changed." in page
    match = Match.objects.first()
    assert match is not None
    own = words_of(client.get(f"/matches/{match.pk}/"))
    assert ", confirmed " in own.split("As of ")[1]
    OpportunityFactory.create()
    model.behave("401")
    with settle():
        client.post(START)
    page = words_of(client.get("/matches/"))
    assert "2 of 3 matches are up to date" in page
    assert "scored 1 of them for now. Your next refresh with AI asks about it again." in page


def test_staff_see_recorded_problems(admin_client: Any) -> None:
    refresh = MatchRefreshFactory.create(
        status="completed", issues=["matches.3.tier: great for a score of 60; made good"], calls=2
    )
    found = words_of(admin_client.get("/admin/matching/matchrefresh/", {"q": "made good"}))
    assert "1 match refresh" in found
    assert "0 match refreshes" in words_of(
        admin_client.get("/admin/matching/matchrefresh/", {"q": "made excellent"})
    )
    page = words_of(admin_client.get(f"/admin/matching/matchrefresh/{refresh.pk}/change/"))
    assert "matches.3.tier: great for a score of 60; made good" in page
    mine = words_of(client_of(refresh.profile).get("/matches/"))
    assert "great for a score" not in mine
