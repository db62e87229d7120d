"""Public views with a secret link: calendar feed and unsubscribe page."""

import pytest
from django.core.signing import Signer
from django.test import Client

from talentnet.notifications.links import ALL_KINDS, unsubscribe_link
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind
from talentnet.notifications.tests.people import client_of, create_reader, saved_match, utc
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def feed_path_of(profile: Profile) -> str:
    current = CalendarFeed.objects.filter(user=profile.user).first()
    replaces = str(current.pk) if current else ""
    return f"/calendar/{CalendarFeed.objects.renew(profile.user, replaces=replaces)}.ics"


def test_feed_needs_no_sign_in_and_keeps_link_private() -> None:
    client = Client()
    response = client.get(feed_path_of(ProfileFactory.create()))
    assert response.status_code == 200
    headers = {name: response.headers[name] for name in ("Content-Type", "Cache-Control")}
    assert headers == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
    }
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (len(response.cookies), len(client.cookies)) == (0, 0)


def test_unchanged_feed_answers_304() -> None:
    profile = ProfileFactory.create()
    path = feed_path_of(profile)
    etag = Client().get(path).headers["ETag"]
    again = Client().get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["Referrer-Policy"] == "no-referrer"
    saved_match(profile, utc(2040, 12, 1))
    changed = Client().get(path, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_feed_refuses_post() -> None:
    path = feed_path_of(ProfileFactory.create())
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_revoked_replaced_or_invented_link_is_404() -> None:
    amara, linh = ProfileFactory.create(), ProfileFactory.create()
    replaced = feed_path_of(amara)
    current = feed_path_of(amara)
    revoked = feed_path_of(linh)
    CalendarFeed.objects.filter(user=linh.user).delete()
    paths = [current, replaced, revoked, "/calendar/x.ics", "/calendar/.ics"]
    answers = [Client().get(path).status_code for path in paths]
    assert answers == [200, 404, 404, 404, 404]


def test_feed_of_closed_account_is_404() -> None:
    profile = ProfileFactory.create()
    path = feed_path_of(profile)
    profile.user.is_active = False
    profile.user.save()
    assert Client().get(path).status_code == 404


def test_stored_feed_does_not_reveal_its_link() -> None:
    profile = ProfileFactory.create()
    token = feed_path_of(profile).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 32  # 24 bytes, 192 bits
    [stored] = CalendarFeed.objects.values()
    assert token not in str(stored)
    assert Client().get(f"/calendar/{stored['token_hash']}.ics").status_code == 404


def kinds_of(profile: Profile) -> list[MailKind]:
    return MailChoice.objects.get(user=profile.user).kinds


def path_of(link: str) -> str:
    return link.removeprefix("https://talentnet.example")


@pytest.mark.parametrize("kind", list(MailKind))
def test_unsubscribe_post_is_idempotent_and_hits_one_kind(kind: MailKind) -> None:
    amara, other = create_reader(*MailKind), create_reader(*MailKind)
    path = path_of(unsubscribe_link(amara.user.pk, kind))
    client = Client(enforce_csrf_checks=True)
    answers = [client.post(path, ONE_CLICK, content_type=FORM) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(client.cookies) == 0
    assert kinds_of(amara) == [other_kind for other_kind in MailKind if other_kind != kind]
    assert kinds_of(other) == list(MailKind)


def test_unsubscribe_from_all_turns_off_every_kind() -> None:
    amara = create_reader(*MailKind)
    Client(enforce_csrf_checks=True).post(path_of(unsubscribe_link(amara.user.pk, ALL_KINDS)))
    assert kinds_of(amara) == []


def test_get_of_unsubscribe_link_only_shows_button() -> None:
    amara = create_reader(*MailKind)
    path = path_of(unsubscribe_link(amara.user.pk, MailKind.WEEK))
    response = Client().get(path)
    page = response.content.decode()
    assert kinds_of(amara) == list(MailKind)
    assert "Unsubscribe from these emails" in page
    assert '<form class="panel stack" method="post">' in page
    assert amara.user.email not in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_unsubscribe_follows_link_not_signed_in_person() -> None:
    amara, other = create_reader(*MailKind), create_reader(*MailKind)
    client = client_of(other.user, enforce_csrf_checks=True)
    client.post(path_of(unsubscribe_link(amara.user.pk, ALL_KINDS)))
    assert (kinds_of(amara), kinds_of(other)) == ([], list(MailKind))


def test_unsubscribe_link_of_deleted_account_does_nothing() -> None:
    amara = create_reader(*MailKind)
    path = path_of(unsubscribe_link(amara.user.pk, ALL_KINDS))
    amara.user.delete()
    later = create_reader(*MailKind)
    assert later.user.pk != amara.user.pk  # ids are not reused
    assert Client().post(path).status_code == 200
    assert kinds_of(later) == list(MailKind)
    assert MailChoice.objects.count() == 1


def test_unsubscribe_link_holds_only_user_id_and_kind() -> None:
    amara = create_reader(*MailKind)
    token = path_of(unsubscribe_link(amara.user.pk, MailKind.WEEK)).split("/")[3]
    assert token.rpartition(":")[0] == f"{amara.user.pk}.week"
    page = Client().get(f"/mails/stop/{token}/").content.decode()
    assert [text for text in (amara.user.email, amara.name) if text in page] == []


def test_token_signed_with_other_salt_is_404() -> None:
    amara = create_reader(*MailKind)
    token = Signer(salt="something else").sign(f"{amara.user.pk}.week")
    assert Client().post(f"/mails/stop/{token}/").status_code == 404
    assert kinds_of(amara) == list(MailKind)


def test_only_post_unsubscribes(client: Client) -> None:
    amara = create_reader(*MailKind)
    path = path_of(unsubscribe_link(amara.user.pk, ALL_KINDS))
    answers = [
        getattr(client, method)(path).status_code
        for method in ("get", "head", "options", "put", "delete")
    ]
    assert answers == [200, 200, 405, 405, 405]
    assert kinds_of(amara) == list(MailKind)


def test_forged_token_is_404() -> None:
    amara, other = create_reader(*MailKind), create_reader(*MailKind)
    token = path_of(unsubscribe_link(amara.user.pk, MailKind.WEEK)).split("/")[3]
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
    assert (kinds_of(amara), kinds_of(other)) == (list(MailKind), list(MailKind))
