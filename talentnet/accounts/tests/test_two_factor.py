"""Two-factor sign-in with codes of an authenticator app, or with recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.accounts.tests.journey import (
    CONFIRM_EMAIL,
    EMAIL,
    FIRST_PAGE,
    NEW_PASSWORD,
    PASSWORD,
    code_of,
    last_mail,
    person,
    sign_in,
    signed_in_as,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

# Real transactions, as the notification emails are sent on commit.
pytestmark = pytest.mark.django_db(transaction=True)

INDEX = reverse("mfa_index")
ACTIVATE = reverse("mfa_activate_totp")
DEACTIVATE = reverse("mfa_deactivate_totp")
AUTHENTICATE = reverse("mfa_authenticate")
CODES = reverse("mfa_view_recovery_codes")
PERIOD_SECONDS = 30


def app_code(secret: str, periods_from_now: int = 0) -> str:
    """Code that an authenticator app shows: RFC 6238 with SHA-1, 30 seconds and six digits."""
    counter = int(time.time()) // PERIOD_SECONDS + periods_from_now
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    (value,) = struct.unpack_from(">I", digest, digest[-1] & 0xF)
    return f"{(value & 0x7FFFFFFF) % 10**6:06}"


def confirm_access(client: Client, path: str) -> Answer:
    """Open a page that asks for the password first, and enter it."""
    answer = client.get(path)
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    form = {"password": PASSWORD, "next": path}
    return client.post(reverse("account_reauthenticate"), form, follow=True)


@pytest.fixture
def user(client: Client) -> User:
    user = person()
    sign_in(client)
    return user


@pytest.fixture
def secret(client: Client, user: User) -> str:
    """Connect an authenticator app and return its secret."""
    key = str(confirm_access(client, ACTIVATE).context["form"].secret)
    answer = client.post(ACTIVATE, {"code": app_code(key)})
    assert answer.headers["Location"] == CODES
    return key


def recovery_codes(client: Client) -> list[str]:
    return [str(code) for code in client.get(CODES).context["unused_codes"]]


def test_two_factor_is_off_by_default(client: Client, user: User) -> None:
    assert "Turn on two-factor sign-in" in client.get(INDEX).content.decode()
    client.post(reverse("account_logout"))
    assert sign_in(client).headers["Location"] == FIRST_PAGE


def test_qr_code_and_key_are_shown_and_allowed_by_csp(client: Client, user: User) -> None:
    answer = confirm_access(client, ACTIVATE)
    page = answer.content.decode()
    assert f"<code>{answer.context['form'].secret}</code>" in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert answer.context["totp_url"].endswith("&issuer=Talentnet")
    assert 'fill="white"' in answer.context["totp_svg"]


def test_wrong_code_does_not_activate(client: Client, user: User) -> None:
    secret = confirm_access(client, ACTIVATE).context["form"].secret
    answer = client.post(ACTIVATE, {"code": app_code(secret, periods_from_now=-9)})
    assert answer.context["form"].errors == {
        "code": ["That code doesn't work. Your app shows a new one every 30 seconds."]
    }
    assert not Authenticator.objects.exists()


def test_sign_in_takes_password_and_code(client: Client, secret: str) -> None:
    other = Client()
    assert sign_in(other, next="/profile/").headers["Location"] == AUTHENTICATE
    assert signed_in_as(other) is None
    assert other.post(AUTHENTICATE, {"code": app_code(secret, -9)}).status_code == 200
    assert signed_in_as(other) is None
    code = app_code(secret)
    assert other.post(AUTHENTICATE, {"code": code}).headers["Location"] == "/profile/"
    assert signed_in_as(other) == EMAIL


def test_code_signs_in_only_once(client: Client, secret: str) -> None:
    code = app_code(secret)
    for expected in (EMAIL, None):
        other = Client()
        sign_in(other)
        other.post(AUTHENTICATE, {"code": code})
        assert signed_in_as(other) == expected


def test_recovery_code_signs_in_only_once(client: Client, secret: str) -> None:
    first = recovery_codes(client)[0]
    for expected in (EMAIL, None):
        other = Client()
        sign_in(other)
        other.post(AUTHENTICATE, {"code": first})
        assert signed_in_as(other) == expected
    remaining = recovery_codes(client)
    assert (len(remaining), first in remaining) == (9, False)
    downloaded = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert downloaded.split()[-9:] == remaining


def test_new_recovery_codes_replace_old_ones(client: Client, secret: str) -> None:
    old = recovery_codes(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    new = recovery_codes(client)
    assert (len(new), set(old) & set(new)) == (10, set())
    assert last_mail().subject == "New recovery codes"


def test_password_reset_does_not_bypass_second_factor(client: Client, secret: str) -> None:
    other = Client()
    other.post(reverse("account_reset_password"), {"email": EMAIL})
    code = code_of(last_mail())
    other.post(reverse("account_confirm_password_reset_code"), {"code": code})
    chosen = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = other.post(reverse("account_complete_password_reset"), chosen)
    assert answer.headers["Location"] == AUTHENTICATE
    assert signed_in_as(other) is None
    other.post(AUTHENTICATE, {"code": app_code(secret)})
    assert signed_in_as(other) == EMAIL


def test_deactivation_needs_password_and_sends_email(client: Client, secret: str) -> None:
    other = Client()
    sign_in(other)
    other.post(AUTHENTICATE, {"code": app_code(secret)})
    page = confirm_access(other, DEACTIVATE)
    assert "<h1>Turn off two-factor sign-in?</h1>" in page.content.decode()
    assert other.post(DEACTIVATE).headers["Location"] == INDEX
    assert not Authenticator.objects.exists()
    assert [m.subject for m in mail.outbox] == [
        "Two-factor sign-in is on",
        "Two-factor sign-in is off",
    ]
    assert sign_in(Client()).headers["Location"] == FIRST_PAGE


def test_five_wrong_codes_are_limited(client: Client, secret: str) -> None:
    other = Client()
    sign_in(other)
    for _ in range(5):
        other.post(AUTHENTICATE, {"code": app_code(secret, -9)})
    answer = other.post(AUTHENTICATE, {"code": app_code(secret)})
    assert answer.context["form"].errors == {
        "code": ["Too many attempts. Wait a few minutes, then try again."]
    }
    assert signed_in_as(other) is None


def test_unconfirmed_email_comes_before_second_factor(client: Client) -> None:
    User.objects.create_user(EMAIL, PASSWORD)
    assert sign_in(client).headers["Location"] == CONFIRM_EMAIL
    assert client.get(AUTHENTICATE).headers["Location"] == reverse("account_login")
