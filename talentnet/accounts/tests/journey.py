"""Steps shared by the account tests: sign-up, sign-in, and reading codes from emails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

EMAIL = "amara@example.org"
PASSWORD = "a quiet harbor at dawn"
NEW_PASSWORD = "a loud harbor at noon"
FIRST_PAGE = resolve_url(settings.LOGIN_REDIRECT_URL)
CONFIRM_EMAIL = reverse("account_email_verification_sent")


def person(email: str = EMAIL, password: str | None = PASSWORD) -> User:
    """Create an account with a confirmed email address."""
    user = User.objects.create_user(email, password)
    user.vouch_for_email()
    return user


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Answer:
    form = {"login": email, "password": password, **more}
    return client.post(reverse("account_login"), form)


def sign_up(client: Client, email: str = EMAIL, **more: str) -> Answer:
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD, **more}
    return client.post(reverse("account_signup"), form)


def enter_code(client: Client, path: str, code: str) -> Answer:
    return client.post(path, {"code": code})


def signed_in_as(client: Client) -> str | None:
    """Email of the signed-in user, as the request of a page sees it; None for a visitor."""
    user = client.get("/").wsgi_request.user
    return user.email if user.is_authenticated else None


def last_mail() -> EmailMessage:
    return mail.outbox[-1]


def code_of(message: EmailMessage) -> str:
    """Code in an email, which must stand alone on exactly one line."""
    (code,) = re.findall(r"^\d{4}-\d{4}$", str(message.body), re.MULTILINE)
    return str(code)


def another_code(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def page_without(response: Answer, *words: str) -> str:
    """Page with these words and all CSRF tokens blotted out, to compare it with another."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for word in words:
        page = page.replace(word, "…")
    return page
