"""What the tests of accounts have in common: a person at a browser who reads mail."""

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
    """An account whose address is confirmed."""
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
    """The address of whoever is signed in here, by asking a page as a browser does."""
    user = client.get("/").wsgi_request.user
    return user.email if user.is_authenticated else None


def last_mail() -> EmailMessage:
    return mail.outbox[-1]


def code_of(message: EmailMessage) -> str:
    """The one line of the mail that is a code and nothing else."""
    (code,) = re.findall(r"^\d{4}-\d{4}$", str(message.body), re.MULTILINE)
    return str(code)


def another_code(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def page_without(response: Answer, *words: str) -> str:
    """The page with these words and all tokens blotted out, to compare it with another."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for word in words:
        page = page.replace(word, "…")
    return page
