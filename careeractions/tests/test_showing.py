"""Hiding on real pages: nothing that the checks hide is shown, and nothing stored changes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from careeractions.growth_links import addressed_by
from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.growth import GrowthArea
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.accounts.models import User
from talentnet.environment import read_environment
from talentnet.treatments import DEFAULT_TREATMENTS, treatments_from

pytestmark = pytest.mark.django_db


def finding(words: str, place: str, severity: str = "hide_text", code: str = "fact") -> Any:
    return {"code": code, "severity": severity, "words": words, "action": 0, "place": place}


def card_with(*findings: Any, **fields: Any) -> CareerAction:
    card: CareerAction = CareerActionFactory.create(
        description="Write a harness. Read the Foxglove paper. Publish it.",
        rationale="You know Python. You led Foxglove.",
        findings=list(findings),
        **fields,
    )
    return card


def pages_of(card: CareerAction) -> str:
    client = client_of(card.profile)
    urls = ("/actions/", "/actions/panel/", reverse("matching:matches"), reverse("home:dashboard"))
    return " ".join(text_of(client.get(url)) for url in urls)


def test_false_sentences_are_not_shown() -> None:
    card = card_with(finding("Foxglove", "description"), finding("You led", "rationale"))
    page = pages_of(card)
    assert "Write a harness. Publish it." in page
    assert "You know Python." in page
    assert "Foxglove" not in page
    card.refresh_from_db()
    assert card.description == "Write a harness. Read the Foxglove paper. Publish it."


@pytest.mark.parametrize(
    "hiding",
    [
        finding("Build", "title"),
        finding("Foxglove", "description", "hide_card", "hazard"),
        finding("You know Python. You led Foxglove.", "rationale"),
    ],
)
def test_new_card_can_be_hidden_as_whole(hiding: Any) -> None:
    card = card_with(hiding)
    assert (card.is_hidden, card.shown) == (True, None)
    page = pages_of(card)
    assert card.title not in page
    assert f"action-{card.pk}" not in page
    assert 'All <span class="count">' not in page


def test_noted_finding_hides_nothing() -> None:
    page = pages_of(card_with(finding("Foxglove", "description", "note")))
    assert "Read the Foxglove paper." in page


@pytest.mark.parametrize("status", ["saved", "in_progress", "done", "dismissed"])
def test_card_chosen_before_is_never_hidden_as_whole(status: str) -> None:
    card = card_with(finding("Build", "title", "hide_card", "copy"), status=status)
    assert card.shown is not None
    assert card.title in text_of(client_of(card.profile).get("/actions/"))


def test_chosen_card_keeps_its_sentences_hidden() -> None:
    card = card_with(finding("Foxglove", "description"), status="saved")
    assert "Foxglove paper" not in pages_of(card)


def test_hidden_card_cannot_be_chosen() -> None:
    card = card_with(finding("Build", "title"))
    client = client_of(card.profile)
    for url in (f"/actions/{card.pk}/save/", f"/actions/{card.pk}/note/"):
        assert client.post(url, {"note": "Mine"}, headers=HTMX).status_code == 404
    assert client.get(f"/actions/{card.pk}/add-to-profile/").status_code == 404
    card.refresh_from_db()
    assert card.status == "active"


def test_growth_area_is_not_addressed_by_hidden_text() -> None:
    area = GrowthArea("Build skill in Foxglove", 1)
    seen = card_with(finding("Foxglove", "description"))
    assert addressed_by([area], [seen]) == {}


def test_export_holds_hidden_text() -> None:
    card = card_with(finding("Build", "title"))
    response = client_of(card.profile).get(reverse("profiles:resume"))
    assert card.title in text_of(response)


def test_prefilled_entry_holds_no_hidden_sentence() -> None:
    card = card_with(finding("Foxglove", "description"), status="done")
    page = text_of(client_of(card.profile).get(f"/actions/{card.pk}/add-to-profile/"))
    assert "Write a harness. Publish it." in page
    assert "Foxglove" not in page


def test_setting_is_read_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKS", "name=note, generic=hide_card")
    assert read_environment().checks == {"name": "note", "generic": "hide_card"}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("nonsense=note", "has no check"), ("name=never", "takes check=note"), ("name", "takes")],
)
def test_wrong_setting_is_refused_with_sentence(value: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        treatments_from(value)


def test_untrue_and_unsafe_text_is_hidden_by_default() -> None:
    hiding = {code for code, treatment in DEFAULT_TREATMENTS.items() if treatment != "note"}
    assert hiding == {"basis", "fact", "name", "url", "hazard", "copy"}


def test_staff_see_hidden_cards_and_findings() -> None:
    card = card_with(finding("Build", "title"))
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "x"))
    page = words_of(client.get(reverse("admin:careeractions_careeraction_change", args=[card.pk])))
    assert card.title in page
    assert "hide_text" in page
    listed = client.get(reverse("admin:careeractions_careeraction_changelist"), {"is_hidden": "1"})
    assert card.title in words_of(listed)
