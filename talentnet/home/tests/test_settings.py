"""Settings: time zone, preview of the text for the model, and the choice about AI."""

import html
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.utils import timezone

from devtools.local_server import LocalServer
from matching.prompts import build_profile_context
from matching.tests.visitors import client_of, text_of, words_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)
from talentnet.timezones import zone_names

pytestmark = pytest.mark.django_db
URL, ZONE, SENT = "/settings/", "/settings/time-zone/", "/settings/sent-to-the-model/"


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create(
        name="Amara Diallo",
        pronouns="she/her",
        links=["https://amara.example.org"],
        hidden_from_organizations=["Lantern <Field>"],
        summary="I am Amara Diallo (she/her), see https://amara.example.org or amara.example.org; "
        "once at Lantern <Field>. I like <b> & “quotes”.\n## Not a heading",
        user__email="amara@example.org",
    )
    return profile


def zone_of(profile: Profile) -> str:
    profile.user.refresh_from_db()
    return profile.user.time_zone


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Argentina/Buenos_Aires", "UTC", ""])
def test_time_zone_is_saved(amara: Profile, zone: str) -> None:
    amara.user.time_zone = "Europe/Lisbon"
    amara.user.save()
    client = client_of(amara)
    response = client.post(ZONE, {"time_zone": zone})
    assert (response.status_code, response.headers["Location"], zone_of(amara)) == (302, URL, zone)
    assert messages_of(response) == ["Your time zone is saved."]
    assert f'<option value="{zone}" selected>' in text_of(client.get(URL))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Asia/Tokyo ' OR 1=1", "../etc/passwd", "x" * 99])
def test_unknown_time_zone_is_refused(amara: Profile, zone: str) -> None:
    client = client_of(amara)
    client.post(ZONE, {"time_zone": "Asia/Tokyo"})
    response = client.post(ZONE, {"time_zone": zone})
    assert (response.status_code, response.headers["Location"], zone_of(amara)) == (
        302,
        URL,
        "Asia/Tokyo",
    )
    assert messages_of(response)[-1] == "We don't know that time zone. Choose one from the list."


def test_every_known_zone_can_be_chosen(amara: Profile) -> None:
    page = text_of(client_of(amara).get(URL))
    assert page.count("<option value=") == len(zone_names()) + 1
    assert "Use my browser&#x27;s time zone</option>" in page


def test_browser_zone_is_shown_until_one_is_chosen(amara: Profile) -> None:
    client = client_of(amara)
    client.cookies["tz"] = "Asia/Tokyo"
    assert "Your browser's time zone is Asia/Tokyo." in words_of(client.get(URL))
    client.post(ZONE, {"time_zone": "Africa/Nairobi"})
    assert "Your browser's time zone is" not in words_of(client.get(URL))


def sent_text(profile: Profile) -> str:
    page = text_of(client_of(profile).get(SENT))
    return html.unescape(
        page.partition('<pre class="panel sent"')[2].partition(">")[2].partition("</pre>")[0]
    )


def test_preview_shows_exact_text_for_model(amara: Profile) -> None:
    WorkExperienceFactory.create(profile=amara, description="Kept <tests> honest & calm.")
    EducationFactory.create(profile=amara)
    assert sent_text(amara) == build_profile_context(Profile.objects.get(pk=amara.pk))
    assert "Kept <tests> honest & calm." in sent_text(amara)


def test_preview_holds_no_identifying_data(amara: Profile) -> None:
    text = sent_text(amara)
    for secret in ("Amara", "Diallo", "she/her", "example.org", "amara@", "Lantern"):
        assert secret not in text
    assert "Summary:" in text


def test_preview_of_empty_profile_says_so() -> None:
    profile = ProfileFactory.create(
        **dict.fromkeys(("location", "headline", "career_goals"), ""),
        skills=[],
        ai_safety_interests=[],
        role_types=[],
    )
    assert sent_text(profile) == "The candidate has not written anything yet."


def test_request_to_model_holds_previewed_text(amara: Profile, model: LocalServer) -> None:
    Profile.objects.filter(pk=amara.pk).update(ai_consent_at=timezone.now())
    call_command("generate_actions", amara.pk)
    (request,) = model.requests
    assert sent_text(amara) in str(request.body["messages"][0]["content"])


def test_preview_says_if_text_is_sent(amara: Profile, model: LocalServer) -> None:
    client = client_of(amara)
    assert "We don't send anything now. With your consent," in words_of(client.get(SENT))
    Profile.objects.filter(pk=amara.pk).update(ai_consent_at=timezone.now())
    page = words_of(client.get(SENT))
    assert "We don't send anything now" not in page
    assert "We send this exact text about you to an AI model at each refresh." in page


NO_MODEL = "This site has no AI model right now"
UNASKED = "Use AI for your matches and moves?"
AGREED = "You agreed on"
REFUSED = "No AI model reads your profile."


def choices(page: str) -> list[str]:
    part = page.partition('id="ai"')[2].partition("</section>")[0]
    return [choice for choice in ("yes", "no") if f'name="choice" value="{choice}"' in part]


def test_ai_section_follows_each_choice(amara: Profile) -> None:
    client = client_of(amara)

    def state() -> tuple[list[str], list[str]]:
        page = client.get(URL)
        words = words_of(page)
        return (
            [text for text in (UNASKED, AGREED, REFUSED, NO_MODEL) if text in words],
            choices(text_of(page)),
        )

    assert state() == ([UNASKED], ["yes", "no"])
    client.post("/profile/ai/", {"choice": "no", "next": URL})
    assert state() == ([REFUSED], ["yes"])
    client.post("/profile/ai/", {"choice": "yes", "next": URL})
    assert state() == ([AGREED, NO_MODEL], ["no"])
    client.post("/profile/ai/", {"choice": "no", "next": URL})
    assert state() == ([REFUSED], ["yes"])


def test_consent_with_model_shows_no_missing_model(amara: Profile, model: LocalServer) -> None:
    Profile.objects.filter(pk=amara.pk).update(ai_consent_at=timezone.now())
    page = words_of(client_of(amara).get(URL))
    assert AGREED in page
    assert NO_MODEL not in page


def test_hidden_organizations_are_listed(amara: Profile) -> None:
    page = text_of(client_of(amara).get(URL))
    assert "<li>Lantern &lt;Field&gt;</li>" in page
    assert "Signed in as amara@example.org" in words_of(client_of(amara).get(URL))
    assert "None yet. For example, add your current employer." in words_of(
        client_of(ProfileFactory.create()).get(URL)
    )


@pytest.mark.parametrize("url", [URL, SENT])
def test_settings_require_sign_in(client: Any, url: str) -> None:
    assert client.get(url).url == f"/accounts/login/?next={url}"
    assert client.post(ZONE, {"time_zone": "UTC"}).url.startswith("/accounts/login/")
