"""Consent to AI processing: giving, repeating and withdrawing it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import SIGN_IN, html_of, messages_of, open_form, section_url
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.tests.pages import Page

pytestmark = pytest.mark.django_db

URL, PRIVACY = "/profile/ai/", "/profile/edit/privacy/"


def is_now(moment: dt.datetime | None) -> bool:
    return moment is not None and timezone.now() - moment < dt.timedelta(minutes=1)


def test_consent_is_stored_with_date(client: Client, amara: Profile) -> None:
    response = client.post(URL, {"choice": "yes"})
    assert (response.status_code, response.headers["Location"]) == (302, PRIVACY)
    assert messages_of(response) == [
        "AI is on. It writes your matches and moves from your next refresh."
    ]
    amara.refresh_from_db()
    assert (is_now(amara.ai_consent_at), is_now(amara.ai_choice_at)) == (True, True)


def test_repeated_consent_keeps_first_date(client: Client, amara: Profile) -> None:
    consented_at = timezone.now() - dt.timedelta(days=30)
    Profile.objects.update(ai_consent_at=consented_at, ai_choice_at=consented_at)
    client.post(URL, {"choice": "yes"})
    client.post(PRIVACY, open_form(client, PRIVACY))
    amara.refresh_from_db()
    assert (amara.ai_consent_at, is_now(amara.ai_choice_at)) == (consented_at, True)
    assert f"You agreed on {consented_at:%b} {consented_at.day}, {consented_at.year}" in html_of(
        client.get(PRIVACY)
    )


def test_withdrawn_consent_is_cleared(client: Client, amara: Profile) -> None:
    Profile.objects.update(ai_consent_at=timezone.now())
    response = client.post(URL, {"choice": "no"})
    assert messages_of(response) == ["AI is off. Talentnet's rules write your matches and moves."]
    amara.refresh_from_db()
    assert (amara.ai_consent_at, is_now(amara.ai_choice_at)) == (None, True)
    assert "No AI model reads your profile" in html_of(client.get(PRIVACY))


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_either_answer_fills_privacy_section(client: Client, choice: str) -> None:
    profile = ProfileFactory.create(privacy_saved_at=None)
    client.force_login(profile.user)
    client.post(URL, {"choice": choice})
    profile.refresh_from_db()
    assert is_now(profile.privacy_saved_at)
    assert profile.has_chosen_about_ai is True


def test_consent_changes_no_other_field_or_profile(client: Client, amara: Profile) -> None:
    other = ProfileFactory.create()
    client.post(URL, {"choice": "yes", "name": "Ada", "user": str(other.user.pk)})
    amara.refresh_from_db()
    other.refresh_from_db()
    assert (amara.name, other.ai_consent_at, other.ai_choice_at) == ("Amara Diallo", None, None)


@pytest.mark.parametrize("choice", ["", "maybe", "YES"])
def test_unknown_answer_is_refused(client: Client, amara: Profile, choice: str) -> None:
    assert client.post(URL, {"choice": choice}).status_code == 404
    assert client.post(URL, {}).status_code == 404
    amara.refresh_from_db()
    assert (amara.ai_consent_at, amara.ai_choice_at) == (None, None)


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/matches/", "/matches/"),
        ("/home/?a=b#c", "/home/?a=b#c"),
        ("http://testserver/matches/", "http://testserver/matches/"),
        ("https://elsewhere.example.org/", PRIVACY),
        ("//elsewhere.example.org/", PRIVACY),
        ("/\\elsewhere.example.org", PRIVACY),
        ("///elsewhere.example.org", PRIVACY),
        ("http:elsewhere.example.org", PRIVACY),
        ("javascript:alert(1)", PRIVACY),
        ("\x01//elsewhere.example.org", PRIVACY),
        ("", PRIVACY),
        ("matches", "matches"),
        ("/a\r\nSet-Cookie: b=c", "/a%0D%0ASet-Cookie:%20b=c"),
    ],
)
def test_redirect_stays_on_own_host(
    client: Client, amara: Profile, target: str, leads_to: str
) -> None:
    response = client.post(URL, {"choice": "no", "next": target})
    assert (response.status_code, response.headers["Location"]) == (302, leads_to)


@pytest.mark.parametrize(
    ("consenting", "chosen", "offered"),
    [(False, False, ["yes", "no"]), (False, True, ["yes"]), (True, True, ["no"])],
)
def test_privacy_section_offers_possible_choices(
    client: Client, consenting: bool, chosen: bool, offered: list[str]
) -> None:
    answered = timezone.now() if chosen else None
    client.force_login(ProfileFactory.create(consenting=consenting, ai_choice_at=answered).user)
    page = Page(client.get(section_url("privacy")))
    assert [e.value for e in page.all("button", name="choice")] == offered
    assert page.form_data(URL)["next"] == [PRIVACY]


def test_signed_out_choice_changes_nothing(client: Client, amara: Profile) -> None:
    client.logout()
    response = client.post(URL, {"choice": "yes"})
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert Profile.objects.get().ai_consent_at is None


def test_choice_without_csrf_token_is_refused(amara: Profile) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    assert strict.post(URL, {"choice": "yes"}).status_code == 403
    assert Profile.objects.get().ai_consent_at is None


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_other_methods_are_not_allowed(client: Client, amara: Profile, method: str) -> None:
    assert getattr(client, method)(URL).status_code == 405
