"""Reasons for dismissal, in the candidate's own words."""

from typing import Any

import pytest
from django.contrib.messages import get_messages

from careeractions.models import REASON_LENGTH, CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def dismissed(**fields: Any) -> CareerAction:
    made: CareerAction = CareerActionFactory.create(
        status="dismissed", dismissed_from="saved", **fields
    )
    return made


def post_reason(card: CareerAction, reason: str, *, headers: dict[str, str] | None = None) -> Any:
    url = f"/actions/{card.pk}/reason/"
    sent = {"reason": reason, "next": "/actions/?show=dismissed"}
    return client_of(card.profile).post(url, sent, headers=headers or {})


def reason_of(card: CareerAction) -> str:
    card.refresh_from_db()
    return card.dismiss_reason


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_reason_for_dismissal_is_asked_and_stored() -> None:
    card = CareerActionFactory.create()
    asked = client_of(card.profile).post(f"/actions/{card.pk}/dismiss/", headers=HTMX)
    assert "Tell us why (optional)" in words_of(asked)
    assert 'name="reason" value="Too big for now"' in text_of(asked)
    reply = post_reason(card, "Too <big> for now", headers=HTMX)
    assert (reply.status_code, reason_of(card), card.status) == (
        200,
        "Too <big> for now",
        "dismissed",
    )
    assert "You said: Too &lt;big&gt; for now" in text_of(reply)
    assert f'action="/actions/{card.pk}/restore/"' in text_of(reply)


def test_reason_is_stored_without_javascript() -> None:
    card = dismissed()
    response = post_reason(card, "Not for me")
    assert (response.status_code, reason_of(card)) == (302, "Not for me")
    assert response.url == f"/actions/?show=dismissed#action-{card.pk}"
    assert messages_of(response) == ["Thanks, we've noted your reason."]


def test_restoring_card_clears_reason() -> None:
    card = dismissed(dismiss_reason="Not for me")
    client_of(card.profile).post(f"/actions/{card.pk}/restore/")
    assert (reason_of(card), card.status) == ("", "saved")


def test_too_long_reason_is_refused_but_stays_in_field() -> None:
    card = dismissed()
    longest = "x" * REASON_LENGTH
    fragment = post_reason(card, longest + "y", headers=HTMX)
    assert (fragment.status_code, reason_of(card)) == (409, "")
    assert f'value="{longest}y"' in text_of(fragment)
    assert "at most 300 characters" in words_of(fragment)
    page = post_reason(card, longest + "y")
    assert (page.status_code, reason_of(card)) == (302, "")
    assert messages_of(page) == ["We couldn't save your reason: keep it under 300 characters."]
    assert (post_reason(card, longest).status_code, reason_of(card)) == (302, longest)


@pytest.mark.parametrize("status", ["active", "saved", "in_progress", "done"])
def test_reason_is_accepted_for_dismissed_card_only(status: str) -> None:
    card = CareerActionFactory.create(status=status)
    fragment = post_reason(card, "Not for me", headers=HTMX)
    assert (fragment.status_code, reason_of(card), card.status) == (409, "", status)
    assert f'id="action-{card.pk}"' in text_of(fragment)
    page = post_reason(card, "Not for me")
    assert (page.status_code, reason_of(card)) == (302, "")
    assert messages_of(page) == ["We couldn't save your reason: this move is no longer dismissed."]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_reason_for_foreign_card_is_404(headers: dict[str, str]) -> None:
    card = dismissed()
    client = client_of(ProfileFactory.create())
    response = client.post(f"/actions/{card.pk}/reason/", {"reason": "Ha"}, headers=headers)
    assert (response.status_code, reason_of(card)) == (404, "")
    assert card.title not in text_of(response)
