import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from careeractions.models import ActionGeneration, CareerAction
from conftest import Settle
from devtools.local_server import LocalServer
from matching.models import Match, MatchRefresh
from matching.offline import MODEL_VERSION
from matching.prompts import MATCH_SCORING_SYSTEM_PROMPT
from matching.tests.factories import MatchRefreshFactory
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def run(profile: Profile, *options: str) -> str:
    out = StringIO()
    call_command("refresh_matches", str(profile.pk), *options, stdout=out)
    return out.getvalue()


def test_command_refreshes_now_and_queues_generation(settle: Settle) -> None:
    profile = ProfileFactory.create()
    OpportunityFactory.create(title="Threat Modeler", organization="Cedar Bay")
    with settle():
        printed = run(profile)
        generation = ActionGeneration.objects.get()
        assert generation.status == "queued"
    refresh = MatchRefresh.objects.get()
    assert (refresh.status, refresh.trigger) == ("completed", "command")
    assert printed.startswith(
        f"1 matches for Amara Diallo (profile {profile.pk}) from 1 open opportunities:\n"
    )
    assert f"Threat Modeler (Cedar Bay)\nScored by: {MODEL_VERSION}.\n" in printed
    assert f"generation {generation.pk}" in printed
    assert CareerAction.objects.count() >= 3


def test_unready_profile_is_refused_unless_forced() -> None:
    profile = ProfileFactory.create(career_goals="")
    with pytest.raises(CommandError, match=r"missing: career goals.*--force"):
        run(profile)
    assert "Scored by: nothing to score." in run(profile, "--force")


def test_command_takes_over_queued_refresh() -> None:
    queued = MatchRefreshFactory.create()
    run(queued.profile)
    queued.refresh_from_db()
    assert queued.status == "completed"


def test_command_does_not_run_beside_another_refresh(settings: Any) -> None:
    refresh = MatchRefreshFactory.create()
    MatchRefresh.objects.claim(refresh.pk)
    with pytest.raises(CommandError, match="is running; try again"):
        run(refresh.profile)


def test_failed_refresh_exits_with_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("matching.compute.rank", fail)
    with pytest.raises(CommandError, match=r"Refresh \d+ failed: RuntimeError: bug"):
        run(ProfileFactory.create())


def test_json_output_contains_matches(model: LocalServer) -> None:
    opportunity = OpportunityFactory.create()
    model.behave("401")
    profile = ProfileFactory.create(consenting=True)
    printed = json.loads(run(profile, "--json"))
    match = Match.objects.get()
    assert (printed["profile"], printed["considered"], printed["fell_back"]) == (profile.pk, 1, 1)
    assert printed["matches"] == [
        {
            "opportunity": opportunity.pk,
            "title": opportunity.title,
            "organization": "Cedar Bay Institute",
            "tier": match.tier,
            "score": match.score,
            "strengths": match.strengths,
            "gap": match.gap,
            "recommendations": match.recommendations,
            "model_version": MODEL_VERSION,
            "is_fallback": True,
        }
    ]
    assert "[fallback]" in run(profile)


def test_queue_option_enqueues_instead(settle: Settle) -> None:
    profile = ProfileFactory.create()
    with settle():
        printed = run(profile, "--queue")
    refresh = MatchRefresh.objects.get()
    assert printed == f"Refresh {refresh.pk} is queued for profile {profile.pk}.\n"
    assert refresh.status == "completed"
    again = json.loads(run(profile, "--queue", "--json"))
    assert again["status"] == "queued"


def test_dry_run_prints_prompts_and_calls_nothing(model: LocalServer) -> None:
    profile = ProfileFactory.create(consenting=True)
    assert "No open opportunity fits" in run(profile, "--dry-run")
    opportunity = OpportunityFactory.create()
    printed = run(profile, "--dry-run")
    assert MATCH_SCORING_SYSTEM_PROMPT in printed
    assert f'<opportunity id="{opportunity.pk}">' in printed
    (body,) = json.loads(run(profile, "--dry-run", "--json"))
    assert body["tool_choice"] == {"type": "tool", "name": "score_opportunities"}
    assert (model.requests, MatchRefresh.objects.count()) == ([], 0)
