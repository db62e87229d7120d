import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careeractions.models import CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from careeractions.transitions import TRANSITIONS
from matching.tests.factories import MatchRefreshFactory
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def change_url(card: CareerAction, verb: str = "save") -> str:
    return reverse("careeractions:change", args=[card.pk, verb])


def test_htmx_transition_swaps_card_in_place() -> None:
    card = CareerActionFactory.create()
    response = client_of(card.profile).post(change_url(card), headers=HTMX)
    card.refresh_from_db()
    assert (response.status_code, card.status) == (200, "saved")
    assert f'id="action-{card.pk}"' in text_of(response)
    assert change_url(card, "unsave") in text_of(response)
    assert f'action="{change_url(card, "save")}"' not in text_of(response)


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/matches/?sort=deadline", "/matches/?sort=deadline"),
        ("https://elsewhere.example/", ""),
    ],
)
def test_fragment_form_redirects_to_its_page(page: str, back: str) -> None:
    card = CareerActionFactory.create()
    asked_from = HTMX | {"HX-Current-URL": page}
    panel = client_of(card.profile).get(reverse("careeractions:panel"), headers=asked_from)
    assert f'name="next" value="{back}"' in text_of(panel)


def test_transition_without_javascript_shows_message() -> None:
    card = CareerActionFactory.create()
    response = client_of(card.profile).post(change_url(card, "dismiss"), follow=True)
    card.refresh_from_db()
    assert card.status == "dismissed"
    assert response.redirect_chain == [(f"/matches/#action-{card.pk}", 302)]
    assert "Dismissed. You can restore it from the Dismissed filter." in text_of(response)
    assert change_url(card, "restore") in text_of(response)


def test_forbidden_transition_is_409_with_current_card() -> None:
    card = CareerActionFactory.create(status="done")
    client = client_of(card.profile)
    fragment = client.post(change_url(card, "start"), headers=HTMX)
    page = client.post(change_url(card, "start"))
    card.refresh_from_db()
    assert (fragment.status_code, page.status_code, card.status) == (409, 409, "done")
    sentence = "“Start” didn't work: this move is done now. Did you change it in another tab?"
    assert sentence in words_of(fragment)
    assert sentence in words_of(page)
    assert (text_of(fragment).lstrip()[:8], text_of(page)[:9]) == ("<article", "<!doctype")


def test_transition_of_replaced_card_says_so() -> None:
    card = CareerActionFactory.create()
    url, client = change_url(card), client_of(card.profile)
    card.delete()
    fragment = client.post(url, headers=HTMX)
    page = client.post(url)
    assert (fragment.status_code, page.status_code) == (404, 404)
    assert text_of(fragment).startswith('<p class="notice warning" role="alert">This move was rep')
    # Shown in a place that exists even if the card has left the page.
    assert fragment.headers["HX-Retarget"] == "#actions-status"
    assert fragment.headers["HX-Trigger"] == '{"actions-changed": {}}'
    assert "This move was replaced" in text_of(page)


@pytest.mark.parametrize("verb", list(TRANSITIONS))
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_foreign_card_is_404(verb: str, headers: dict[str, str]) -> None:
    card = CareerActionFactory.create()
    stranger = client_of(ProfileFactory.create())
    response = stranger.post(change_url(card, verb), headers=headers)
    card.refresh_from_db()
    assert (response.status_code, card.status) == (404, "active")
    assert card.title not in text_of(response)


def test_panel_shows_own_cards_only() -> None:
    card = CareerActionFactory.create()
    response = client_of(ProfileFactory.create()).get(reverse("careeractions:panel"))
    assert card.title not in text_of(response)
    assert "Nothing here yet." in text_of(response)


def test_lapsed_session_redirects_whole_page_to_sign_in() -> None:
    card = CareerActionFactory.create()
    fragment = Client().post(change_url(card), headers=HTMX)
    assert fragment.headers["HX-Redirect"] == "/accounts/login/?next=%2Fmatches%2F"
    assert text_of(fragment) == ""
    page = Client().post(change_url(card))
    assert page.headers["Location"] == "/accounts/login/?next=/"
    card.refresh_from_db()
    assert card.status == "active"


