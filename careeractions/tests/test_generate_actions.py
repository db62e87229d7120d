import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_q.models import OrmQ

from careeractions.models import ActionGeneration, CareerAction
from careeractions.prompts import ACTION_GENERATION_SYSTEM_PROMPT
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from conftest import Settle
from devtools.local_server import LocalServer
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def run(profile: Profile | int, *options: str) -> str:
    out = StringIO()
    profile_id = profile if isinstance(profile, int) else profile.pk
    call_command("generate_actions", str(profile_id), *options, stdout=out)
    return out.getvalue()


def test_command_prints_cards_written_without_model() -> None:
    profile = ProfileFactory.create()
    printed = run(profile)
    cards = list(CareerAction.objects.all())
    assert printed.startswith(
        f"{len(cards)} career actions for Amara Diallo (profile {profile.pk}), "
        "composed by rules, no AI model (offline-adviser-2):"
    )
    for number, card in enumerate(cards, start=1):
        assert f"\n{number}. [{card.get_type_display()}] {card.title}\n" in printed
    assert ActionGeneration.objects.get().trigger == "command"


def test_command_prints_model_that_wrote_cards(model: LocalServer) -> None:
    printed = run(ProfileFactory.create(consenting=True))
    assert "written by claude-haiku-4-5-20251001:" in printed
    assert len(model.requests) == 1


def test_command_leaves_queued_generation_in_line() -> None:
    queued = ActionGenerationFactory.create()
    run(queued.profile)
    queued.refresh_from_db()
    assert queued.status == "queued"
    assert ActionGeneration.objects.get(status="succeeded").pk > queued.pk


def test_failure_is_printed_in_full_and_old_cards_stay(model: LocalServer) -> None:
    old = CareerActionFactory.create(profile=ProfileFactory.create(consenting=True))
    model.behave("529")
    with pytest.raises(CommandError, match=r"Generation \d+ failed: .*OverloadedError"):
        run(old.profile)
    assert CareerAction.objects.get() == old


def test_unknown_profile_is_refused_with_list_of_profiles() -> None:
    with pytest.raises(CommandError, match=r"There is no profile 999\. There are none yet\."):
        run(999)
    profile = ProfileFactory.create()
    with pytest.raises(CommandError, match=f"Existing profiles: {profile.pk}."):
        run(999999)


def test_json_output_holds_cards() -> None:
    profile = ProfileFactory.create()
    printed = json.loads(run(profile, "--json"))
    card = CareerAction.objects.order_by("position").first()
    assert card is not None
    assert printed["profile"] == profile.pk
    assert printed["model_version"] == "offline-adviser-2"
    assert printed["validation_issues"] == []
    assert printed["actions"][0] == {
        "id": card.pk,
        "type": card.type,
        "title": card.title,
        "description": card.description,
        "rationale": card.rationale,
        "profile_basis": card.profile_basis,
        "hidden": False,
    }


def test_validation_issues_are_printed(
    model: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    model.behave("broken_items:title")
    run(ProfileFactory.create(consenting=True))
    assert "Validation: actions." in capsys.readouterr().err


def test_queue_option_leaves_generation_to_worker(settle: Settle) -> None:
    profile = ProfileFactory.create()
    with settle():
        printed = run(profile, "--queue")
        generation = ActionGeneration.objects.get()
        assert generation.status == "queued"
    generation.refresh_from_db()
    assert printed == f"Generation {generation.pk} is queued for profile {profile.pk}.\n"
    assert generation.status == "succeeded"
    assert not OrmQ.objects.exists()


def test_queue_option_prints_json() -> None:
    printed = json.loads(run(ProfileFactory.create(), "--queue", "--json"))
    assert printed == {"generation": ActionGeneration.objects.get().pk, "status": "queued"}


def test_dry_run_prints_request_without_calling_model(model: LocalServer) -> None:
    profile = ProfileFactory.create(consenting=True)
    printed = run(profile, "--dry-run")
    assert ACTION_GENERATION_SYSTEM_PROMPT in printed
    assert '"name": "generate_career_actions"' in printed
    assert "None — this is a first-time generation." in printed
    body = json.loads(run(profile, "--dry-run", "--json"))
    assert body["max_tokens"] == 4096
    assert (model.requests, ActionGeneration.objects.count()) == ([], 0)
