"""Generator tests against a real HTTP server that speaks the Messages API."""

from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from careeractions import tasks
from careeractions.models import ActionGeneration, CareerAction
from careeractions.prompts import (
    ACTION_GENERATION_SYSTEM_PROMPT,
    GENERATE_CAREER_ACTIONS_TOOL,
    PROMPT_VERSION,
)
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from devtools.local_server import LocalServer
from matching.prompts import build_profile_context
from matching.tests.factories import MatchFactory, recommendation
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db
KEPT = ("saved", "in_progress", "done", "dismissed")


def consenting() -> Profile:
    profile = ProfileFactory.create(consenting=True)
    WorkExperienceFactory.create(profile=profile)
    EducationFactory.create(profile=profile)
    return profile


def generate(profile: Profile) -> ActionGeneration:
    generation = ActionGenerationFactory.create(profile=profile)
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    return generation


def message_of(model: LocalServer) -> str:
    return str(model.requests[-1].body["messages"][0]["content"])


def test_request_to_model_is_exactly_as_specified(model: LocalServer) -> None:
    profile = consenting()
    MatchFactory.create(
        profile=profile,
        recommendations=[
            recommendation("Build skill in SQL"),
            recommendation("Lead a small team", type="experience"),
            recommendation("Mention your thesis", type="specific"),
        ],
    )
    MatchFactory.create(profile=profile, recommendations=[recommendation("lead a small TEAM")])
    generate(profile)
    (request,) = model.requests
    assert request.body == {
        "model": "claude-haiku-4-5-20251001",
        "max_tokens": 4096,
        "system": ACTION_GENERATION_SYSTEM_PROMPT,
        "tools": [GENERATE_CAREER_ACTIONS_TOOL],
        "tool_choice": {"type": "tool", "name": "generate_career_actions"},
        "messages": [
            {
                "role": "user",
                "content": (
                    f"## Candidate Profile\n\n{build_profile_context(profile)}\n\n"
                    "## Growth Areas from Matching\n\n- Lead a small team\n- Build skill in SQL\n\n"
                    "## Preserved Actions (do not duplicate)\n\n"
                    "None — this is a first-time generation."
                ),
            }
        ],
    }


def test_successful_generation_is_stored_whole(model: LocalServer) -> None:
    profile = consenting()
    generation = generate(profile)
    assert (generation.status, generation.error) == ("succeeded", "")
    assert generation.model_version == "claude-haiku-4-5-20251001"
    assert generation.prompt_version == PROMPT_VERSION
    call = LLMCall.objects.get()
    assert generation.llm_call == call
    assert (call.outcome, call.user) == ("answered", profile.user)
    assert (call.operation, call.model) == ("generate_career_actions", "claude-haiku-4-5-20251001")
    assert call.request_id == model.requests[0].request_id
    assert (call.input_tokens > 0, call.output_tokens > 0, call.cost_usd > 0) == (True,) * 3
    cards = list(CareerAction.objects.filter(generation=generation))
    assert 3 <= len(cards) <= 5
    assert [card.position for card in cards] == list(range(len(cards)))
    assert {(card.status, card.model_version) for card in cards} == {
        ("active", "claude-haiku-4-5-20251001")
    }


@pytest.mark.parametrize(
    ("behavior", "outcome", "said"),
    [
        ("429", "rate_limited", "RateLimitError"),
        ("500", "server_error", "InternalServerError"),
        ("529", "overloaded", "OverloadedError"),
        ("401", "rejected", "AuthenticationError"),
        ("cut", "connection_error", "APIConnectionError"),
        ("cut_midway", "connection_error", "APIConnectionError"),
        ("prose", "no_tool_call", "no call of the forced tool"),
        ("refusal", "refused", "The model refused to answer."),
        ("truncated", "truncated", "max_tokens (4096)"),
        ("truncated_empty", "truncated", "max_tokens (4096)"),
    ],
)
def test_failed_call_is_not_retried_and_keeps_old_cards(
    model: LocalServer, behavior: str, outcome: str, said: str
) -> None:
    old = CareerActionFactory.create(profile=consenting())
    model.behave(behavior)
    generation = generate(old.profile)
    assert len(model.requests) == 1
    assert generation.status == "failed"
    assert generation.error.startswith("GenerationFailed: ")
    assert said in generation.error
    assert LLMCall.objects.get().outcome == outcome
    assert list(CareerAction.objects.all()) == [old]


