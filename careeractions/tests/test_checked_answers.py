"""Answers with planted faults, sent by the local server through the real command."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import CareerActionFactory
from devtools.local_server import LocalServer
from matching.tests.visitors import client_of, text_of
from talentnet.accounts.models import User
from talentnet.json_values import storable_value
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db


def item(**fields: Any) -> dict[str, Any]:
    values = {
        "type": "build_tools",
        "title": "Build a small tool for honest auditors",
        "description": "Write one script. Let two people use it.",
        "rationale": "You know Python.",
        "profileBasis": ["Python"],
    }
    return values | fields


PLANTED = [
    item(
        rationale="You know Python. Your PhD in marine biology helps.",
        profileBasis=["Python", "PhD in marine biology"],
    ),
    item(
        type="replicate",
        title="Repeat one published result about control",
        description="Read “Concrete Problems in AI Safety” first. Then repeat one result.",
    ),
    item(
        type="teach_write",
        title="Publish a guide to one nerve agent",
        description="Publish the synthesis route of a nerve agent step by step.",
    ),
    item(type="volunteer", title="Review saved work for a local charity"),
]


def candidate() -> Profile:
    profile: Profile = ProfileFactory.create(consenting=True)
    WorkExperienceFactory.create(profile=profile)
    return profile


def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "x"))
    return client


def send(model: LocalServer, profile: Profile, *items: dict[str, Any]) -> tuple[str, str]:
    model.answer_with({"actions": list(items)})
    out, err = StringIO(), StringIO()
    call_command("generate_actions", str(profile.pk), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_nothing_false_is_on_the_page(model: LocalServer) -> None:
    profile = candidate()
    saved = CareerActionFactory.create(
        profile=profile, status="saved", title=PLANTED[3]["title"], description="Do it twice."
    )
    _, errors = send(model, profile, *PLANTED)
    page = text_of(client_of(profile).get("/actions/"))
    for words in ("marine biology", "Concrete Problems", "nerve agent"):
        assert words not in page
    assert page.count(saved.title) == text_of(client_of(profile).get("/actions/?show=saved")).count(
        saved.title
    )
    assert "You know Python." in page
    assert "Then repeat one result." in page
    for code in ("basis", "fact", "name", "hazard", "copy"):
        assert f"{code} in " in errors


def test_stored_rows_hold_answer_to_the_letter(model: LocalServer) -> None:
    profile = candidate()
    printed, _ = send(model, profile, *PLANTED)
    generation = ActionGeneration.objects.get()
    assert generation.answer == {"actions": PLANTED}
    cards = CareerAction.objects.filter(generation=generation).order_by("position")
    assert [
        (card.title, card.description, card.rationale, card.profile_basis) for card in cards
    ] == [(i["title"], i["description"], i["rationale"], i["profileBasis"]) for i in PLANTED]
    assert [card.is_hidden for card in cards] == [False, False, True, False]
    assert printed.count("(hidden by the checks)") == 1
    kept = [finding for card in cards for finding in card.findings]
    assert kept == generation.findings


def test_set_without_shown_card_fails_and_keeps_old_cards(model: LocalServer) -> None:
    profile = candidate()
    old = CareerActionFactory.create(profile=profile)
    with pytest.raises(CommandError, match="The checks hide every action"):
        send(model, profile, PLANTED[2])
    assert CareerAction.objects.get() == old
    generation = ActionGeneration.objects.get()
    assert generation.status == "failed"
    assert generation.answer == {"actions": [PLANTED[2]]}
    assert [finding["code"] for finding in generation.findings] == ["hazard"]


def test_staff_see_answer_and_findings_of_failure(model: LocalServer) -> None:
    profile = candidate()
    with pytest.raises(CommandError):
        send(model, profile, PLANTED[2])
    pk = ActionGeneration.objects.get().pk
    page = text_of(staff().get(reverse("admin:careeractions_actiongeneration_change", args=[pk])))
    assert "nerve agent" in page
    assert "hide_card" in page


def test_json_from_outside_becomes_storable() -> None:
    deep: Any = "end"
    for _ in range(80):
        deep = [deep]
    value = storable_value({"a\x00": ["b\ud800", float("nan"), deep]}, 10_000)
    assert value["a"][:2] == ["b", "nan"]
    assert storable_value(["x" * 100], 50) == '["' + "x" * 48
