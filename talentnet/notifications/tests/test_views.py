"""Settings page for emails and the calendar link."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind
from talentnet.notifications.tests.people import client_of, create_reader
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db

PAGE = "/settings/notifications/"
CHOOSE = "/settings/notifications/mails/"
RENEW = "/settings/notifications/calendar/"
REVOKE = "/settings/notifications/calendar/revoke/"


@pytest.fixture
def amara() -> Profile:
    profile = ProfileFactory.create()
    profile.user.vouch_for_email()
    return profile


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def link_in(response: Any) -> str | None:
    match = re.search(r'readonly value="([^"]*)"', text_of(response))
    return match.group(1) if match else None


def zone_selected(response: Any) -> str | None:
    match = re.search(r'<option value="([^"]*)" selected', text_of(response))
    return match.group(1) if match else None


def kinds_of(user: User) -> list[MailKind]:
    choice = MailChoice.objects.filter(user=user).first()
    return choice.kinds if choice else []


def test_settings_link_to_page(amara: Profile) -> None:
    assert f'href="{PAGE}"' in text_of(client_of(amara.user).get(reverse("home:settings")))


@pytest.mark.parametrize("path", [PAGE, CHOOSE, RENEW, REVOKE])
def test_views_require_sign_in(path: str) -> None:
    client = Client()
    response = client.get(path) if path == PAGE else client.post(path)
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", [CHOOSE, RENEW, REVOKE])
def test_changes_require_post_and_csrf_token(amara: Profile, path: str) -> None:
    client = client_of(amara.user, enforce_csrf_checks=True)
    assert (client.get(path).status_code, client.post(path).status_code) == (405, 403)


def test_all_kinds_are_off_at_first(amara: Profile) -> None:
    page = text_of(client_of(amara.user).get(PAGE))
    assert "checked" not in page
    assert amara.user.email in page


@pytest.mark.parametrize("kind", list(MailKind))
def test_each_kind_can_be_chosen_alone(amara: Profile, kind: MailKind) -> None:
    client = client_of(amara.user)
    response = client.post(CHOOSE, {kind.value: "on", "time_zone": "Asia/Kathmandu"})
    assert response.headers["Location"] == PAGE
    amara.user.refresh_from_db()
    assert (kinds_of(amara.user), amara.user.time_zone) == ([kind], "Asia/Kathmandu")
    page = text_of(client.get(PAGE))
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]*checked', page) == [kind.value]


def test_new_choice_replaces_only_owners_choice(amara: Profile) -> None:
    other = create_reader(*MailKind)
    client = client_of(amara.user)
    for form in ({"week": "on", "deadlines": "on"}, {"week": "on"}):
        client.post(CHOOSE, {**form, "time_zone": "UTC"})
    assert (kinds_of(amara.user), kinds_of(other.user)) == ([MailKind.WEEK], list(MailKind))
    client.post(CHOOSE, {})
    assert (kinds_of(amara.user), kinds_of(other.user)) == ([], list(MailKind))


def test_choice_without_zone_is_refused_browser_zone_proposed(amara: Profile) -> None:
    client = client_of(amara.user)
    client.cookies["tz"] = "Asia/Kolkata"
    assert zone_selected(client.get(PAGE)) == "Asia/Kolkata"
    response = client.post(CHOOSE, {"week": "on", "time_zone": ""})
    assert response.status_code == 422
    assert "Choose your time zone" in text_of(response)
    assert kinds_of(amara.user) == []


def test_chosen_zone_precedes_browser_zone(amara: Profile) -> None:
    amara.user.time_zone = "Europe/Lisbon"
    amara.user.save()
    client = client_of(amara.user)
    client.cookies["tz"] = "Asia/Kolkata"
    assert zone_selected(client.get(PAGE)) == "Europe/Lisbon"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd"])
def test_unknown_zone_is_refused(amara: Profile, zone: str) -> None:
    client = client_of(amara.user)
    client.cookies["tz"] = zone
    assert client.get(PAGE).status_code == 200
    assert client.post(CHOOSE, {"week": "on", "time_zone": zone}).status_code == 422
    amara.user.refresh_from_db()
    assert (kinds_of(amara.user), amara.user.time_zone) == ([], "")


def test_turning_all_off_keeps_stored_zone(amara: Profile) -> None:
    client_of(amara.user).post(CHOOSE, {"time_zone": "Asia/Kolkata"})
    amara.user.refresh_from_db()
    assert amara.user.time_zone == ""


def test_page_warns_when_zone_is_missing() -> None:
    zoneless, complete = create_reader(MailKind.WEEK, zone=""), create_reader(MailKind.WEEK)
    pages = [text_of(client_of(profile.user).get(PAGE)) for profile in (zoneless, complete)]
    assert ["Choose your time zone below." in page for page in pages] == [True, False]


def test_page_asks_to_confirm_address_first() -> None:
    profile = ProfileFactory.create()
    page = text_of(client_of(profile.user).get(PAGE))
    assert "until you confirm your email address" in page


def test_new_calendar_link_is_shown_once(amara: Profile) -> None:
    client = client_of(amara.user)
    response = client.post(RENEW, {"replaces": ""})
    link = link_in(response)
    assert link is not None
    assert link.startswith("http://testserver/calendar/")
    assert "no-store" in response.headers["Cache-Control"]
    assert link.replace("http://", "webcal://") in text_of(response)
    assert Client().get(link).status_code == 200
    later = client.get(PAGE)
    assert link_in(later) is None
    assert link.rpartition("/")[2] not in text_of(later)


def test_second_submit_keeps_new_link(amara: Profile) -> None:
    client = client_of(amara.user)
    link = link_in(client.post(RENEW, {"replaces": ""}))
    again = client.post(RENEW, {"replaces": ""})
    assert again.headers["Location"] == PAGE
    assert Client().get(str(link)).status_code == 200


def test_new_link_disables_old_link(amara: Profile) -> None:
    client = client_of(amara.user)
    old = link_in(client.post(RENEW, {"replaces": ""}))
    current = CalendarFeed.objects.get(user=amara.user)
    page = text_of(client.get(PAGE))
    assert f'name="replaces" value="{current.pk}"' in page
    new = link_in(client.post(RENEW, {"replaces": str(current.pk)}))
    answers = [Client().get(str(link)).status_code for link in (old, new)]
    assert answers == [404, 200]


def test_revoking_disables_only_own_link(amara: Profile) -> None:
    other = ProfileFactory.create()
    links = [
        str(link_in(client_of(profile.user).post(RENEW, {"replaces": ""})))
        for profile in (amara, other)
    ]
    client_of(amara.user).post(REVOKE)
    assert [Client().get(link).status_code for link in links] == [404, 200]


@pytest.mark.parametrize("feed", [False, True])
def test_page_takes_five_queries(
    amara: Profile, feed: bool, django_assert_num_queries: Any
) -> None:
    if feed:
        CalendarFeed.objects.renew(amara.user, replaces="")
    client = client_of(amara.user)
    with django_assert_num_queries(5):  # session, user, choice, address, feed
        client.get(PAGE)