def test_answer_without_usable_item_fails_with_its_issues(model: LocalServer) -> None:
    old = CareerActionFactory.create(profile=consenting())
    model.answer_with({"actions": [{"type": "volunteer"}]})
    generation = generate(old.profile)
    assert generation.status == "failed"
    assert generation.error == "GenerationFailed: The answer holds no usable action."
    assert "actions.0: left out, it has no title and no description and no rationale" in (
        generation.validation_issues
    )
    assert list(CareerAction.objects.all()) == [old]


def test_broken_item_among_good_ones_is_skipped_with_issue(model: LocalServer) -> None:
    model.behave("broken_items:rationale")
    generation = generate(consenting())
    assert generation.status == "succeeded"
    left_out = [i for i in generation.validation_issues if "left out, it has no rationale" in i]
    assert len(left_out) == 1
    assert CareerAction.objects.filter(generation=generation).count() >= 2


def test_active_cards_are_replaced_and_preserved_ones_named(model: LocalServer) -> None:
    profile = consenting()
    active = CareerActionFactory.create(profile=profile, title="Offer a hand to a new project")
    kept = {
        status: CareerActionFactory.create(profile=profile, status=status, title=f"Do {status} it")
        for status in KEPT
    }
    generate(profile)
    assert not CareerAction.objects.filter(pk=active.pk).exists()
    assert dict(
        CareerAction.objects.filter(pk__in=[card.pk for card in kept.values()]).values_list(
            "status", "title"
        )
    ) == {status: f"Do {status} it" for status in KEPT}
    _, preserved = message_of(model).split("## Preserved Actions (do not duplicate)\n\n")
    assert preserved.splitlines() == [
        "- [build_tools] Do done it",
        "- [build_tools] Do in_progress it",
        "- [build_tools] Do saved it",
    ]


def test_later_generation_says_no_action_is_preserved(model: LocalServer) -> None:
    profile = consenting()
    generate(profile)
    generate(profile)
    assert message_of(model).endswith("None — nothing taken up yet.")


def test_near_duplicate_of_dismissed_card_gets_finding(model: LocalServer) -> None:
    profile = consenting()
    generate(profile)
    card = CareerAction.objects.filter(profile=profile).first()
    assert card is not None
    CareerAction.objects.filter(pk=card.pk).update(status="dismissed")
    again = generate(profile)
    assert "duplicate" in {finding["code"] for finding in again.findings}


def test_nothing_is_sent_without_consent(model: LocalServer) -> None:
    generation = generate(ProfileFactory.create())
    assert model.requests == []
    assert not LLMCall.objects.exists()
    assert generation.status == "succeeded"
    assert generation.model_version == "offline-adviser-2"
    assert all(card.is_offline for card in CareerAction.objects.all())


def test_failed_call_never_falls_back_to_offline_rules(model: LocalServer) -> None:
    model.behave("500")
    assert generate(consenting()).status == "failed"
    assert not CareerAction.objects.exists()


def test_result_after_newer_success_changes_nothing(model: LocalServer) -> None:
    profile = consenting()
    slow = ActionGenerationFactory.create(profile=profile)

    def let_newer_generation_succeed(_: Any) -> None:
        newer = ActionGenerationFactory.create(profile=profile, status="succeeded")
        CareerActionFactory.create(profile=profile, generation=newer)

    claimed = ActionGeneration.objects.claim(slow.pk)
    assert claimed is not None
    let_newer_generation_succeed(None)
    tasks.run(claimed)
    slow.refresh_from_db()
    assert slow.status == "superseded"
    assert slow.finished_at is not None
    assert [card.generation_id != slow.pk for card in CareerAction.objects.all()] == [True]


