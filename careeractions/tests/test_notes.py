"""Private notes: autosaved, and never overwriting a note from another tab."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client

from careeractions.models import NOTE_LENGTH, CareerAction
from careeractions.tests.factories import CareerActionFactory
from devtools.local_server import LocalServer
from matching.tests.factories import MatchFactory
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
_SEEN = re.compile(r'name="seen" id="note-seen-\d+" value="(\w*)"')


def token_in(response: Any) -> str:
    """Token that the page holds for its next save."""
    found = _SEEN.search(text_of(response))
    assert found is not None
    return found[1]


class Tab:
    """Browser tab on the moves page that edits one card's note."""

    def __init__(self, card: CareerAction) -> None:
        self.card = card
        self.client: Client = client_of(card.profile)
        self.token = token_in(self.client.get("/actions/"))

    def type(self, note: str, **sent: str) -> Any:
        """Autosave with the latest token, as the page does while typing."""
        fields = {"note": note, "seen": self.token, **sent}
        response = self.client.post(f"/actions/{self.card.pk}/note/", fields, headers=HTMX)
        if found := _SEEN.search(text_of(response)):
            self.token = found[1]
        return response


def note_of(card: CareerAction) -> str:
    card.refresh_from_db()
    return card.note


def test_note_is_saved_while_typing() -> None:
    card = CareerActionFactory.create(status="saved")
    tab = Tab(card)
    for text in ("Ask", "Ask Mira", "Ask Mira about graders", ""):
        response = tab.type(text)
        assert (response.status_code, note_of(card)) == (200, text)
        assert "Saved at " in words_of(response)
    assert 'hx-swap-oob="true"' in text_of(response)


def test_note_is_shown_on_reload() -> None:
    card = CareerActionFactory.create(note="Ask <Mira>.")
    for url in ("/actions/", "/matches/", "/home/", "/actions/panel/"):
        assert "Ask &lt;Mira&gt;.</textarea>" in text_of(client_of(card.profile).get(url))


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("active", "saved"),
        ("saved", "saved"),
        ("in_progress", "in_progress"),
        ("done", "done"),
    ],
)
def test_note_on_new_card_saves_card(status: str, after: str) -> None:
    card = CareerActionFactory.create(status=status)
    response = Tab(card).type("Mine.")
    assert (note_of(card), card.status) == ("Mine.", after)
    said = '<span class="badge plain">Saved</span>' in text_of(response)
    assert said is (after == "saved")


def test_empty_note_does_not_save_card() -> None:
    card = CareerActionFactory.create()
    assert Tab(card).type("   ").status_code == 200
    assert (note_of(card), card.status) == ("", "active")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_note_on_dismissed_card_is_refused(headers: dict[str, str]) -> None:
    card = CareerActionFactory.create(status="dismissed", dismissed_from="saved", note="Before.")
    client = client_of(card.profile)
    response = client.post(f"/actions/{card.pk}/note/", {"note": "After."}, headers=headers)
    assert response.status_code == 409
    assert "This move is dismissed. Restore it to add a note." in text_of(response)
    assert (note_of(card), card.status) == ("Before.", "dismissed")


def test_refused_note_text_is_shown_again() -> None:
    card = CareerActionFactory.create(status="dismissed", dismissed_from="saved")
    client = client_of(card.profile)
    assert "Ask Jo." in text_of(client.post(f"/actions/{card.pk}/note/", {"note": "Ask Jo."}))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_note_on_foreign_card_is_404(headers: dict[str, str]) -> None:
    card = CareerActionFactory.create(note="Secret.")
    client = client_of(ProfileFactory.create())
    response = client.post(f"/actions/{card.pk}/note/", {"note": "Hi."}, headers=headers)
    assert response.status_code == 404
    assert "Secret." not in text_of(response)
    assert card.title not in text_of(response)
    assert note_of(card) == "Secret."


