"""Session store: the account of a session, from the first step of a sign-in on."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from talentnet.accounts.models import Session
from talentnet.accounts.sessions import SessionStore
from talentnet.accounts.tests.journey import EMAIL, person, sign_in, sign_up, signed_in_as

pytestmark = pytest.mark.django_db


def owners() -> list[str | None]:
    return [each.account.email if each.account else None for each in Session.objects.all()]


def test_session_belongs_to_signed_in_user(client: Client) -> None:
    person()
    sign_in(client)
    assert owners() == [EMAIL]
    assert client.session.get_session_cookie_age() > 0


def test_session_key_with_nul_is_rejected() -> None:
    """PostgreSQL refuses a query with a NUL in a text."""
    assert SessionStore("a" * 32).session_key == "a" * 32
    assert SessionStore("\x00" * 32).session_key is None


def test_session_belongs_to_user_before_confirmation(client: Client) -> None:
    sign_up(client)
    assert (signed_in_as(client), owners()) == (None, [EMAIL])


def test_session_belongs_to_user_resetting_password(client: Client) -> None:
    person()
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    assert owners() == [EMAIL]


def test_visitor_session_has_no_user() -> None:
    SessionStore().create()
    assert owners() == [None]


def test_signed_out_session_has_no_user(client: Client) -> None:
    person()
    sign_in(client)
    client.post(reverse("account_logout"))
    assert EMAIL not in owners()


def test_clearsessions_deletes_expired_sessions(client: Client) -> None:
    person()
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    SessionStore().create()
    call_command("clearsessions")
    assert owners() == [None]