def test_generation_ended_during_call_stores_nothing(model: LocalServer) -> None:
    generation = ActionGenerationFactory.create(profile=consenting())
    claimed = ActionGeneration.objects.claim(generation.pk)
    assert claimed is not None
    ActionGeneration.objects.update(status="failed", error="swept")
    tasks.run(claimed)
    generation.refresh_from_db()
    assert (generation.status, generation.error) == ("failed", "swept")
    assert not CareerAction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_model_is_called_outside_any_transaction(model: LocalServer) -> None:
    generation = ActionGenerationFactory.create(profile=consenting())
    open_transactions: list[bool] = []
    own_connection = connections["default"]  # of this thread, not of the server's
    model.on_request = lambda _: open_transactions.append(own_connection.in_atomic_block)
    tasks.generate(generation.pk)
    model.on_request = None
    assert open_transactions == [False]


@pytest.mark.parametrize("rows", [1, 12])
def test_generation_takes_at_most_22_queries_at_any_size(model: LocalServer, rows: int) -> None:
    profile = consenting()
    WorkExperienceFactory.create_batch(rows, profile=profile)
    EducationFactory.create_batch(rows, profile=profile)
    MatchFactory.create_batch(rows, profile=profile, recommendations=[recommendation("Learn SQL")])
    for status in (*KEPT, "active"):
        CareerActionFactory.create_batch(rows, profile=profile, status=status)
    generation = ActionGenerationFactory.create(profile=profile)
    with CaptureQueriesContext(connection) as captured:
        tasks.generate(generation.pk)
    generation.refresh_from_db()
    assert generation.status == "succeeded"
    # Four lock the cards to delete, and detach feedback and reviews from them. Statements that end
    # the transaction read no table.
    queries = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 22


def test_hostile_keys_in_answer_are_harmless(model: LocalServer) -> None:
    good = {
        "title": "Write a plain guide to audits",
        "description": "Do it.",
        "rationale": "You can.",
        "profileBasis": ["Python"],
        "bad\x00key\ud800": 1,
    }
    model.answer_with({"actions": [good | {"type": "volunteer"}, good | {"type": "replicate"}]})
    generation = generate(consenting())
    assert (generation.status, CareerAction.objects.count()) == ("succeeded", 2)
    assert [issue for issue in generation.validation_issues if "\x00" in issue] == []


def test_failed_generation_keeps_its_issues(model: LocalServer) -> None:
    model.answer_with({"actions": [{"\x00": 1}] * 200})
    generation = generate(consenting())
    assert (generation.status, len(generation.validation_issues)) == ("failed", 50)


def test_newly_hidden_organization_is_redacted_from_request(
    model: LocalServer,
) -> None:
    profile = consenting()
    profile.hidden_from_organizations = ["Foxglove"]
    profile.save()
    CareerActionFactory.create(profile=profile, status="saved", title="Audit Foxglove tools")
    MatchFactory.create(profile=profile, recommendations=[recommendation("Leave Foxglove well")])
    generate(profile)
    assert "Foxglove" not in message_of(model)
    assert message_of(model).count("[organization withheld]") == 2


def test_active_card_with_note_survives_generation(model: LocalServer) -> None:
    profile = consenting()
    noted = CareerActionFactory.create(profile=profile, status="active", note="Ask Jo.")
    plain = CareerActionFactory.create(profile=profile, status="active")
    tasks.generate(ActionGenerationFactory.create(profile=profile).pk)
    left = set(CareerAction.objects.values_list("pk", flat=True))
    assert (noted.pk in left, plain.pk in left) == (True, False)
