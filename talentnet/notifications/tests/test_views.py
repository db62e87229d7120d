"""The page on which mails are chosen and the calendar's address is made and revoked."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind
from talentnet.notifications.tests.people import client_of, reader
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


def address_in(response: Any) -> str | None:
    found = re.search(r'readonly value="([^"]*)"', text_of(response))
    return found.group(1) if found else None


def zone_selected(response: Any) -> str | None:
    found = re.search(r'<option value="([^"]*)" selected', text_of(response))
    return found.group(1) if found else None


def kinds_of(user: User) -> list[MailKind]:
    choice = MailChoice.objects.filter(user=user).first()
    return choice.kinds if choice else []


def test_settings_lead_to_it(amara: Profile) -> None:
    assert f'href="{PAGE}"' in text_of(client_of(amara.user).get(reverse("home:settings")))


@pytest.mark.parametrize("path", [PAGE, CHOOSE, RENEW, REVOKE])
def test_it_needs_a_sign_in(path: str) -> None:
    client = Client()
    response = client.get(path) if path == PAGE else client.post(path)
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", [CHOOSE, RENEW, REVOKE])
def test_changes_are_posted_with_a_token(amara: Profile, path: str) -> None:
    client = client_of(amara.user, enforce_csrf_checks=True)
    assert (client.get(path).status_code, client.post(path).status_code) == (405, 403)


def test_nothing_is_chosen_at_first(amara: Profile) -> None:
    page = text_of(client_of(amara.user).get(PAGE))
    assert "checked" not in page
    assert amara.user.email in page


@pytest.mark.parametrize("kind", list(MailKind))
def test_each_kind_is_chosen_by_itself(amara: Profile, kind: MailKind) -> None:
    client = client_of(amara.user)
    response = client.post(CHOOSE, {kind.value: "on", "time_zone": "Asia/Kathmandu"})
    assert response.headers["Location"] == PAGE
    amara.user.refresh_from_db()
    assert (kinds_of(amara.user), amara.user.time_zone) == ([kind], "Asia/Kathmandu")
    page = text_of(client.get(PAGE))
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]*checked', page) == [kind.value]


def test_choosing_anew_replaces_the_choice_of_its_owner_alone(amara: Profile) -> None:
    other = reader(*MailKind)
    client = client_of(amara.user)
    for form in ({"week": "on", "deadlines": "on"}, {"week": "on"}):
        client.post(CHOOSE, {**form, "time_zone": "UTC"})
    assert (kinds_of(amara.user), kinds_of(other.user)) == ([MailKind.WEEK], list(MailKind))
    client.post(CHOOSE, {})
    assert (kinds_of(amara.user), kinds_of(other.user)) == ([], list(MailKind))


def test_a_mail_needs_a_time_zone_and_the_browser_s_is_proposed(amara: Profile) -> None:
    client = client_of(amara.user)
    client.cookies["tz"] = "Asia/Kolkata"
    assert zone_selected(client.get(PAGE)) == "Asia/Kolkata"
    response = client.post(CHOOSE, {"week": "on", "time_zone": ""})
    assert response.status_code == 422
    assert "Choose your time zone" in text_of(response)
    assert kinds_of(amara.user) == []


def test_the_zone_that_was_chosen_comes_before_the_browser_s(amara: Profile) -> None:
    amara.user.time_zone = "Europe/Lisbon"
    amara.user.save()
    client = client_of(amara.user)
    client.cookies["tz"] = "Asia/Kolkata"
    assert zone_selected(client.get(PAGE)) == "Europe/Lisbon"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_refused(amara: Profile, zone: str) -> None:
    client = client_of(amara.user)
    client.cookies["tz"] = zone
    assert client.get(PAGE).status_code == 200
    assert client.post(CHOOSE, {"week": "on", "time_zone": zone}).status_code == 422
    amara.user.refresh_from_db()
    assert (kinds_of(amara.user), amara.user.time_zone) == ([], "")


def test_turning_all_off_keeps_the_zone_as_it_was(amara: Profile) -> None:
    client_of(amara.user).post(CHOOSE, {"time_zone": "Asia/Kolkata"})
    amara.user.refresh_from_db()
    assert amara.user.time_zone == ""


def test_mails_that_wait_for_a_zone_say_so() -> None:
    waiting, going = reader(MailKind.WEEK, zone=""), reader(MailKind.WEEK)
    pages = [text_of(client_of(profile.user).get(PAGE)) for profile in (waiting, going)]
    assert ["Mails are waiting for your time zone" in page for page in pages] == [True, False]


def test_an_address_that_is_not_confirmed_is_not_promised_mail() -> None:
    profile = ProfileFactory.create()
    page = text_of(client_of(profile.user).get(PAGE))
    assert "before your email address is confirmed" in page


def test_the_address_of_a_calendar_is_made_and_shown_once(amara: Profile) -> None:
    client = client_of(amara.user)
    response = client.post(RENEW, {"replaces": ""})
    address = address_in(response)
    assert address is not None
    assert address.startswith("http://testserver/calendar/")
    assert "no-store" in response.headers["Cache-Control"]
    assert address.replace("http://", "webcal://") in text_of(response)
    assert Client().get(address).status_code == 200
    later = client.get(PAGE)
    assert address_in(later) is None
    assert address.rpartition("/")[2] not in text_of(later)


def test_a_form_sent_twice_does_not_revoke_what_it_has_just_made(amara: Profile) -> None:
    client = client_of(amara.user)
    address = address_in(client.post(RENEW, {"replaces": ""}))
    again = client.post(RENEW, {"replaces": ""})
    assert again.headers["Location"] == PAGE
    assert Client().get(str(address)).status_code == 200


def test_a_new_address_ends_the_old_one(amara: Profile) -> None:
    client = client_of(amara.user)
    old = address_in(client.post(RENEW, {"replaces": ""}))
    present = CalendarFeed.objects.get(user=amara.user)
    page = text_of(client.get(PAGE))
    assert f'name="replaces" value="{present.pk}"' in page
    new = address_in(client.post(RENEW, {"replaces": str(present.pk)}))
    answers = [Client().get(str(address)).status_code for address in (old, new)]
    assert answers == [404, 200]


def test_revoking_ends_one_s_own_address_alone(amara: Profile) -> None:
    other = ProfileFactory.create()
    addresses = [
        str(address_in(client_of(profile.user).post(RENEW, {"replaces": ""})))
        for profile in (amara, other)
    ]
    client_of(amara.user).post(REVOKE)
    assert [Client().get(address).status_code for address in addresses] == [404, 200]


@pytest.mark.parametrize("feed", [False, True])
def test_the_page_takes_a_fixed_number_of_queries(
    amara: Profile, feed: bool, django_assert_num_queries: Any
) -> None:
    if feed:
        CalendarFeed.objects.renew(amara.user, replaces="")
    client = client_of(amara.user)
    with django_assert_num_queries(5):  # session, user, choice, address, feed
        client.get(PAGE)
