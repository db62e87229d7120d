"""Resetting a forgotten password with a code, and changing a password."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.accounts.tests.journey import (
    EMAIL,
    FIRST_PAGE,
    NEW_PASSWORD,
    PASSWORD,
    another_code,
    code_of,
    enter_code,
    last_mail,
    page_without,
    person,
    sign_in,
    signed_in_as,
)

pytestmark = pytest.mark.django_db

RESET = reverse("account_reset_password")
ENTER_CODE = reverse("account_confirm_password_reset_code")
CHOOSE = reverse("account_complete_password_reset")
CHANGE = reverse("account_change_password")
CHOSEN = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
NOBODY = "nobody@example.org"


def request_code(client: Client, email: str = EMAIL) -> str:
    assert client.post(RESET, {"email": email}).headers["Location"] == ENTER_CODE
    return code_of(last_mail())


def test_password_reset_signs_out_other_devices(
    client: Client,
) -> None:
    person()
    other_device = Client()
    sign_in(other_device)
    code = request_code(client)
    assert enter_code(client, ENTER_CODE, code).headers["Location"] == CHOOSE
    assert client.post(CHOOSE, CHOSEN).headers["Location"] == FIRST_PAGE
    assert (signed_in_as(client), signed_in_as(other_device)) == (EMAIL, None)
    assert User.objects.get(email=EMAIL).check_password(NEW_PASSWORD)
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([EMAIL], "Your code for a new password"),
        ([EMAIL], "Your password was changed"),
    ]


def test_password_reset_needs_code(client: Client) -> None:
    person()
    code = request_code(client)
    assert client.post(CHOOSE, CHOSEN).headers["Location"] == ENTER_CODE
    for _ in range(3):
        answer = enter_code(client, ENTER_CODE, another_code(code))
    assert answer.headers["Location"] == reverse("account_login")
    enter_code(client, ENTER_CODE, code)
    client.post(CHOOSE, CHOSEN)
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_weak_password_error_is_shown_at_field(client: Client) -> None:
    person()
    enter_code(client, ENTER_CODE, request_code(client))
    answer = client.post(CHOOSE, {"password1": "password", "password2": "password"})
    assert answer.context["form"].errors == {"password1": ["This password is too common."]}
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_known_email_looks_like_unknown_one() -> None:
    person()
    registered, unregistered = Client(), Client()
    pages = {
        page_without(registered.post(RESET, {"email": EMAIL}, follow=True), EMAIL),
        page_without(unregistered.post(RESET, {"email": NOBODY}, follow=True), NOBODY),
    }
    assert len(pages) == 1
    pages = {
        page_without(enter_code(registered, ENTER_CODE, "0000-0000"), EMAIL),
        page_without(enter_code(unregistered, ENTER_CODE, "0000-0000"), NOBODY),
    }
    assert len(pages) == 1
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([EMAIL], "Your code for a new password"),
        ([NOBODY], "No account with this email address"),
    ]


def test_imported_user_without_password_gets_in_with_code(client: Client) -> None:
    User.objects.create_user(EMAIL)
    enter_code(client, ENTER_CODE, request_code(client))
    assert client.post(CHOOSE, CHOSEN).headers["Location"] == FIRST_PAGE
    assert signed_in_as(client) == EMAIL
    assert [m.subject for m in mail.outbox] == [
        "Your code for a new password",
        "Your password was changed",
    ]


def test_password_change_signs_out_other_devices_only(client: Client) -> None:
    person()
    other_device = Client()
    sign_in(client)
    sign_in(other_device)
    client.post(CHANGE, {"oldpassword": PASSWORD, **CHOSEN})
    assert (signed_in_as(client), signed_in_as(other_device)) == (EMAIL, None)
    assert User.objects.get(email=EMAIL).check_password(NEW_PASSWORD)
    message = last_mail()
    assert (message.to, message.subject) == ([EMAIL], "Your password was changed")
    assert "From:  127.0.0.1" in str(message.body)
    assert f"http://testserver{RESET}" in str(message.body)


def test_password_change_needs_current_password(client: Client) -> None:
    person()
    sign_in(client)
    answer = client.post(CHANGE, {"oldpassword": "another harbor", **CHOSEN})
    assert answer.context["form"].errors == {"oldpassword": ["That isn't your current password."]}
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)
    assert mail.outbox == []
