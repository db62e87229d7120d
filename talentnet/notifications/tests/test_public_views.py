"""What is open to whoever has its address: the calendar, and the way out of mails."""

import pytest
from django.core.signing import Signer
from django.test import Client

from talentnet.notifications.links import ALL, stop_link
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind
from talentnet.notifications.tests.people import client_of, reader, saved, utc
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def address_of(profile: Profile) -> str:
    present = CalendarFeed.objects.filter(user=profile.user).first()
    replaces = str(present.pk) if present else ""
    return f"/calendar/{CalendarFeed.objects.renew(profile.user, replaces=replaces)}.ics"


def test_a_calendar_is_read_without_sign_in_or_cookie_and_told_to_nobody() -> None:
    client = Client()
    response = client.get(address_of(ProfileFactory.create()))
    assert response.status_code == 200
    kept = {name: response.headers[name] for name in ("Content-Type", "Cache-Control")}
    assert kept == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
    }
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (len(response.cookies), len(client.cookies)) == (0, 0)


def test_an_unchanged_calendar_is_not_sent_again() -> None:
    profile = ProfileFactory.create()
    address = address_of(profile)
    etag = Client().get(address).headers["ETag"]
    again = Client().get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["Referrer-Policy"] == "no-referrer"
    saved(profile, utc(2040, 12, 1))
    changed = Client().get(address, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_a_calendar_is_read_and_nothing_else() -> None:
    address = address_of(ProfileFactory.create())
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405


def test_an_address_that_was_revoked_replaced_or_never_given_is_not_there() -> None:
    amara, linh = ProfileFactory.create(), ProfileFactory.create()
    replaced = address_of(amara)
    present = address_of(amara)
    revoked = address_of(linh)
    CalendarFeed.objects.filter(user=linh.user).delete()
    addresses = [present, replaced, revoked, "/calendar/x.ics", "/calendar/.ics"]
    answers = [Client().get(address).status_code for address in addresses]
    assert answers == [200, 404, 404, 404, 404]


def test_the_calendar_of_a_closed_account_is_not_there() -> None:
    profile = ProfileFactory.create()
    address = address_of(profile)
    profile.user.is_active = False
    profile.user.save()
    assert Client().get(address).status_code == 404


def test_a_stored_feed_does_not_tell_its_address() -> None:
    profile = ProfileFactory.create()
    token = address_of(profile).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 32  # 24 bytes, 192 bits
    [stored] = CalendarFeed.objects.values()
    assert token not in str(stored)
    assert Client().get(f"/calendar/{stored['token_hash']}.ics").status_code == 404


def chosen(profile: Profile) -> list[MailKind]:
    return MailChoice.objects.get(user=profile.user).kinds


def path_of(link: str) -> str:
    return link.removeprefix("https://talentnet.example")


@pytest.mark.parametrize("kind", list(MailKind))
def test_one_click_stops_one_kind_for_one_person_and_works_twice(kind: MailKind) -> None:
    amara, other = reader(*MailKind), reader(*MailKind)
    path = path_of(stop_link(amara.user.pk, kind))
    client = Client(enforce_csrf_checks=True)
    answers = [client.post(path, ONE_CLICK, content_type=FORM) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(client.cookies) == 0
    assert chosen(amara) == [other_kind for other_kind in MailKind if other_kind != kind]
    assert chosen(other) == list(MailKind)


def test_all_mails_are_stopped_at_once() -> None:
    amara = reader(*MailKind)
    Client(enforce_csrf_checks=True).post(path_of(stop_link(amara.user.pk, ALL)))
    assert chosen(amara) == []


def test_following_the_link_changes_nothing_and_shows_a_button() -> None:
    amara = reader(*MailKind)
    path = path_of(stop_link(amara.user.pk, MailKind.WEEK))
    response = Client().get(path)
    page = response.content.decode()
    assert chosen(amara) == list(MailKind)
    assert "Stop these mails" in page
    assert '<form class="panel stack" method="post">' in page
    assert amara.user.email not in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_stops_the_mails_of_whom_the_link_names_whoever_is_signed_in() -> None:
    amara, other = reader(*MailKind), reader(*MailKind)
    client = client_of(other.user, enforce_csrf_checks=True)
    client.post(path_of(stop_link(amara.user.pk, ALL)))
    assert (chosen(amara), chosen(other)) == ([], list(MailKind))


def test_the_link_outlives_an_account_and_then_does_nothing() -> None:
    amara = reader(*MailKind)
    path = path_of(stop_link(amara.user.pk, ALL))
    amara.user.delete()
    later = reader(*MailKind)
    assert later.user.pk != amara.user.pk  # numbers are not given out again
    assert Client().post(path).status_code == 200
    assert chosen(later) == list(MailKind)
    assert MailChoice.objects.count() == 1


def test_the_link_names_a_number_and_a_kind_and_tells_no_more() -> None:
    amara = reader(*MailKind)
    token = path_of(stop_link(amara.user.pk, MailKind.WEEK)).split("/")[3]
    assert token.rpartition(":")[0] == f"{amara.user.pk}.week"
    page = Client().get(f"/mails/stop/{token}/").content.decode()
    assert [told for told in (amara.user.email, amara.name) if told in page] == []


def test_a_token_signed_for_something_else_stops_nothing() -> None:
    amara = reader(*MailKind)
    token = Signer(salt="something else").sign(f"{amara.user.pk}.week")
    assert Client().post(f"/mails/stop/{token}/").status_code == 404
    assert chosen(amara) == list(MailKind)


def test_only_a_post_stops(client: Client) -> None:
    amara = reader(*MailKind)
    path = path_of(stop_link(amara.user.pk, ALL))
    answers = [
        getattr(client, method)(path).status_code
        for method in ("get", "head", "options", "put", "delete")
    ]
    assert answers == [200, 200, 405, 405, 405]
    assert chosen(amara) == list(MailKind)


def test_what_we_have_not_signed_stops_nothing() -> None:
    amara, other = reader(*MailKind), reader(*MailKind)
    token = path_of(stop_link(amara.user.pk, MailKind.WEEK)).split("/")[3]
    signature = token.partition(":")[2]
    forged = [
        f"{other.user.pk}.week:{signature}",
        f"{amara.user.pk}.all:{signature}",
        token[:-1],
        "x",
        f"{amara.user.pk}.week",
    ]
    answers = [Client().post(f"/mails/stop/{wrong}/").status_code for wrong in forged]
    assert answers == [404] * len(forged)
    assert (chosen(amara), chosen(other)) == (list(MailKind), list(MailKind))