def test_later_tab_is_shown_note_stored_by_other_tab() -> None:
    card = CareerActionFactory.create(status="saved", note="First.")
    one, other = Tab(card), Tab(card)
    assert one.type("From <one> tab.").status_code == 200
    refused = other.type("From the other.")
    assert (refused.status_code, note_of(card)) == (409, "From <one> tab.")
    assert "Not saved: this changed in another tab." in words_of(refused)
    assert "<dt>Private note</dt><dd>From &lt;one&gt; tab.</dd>" in text_of(refused)
    # Refused until the candidate chooses a version.
    assert other.type("From the other, still.").status_code == 409
    kept = other.type("From the other.", overwrite="1")
    assert (kept.status_code, note_of(card)) == (200, "From the other.")
    assert other.type("And on.").status_code == 200


def test_same_note_from_two_tabs_is_no_conflict() -> None:
    card = CareerActionFactory.create(status="saved")
    one, other = Tab(card), Tab(card)
    assert one.type("Same.").status_code == 200
    assert other.type("Same.").status_code == 200


def test_note_is_saved_without_javascript() -> None:
    card = CareerActionFactory.create()
    tab = Tab(card)
    fields = {"note": "Plain.", "seen": tab.token, "next": "/actions/?show=active"}
    done = tab.client.post(f"/actions/{card.pk}/note/", fields)
    assert (done.status_code, done.headers["Location"]) == (
        302,
        f"/actions/?show=active#action-{card.pk}",
    )
    assert [str(m) for m in get_messages(done.wsgi_request)] == ["Your note has been saved."]
    refused = tab.client.post(f"/actions/{card.pk}/note/", fields | {"note": "Of an old <page>."})
    assert (refused.status_code, note_of(card)) == (409, "Plain.")
    page = text_of(refused)
    assert "<dd>Plain.</dd>" in page
    # The text is still in the form, and the candidate can save it from this page.
    assert "Of an old &lt;page&gt;.</textarea>" in page
    assert 'name="next" value="/actions/?show=active"' in page
    kept = fields | {"note": "Kept.", "overwrite": "1"}
    assert tab.client.post(f"/actions/{card.pk}/note/", kept).status_code == 302
    assert note_of(card) == "Kept."


def test_too_long_note_is_refused_with_message() -> None:
    card = CareerActionFactory.create(status="saved", note="Short.")
    tab = Tab(card)
    refused = tab.type("x" * (NOTE_LENGTH + 1))
    assert (refused.status_code, note_of(card)) == (422, "Short.")
    assert "at most 2000 characters" in words_of(refused)
    assert "Saved at " not in words_of(refused)
    saved = tab.type("x" * NOTE_LENGTH)
    assert (saved.status_code, note_of(card)) == (200, "x" * NOTE_LENGTH)
    # The error message disappears.
    assert re.search(r'<div class="errors" id="[^"]+" hx-swap-oob="true"></div>', text_of(saved))


def test_note_survives_every_transition() -> None:
    card = CareerActionFactory.create(note="Mine.")
    client = client_of(card.profile)
    for verb in ("save", "start", "cancel", "dismiss", "restore", "start", "complete"):
        assert client.post(f"/actions/{card.pk}/{verb}/").status_code == 302
        assert note_of(card) == "Mine."


def test_notes_are_never_sent_to_model(model: LocalServer) -> None:
    profile = ProfileFactory.create(consenting=True)
    MatchFactory.create(profile=profile)
    for status in CareerAction.Status:
        CareerActionFactory.create(
            profile=profile,
            status=status,
            note="Zanzibar note",
            dismiss_reason="Zanzibar reason" if status == "dismissed" else "",
            dismissed_from="saved" if status == "dismissed" else "",
        )
    call_command("generate_actions", profile.pk)
    (request,) = model.requests
    assert "Build a small evaluation harness" in str(request.body)
    assert "Zanzibar" not in str(request.body)
