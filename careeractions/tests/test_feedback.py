"""The candidate's opinion of a move."""

from typing import Any

import pytest
from django.test import Client

from careeractions import tasks
from careeractions.models import ActionFeedback, CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def give(card: CareerAction, opinion: str, *, headers: dict[str, str] | None = None) -> Any:
    url = f"/actions/{card.pk}/feedback/{opinion}/"
    return client_of(card.profile).post(url, headers=headers or {})


def opinions() -> list[str]:
    return list(ActionFeedback.objects.values_list("opinion", flat=True))


@pytest.mark.parametrize("status", CareerAction.Status.values)
def test_opinion_of_card_in_any_status_is_stored(status: str) -> None:
    card = CareerActionFactory.create(status=status, dismissed_from="active", template="a/b")
    reply = give(card, "helpful", headers=HTMX)
    row = ActionFeedback.objects.get()
    assert reply.status_code == 200
    assert (row.action, row.opinion, row.title, row.template) == (
        card,
        "helpful",
        card.title,
        "a/b",
    )
    assert 'aria-pressed="true"' in text_of(reply)


def test_same_opinion_again_is_taken_back() -> None:
    card = CareerActionFactory.create()
    give(card, "helpful")
    give(card, "helpful")
    assert opinions() == []


def test_other_opinion_replaces_the_first() -> None:
    card = CareerActionFactory.create()
    give(card, "helpful")
    reply = give(card, "not_for_me", headers=HTMX)
    assert opinions() == ["not_for_me"]
    assert "Dismiss this move to hide it and tell us why" in words_of(reply)
    card.refresh_from_db()
    assert card.status == "active"


def test_opinion_without_javascript_leads_back_to_the_card() -> None:
    card = CareerActionFactory.create()
    response = give(card, "helpful")
    assert response.status_code == 302
    assert response.url.endswith(f"#action-{card.pk}")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_opinion_of_somebody_elses_card_is_not_found(headers: dict[str, str]) -> None:
    card, other = CareerActionFactory.create(), ProfileFactory.create()
    url = f"/actions/{card.pk}/feedback/helpful/"
    assert client_of(other).post(url, headers=headers).status_code == 404
    assert opinions() == []


def test_opinion_needs_post_sign_in_and_known_word(client: Client) -> None:
    card = CareerActionFactory.create()
    url = f"/actions/{card.pk}/feedback/"
    assert client_of(card.profile).get(f"{url}helpful/").status_code == 405
    assert client.post(f"{url}helpful/").status_code == 302
    assert client_of(card.profile).post(f"{url}great/").status_code == 404
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(card.profile.user)
    assert guarded.post(f"{url}helpful/").status_code == 403
    assert opinions() == []


def test_opinion_outlives_the_card_that_a_refresh_replaces() -> None:
    card = CareerActionFactory.create()
    give(card, "not_for_me")
    tasks.generate(ActionGenerationFactory.create(profile=card.profile).pk)
    assert not CareerAction.objects.filter(pk=card.pk).exists()
    row = ActionFeedback.objects.get()
    assert (row.action, row.opinion, row.title) == (None, "not_for_me", card.title)


def test_page_shows_the_opinion_without_more_queries(django_assert_num_queries: Any) -> None:
    profile = ProfileFactory.create()
    card = CareerActionFactory.create(profile=profile)
    client = client_of(profile)
    page = text_of(client.get("/actions/"))
    assert page.count('aria-pressed="false"') == 2
    give(card, "helpful")
    cards = CareerAction.objects.shown_to(profile).with_feedback()
    with django_assert_num_queries(1):
        assert [card.opinion for card in cards] == ["helpful"]