def test_unknown_verb_and_get_are_refused() -> None:
    card = CareerActionFactory.create()
    client = client_of(card.profile)
    assert client.post(f"/actions/{card.pk}/burn/").status_code == 404
    assert client.get(change_url(card)).status_code == 405


def test_form_without_csrf_token_is_refused() -> None:
    card = CareerActionFactory.create()
    client = Client(enforce_csrf_checks=True)
    client.force_login(card.profile.user)
    assert client.post(change_url(card)).status_code == 403
    assert client.post(change_url(card), headers=HTMX).headers["HX-Refresh"] == "true"
    card.refresh_from_db()
    assert card.status == "active"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("queued", "Writing your next moves soon…"),
        ("running", "Writing your next moves…"),
    ],
)
def test_panel_polls_while_generation_is_live(status: str, said: str) -> None:
    deadline = timezone.now() + dt.timedelta(minutes=1)
    generation = ActionGenerationFactory.create(status=status, deadline=deadline)
    response = client_of(generation.profile).get(reverse("careeractions:status"), headers=HTMX)
    assert said in text_of(response)
    assert 'hx-trigger="every 150ms"' in text_of(response)
    assert "HX-Trigger" not in response.headers


def test_panel_polls_while_refresh_is_live() -> None:
    refresh = MatchRefreshFactory.create()
    response = client_of(refresh.profile).get(reverse("careeractions:status"), headers=HTMX)
    assert "We'll write your next moves when your matches are ready." in words_of(response)
    assert 'hx-trigger="every 500ms"' in text_of(
        response
    )  # the refresh's matches come first, not cards


@pytest.mark.parametrize("status", ["succeeded", "failed", "superseded", "overdue", "nothing"])
def test_panel_stops_polling_once_nothing_is_pending(status: str) -> None:
    profile = ProfileFactory.create()
    if status == "overdue":
        past = timezone.now() - dt.timedelta(seconds=1)
        ActionGenerationFactory.create(profile=profile, status="running", deadline=past)
    elif status != "nothing":
        ActionGenerationFactory.create(profile=profile, status=status, error="429 from the API")
    response = client_of(profile).get(reverse("careeractions:status"), headers=HTMX)
    assert "every " not in text_of(response)
    assert response.headers["HX-Trigger"] == '{"actions-changed": {}}'
    # The error is for staff; the candidate still sees the old cards.
    assert "429" not in text_of(response)


def test_panel_does_not_wait_for_older_generation() -> None:
    deadline = timezone.now() + dt.timedelta(minutes=1)
    older = ActionGenerationFactory.create(status="running", deadline=deadline)
    ActionGenerationFactory.create(profile=older.profile, status="succeeded")
    response = client_of(older.profile).get(reverse("careeractions:status"), headers=HTMX)
    assert "every " not in text_of(response)


def test_polling_interval_grows() -> None:
    generation = ActionGenerationFactory.create()
    client = client_of(generation.profile)
    delays = []
    for age in (0, 20, 40, 120, 3600):
        generation.created_at = timezone.now() - dt.timedelta(seconds=age)
        generation.save()
        page = text_of(client.get(reverse("careeractions:status"), headers=HTMX))
        delays.append(page.split('hx-trigger="every ')[1].split('"')[0])
    assert delays == ["150ms", "500ms", "2s", "5s", "15s"]


def test_card_shows_all_parts_and_its_author() -> None:
    profile = ProfileFactory.create()
    CareerActionFactory.create(
        profile=profile,
        title="Publish a <b>small</b> harness",
        rationale="You know Rust.",
        profile_basis=["Engineer & tests"],
    )
    CareerActionFactory.create(profile=profile, model_version="claude-haiku-4-5-20251001")
    page = text_of(client_of(profile).get(reverse("careeractions:panel")))
    assert "Publish a &lt;b&gt;small&lt;/b&gt; harness" in page
    assert "You know Rust." in page
    assert "Engineer &amp; tests" in page
    assert page.count("Written by Talentnet's rules, without AI.") == 1
    assert page.count("Written by an AI model (claude-haiku-4-5-20251001)") == 1
