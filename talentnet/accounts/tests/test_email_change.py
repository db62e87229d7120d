"""Changing the email address: the new one replaces the old one once its code is entered."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.accounts.tests.journey import (
    CONFIRM_EMAIL,
    EMAIL,
    FIRST_PAGE,
    PASSWORD,
    code_of,
    enter_code,
    last_mail,
    person,
    sign_in,
)

pytestmark = pytest.mark.django_db

CHANGE = reverse("account_email")
REAUTHENTICATE = reverse("account_reauthenticate")
NEW = "amara@new.example.org"


def addresses() -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.values_list("email", "verified", "primary"))


@pytest.fixture
def user(client: Client) -> User:
    user = person()
    sign_in(client)
    return user


def request_change(client: Client, email: str) -> str:
    """Request the change, confirm the password, and return the path of the redirect."""
    answer = client.post(CHANGE, {"action_add": "", "email": email})
    assert answer.headers["Location"] == f"{REAUTHENTICATE}?next=%2Faccounts%2Femail%2F"
    form = {"password": PASSWORD, "next": CHANGE}
    return client.post(REAUTHENTICATE, form).headers["Location"]


def test_old_email_stays_until_new_is_confirmed(client: Client, user: User) -> None:
    assert request_change(client, NEW) == CONFIRM_EMAIL
    message = last_mail()
    assert message.to == [NEW]
    assert addresses() == [(EMAIL, True, True)]
    assert sign_in(Client()).headers["Location"] == FIRST_PAGE
    assert enter_code(client, CONFIRM_EMAIL, code_of(message)).headers["Location"] == CHANGE
    user.refresh_from_db()
    assert (user.email, addresses()) == (NEW, [(NEW, True, True)])
    assert sign_in(Client(), NEW).headers["Location"] == FIRST_PAGE
    assert sign_in(Client(), EMAIL).status_code == 200


def test_old_email_is_notified(client: Client, user: User) -> None:
    request_change(client, NEW)
    enter_code(client, CONFIRM_EMAIL, code_of(last_mail()))
    notice = last_mail()
    assert (notice.to, notice.subject) == ([EMAIL], "Your email address was changed")
    assert f"{EMAIL} to {NEW}." in str(notice.body)


def test_email_change_requires_password(client: Client, user: User) -> None:
    client.post(CHANGE, {"action_add": "", "email": NEW})
    form = {"password": "another harbor", "next": CHANGE}
    answer = client.post(REAUTHENTICATE, form)
    assert answer.context["form"].errors == {"password": ["That isn't your password."]}
    assert mail.outbox == []


def test_email_of_another_account_is_not_revealed(client: Client, user: User) -> None:
    person("callum@example.org")
    assert request_change(client, "callum@example.org") == CONFIRM_EMAIL
    message = last_mail()
    assert message.to == ["callum@example.org"]
    answer = enter_code(client, CONFIRM_EMAIL, code_of(message))
    assert answer.context["form"].errors == {"code": ["Another account uses this email address."]}
    user.refresh_from_db()
    assert user.email == EMAIL


def test_page_shows_email_and_links_to_settings(client: Client, user: User) -> None:
    page = client.get(CHANGE).content.decode()
    assert f"You sign in with <strong>{EMAIL}</strong>" in page
    assert '<a href="/settings/">Settings</a>' in page
