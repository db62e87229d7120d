"""Sign-up with an emailed code, and signing in afterwards."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import Session, User
from talentnet.accounts.tests.journey import (
    CONFIRM_EMAIL,
    EMAIL,
    FIRST_PAGE,
    PASSWORD,
    another_code,
    code_of,
    enter_code,
    last_mail,
    page_without,
    person,
    sign_in,
    sign_up,
    signed_in_as,
)

pytestmark = pytest.mark.django_db

NOBODY = "nobody@example.org"


def test_emailed_code_opens_account(client: Client) -> None:
    assert sign_up(client).headers["Location"] == CONFIRM_EMAIL
    assert signed_in_as(client) is None
    message = last_mail()
    assert (message.to, message.subject) == ([EMAIL], "Your code for Talentnet")
    answer = enter_code(client, CONFIRM_EMAIL, code_of(message))
    assert answer.headers["Location"] == FIRST_PAGE
    assert signed_in_as(client) == EMAIL
    address = EmailAddress.objects.get(user__email=EMAIL)
    assert (address.email, address.verified, address.primary) == (EMAIL, True, True)
    assert len(mail.outbox) == 1


def test_code_is_accepted_without_dash(client: Client) -> None:
    sign_up(client)
    enter_code(client, CONFIRM_EMAIL, code_of(last_mail()).replace("-", " "))
    assert signed_in_as(client) == EMAIL


def test_wrong_code_error_is_shown_at_field(client: Client) -> None:
    sign_up(client)
    answer = enter_code(client, CONFIRM_EMAIL, another_code(code_of(last_mail())))
    page = answer.content.decode()
    assert answer.context["form"].errors == {"code": ["That isn't the code in our latest email."]}
    described_by = re.search(r'<input[^>]*name="code"[^>]*aria-describedby="([^"]+)"', page)
    assert described_by is not None
    assert "id_code_error" in described_by[1].split()
    assert 'id="id_code_error"' in page
    assert signed_in_as(client) is None


def test_three_wrong_codes_end_sign_up_attempt(
    client: Client,
) -> None:
    sign_up(client)
    code = code_of(last_mail())
    for _ in range(3):
        answer = enter_code(client, CONFIRM_EMAIL, another_code(code))
    assert answer.headers["Location"] == reverse("account_login")
    enter_code(client, CONFIRM_EMAIL, code)
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    ("page", "hints"),
    [
        ("account_login", ["email", "current-password"]),
        ("account_signup", ["email", "new-password", "new-password"]),
        ("account_reset_password", ["email"]),
        ("account_email_verification_sent", ["one-time-code"]),
    ],
)
def test_fields_have_autocomplete_hints(client: Client, page: str, hints: list[str]) -> None:
    if page == "account_email_verification_sent":
        sign_up(client)
    html = client.get(reverse(page)).content.decode()
    assert re.findall(r'<input[^>]* autocomplete="([^"]+)"', html) == hints
    assert ('inputmode="numeric"' in html) == ("one-time-code" in hints)


def test_code_works_only_in_requesting_browser(client: Client) -> None:
    sign_up(client)
    enter_code(Client(), CONFIRM_EMAIL, code_of(last_mail()))
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_new_code_replaces_old_one(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    sign_up(client)
    old = code_of(last_mail())
    client.post(CONFIRM_EMAIL, {"action": "resend"})
    new = code_of(last_mail())
    assert (len(mail.outbox), new != old) == (2, True)
    enter_code(client, CONFIRM_EMAIL, old)
    assert signed_in_as(client) is None
    enter_code(client, CONFIRM_EMAIL, new)
    assert signed_in_as(client) == EMAIL


def test_sign_in_needs_confirmed_email(client: Client) -> None:
    User.objects.create_user(EMAIL, PASSWORD)
    assert sign_in(client).headers["Location"] == CONFIRM_EMAIL
    assert signed_in_as(client) is None
    enter_code(client, CONFIRM_EMAIL, code_of(last_mail()))
    assert signed_in_as(client) == EMAIL
    client.post(reverse("account_logout"))
    assert sign_in(client).headers["Location"] == FIRST_PAGE
    assert len(mail.outbox) == 1


def test_known_email_looks_like_new_one_at_sign_up(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    person()
    registered, new = Client(), Client()
    answers = [sign_up(registered, EMAIL), sign_up(new, NOBODY)]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, CONFIRM_EMAIL)}
    pages = {
        page_without(registered.get(CONFIRM_EMAIL), EMAIL),
        page_without(new.get(CONFIRM_EMAIL), NOBODY),
    }
    assert len(pages) == 1
    pages = {
        page_without(enter_code(registered, CONFIRM_EMAIL, "0000-0000"), EMAIL),
        page_without(enter_code(new, CONFIRM_EMAIL, "0000-0000"), NOBODY),
    }
    assert len(pages) == 1
    pages = {
        page_without(registered.post(CONFIRM_EMAIL, {"action": "resend"}, follow=True), EMAIL),
        page_without(new.post(CONFIRM_EMAIL, {"action": "resend"}, follow=True), NOBODY),
    }
    assert len(pages) == 1
    to_known, to_new, to_new_again = mail.outbox
    assert to_new_again.to == [NOBODY]
    assert (to_known.to, to_known.subject) == ([EMAIL], "You already have an account")
    assert "/accounts/password/reset/" in str(to_known.body)
    assert re.findall(r"\d{4}-\d{4}", str(to_known.body)) == []
    assert to_new.to == [NOBODY]
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_known_email_looks_like_unknown_one_at_sign_in(client: Client) -> None:
    person()
    pages = {
        page_without(sign_in(Client(), email, "another harbor"), email) for email in (EMAIL, NOBODY)
    }
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("next_url", "reached"),
    [
        ("/profile/", "/profile/"),
        ("https://evil.example/", FIRST_PAGE),
        ("//evil.example/", FIRST_PAGE),
        ("https:evil.example", FIRST_PAGE),
        ("http://127.0.0.1/profile/", FIRST_PAGE),  # in ALLOWED_HOSTS, but not the request's host
        ("javascript:alert(1)", FIRST_PAGE),
    ],
)
def test_sign_in_redirects_to_next_but_never_off_site(
    client: Client, next_url: str, reached: str
) -> None:
    person()
    assert sign_in(client, next=next_url).headers["Location"] == reached
    new = Client()
    sign_up(new, NOBODY, next=next_url)
    answer = enter_code(new, CONFIRM_EMAIL, code_of(last_mail()))
    assert answer.headers["Location"] == reached
    leaving = client.post(reverse("account_logout"), {"next": next_url})
    assert leaving.headers["Location"] == (next_url if reached == next_url else "/")


def test_remember_me_extends_session_to_30_days() -> None:
    person()
    remembered, passing = Client(), Client()
    sign_in(remembered, remember="on")
    sign_in(passing)
    assert remembered.cookies["sessionid"]["max-age"] == 30 * 24 * 60 * 60
    assert passing.cookies["sessionid"]["max-age"] == ""


def test_sign_in_rotates_session_key(client: Client) -> None:
    person()
    sign_up(client, NOBODY)
    before = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_closed_account_notice_needs_password(client: Client) -> None:
    user = person()
    user.is_active = False
    user.save()
    assert sign_in(client).headers["Location"] == reverse("account_inactive")
    assert (
        "<h1>This account is closed</h1>"
        in client.get(reverse("account_inactive")).content.decode()
    )
    assert sign_in(client, password="another harbor").status_code == 200


def test_superuser_signs_in_at_admin_without_email(client: Client) -> None:
    User.objects.create_superuser("root@example.org", PASSWORD)
    to_sign_in = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert to_sign_in.startswith(reverse("account_login"))
    answer = sign_in(client, "root@example.org", next="/admin/")
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert mail.outbox == []


def test_mail_server_outage_does_not_block_sign_up(client: Client, settings: Any) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    assert sign_up(client).headers["Location"] == CONFIRM_EMAIL
    texts = [str(message) for message in client.get(CONFIRM_EMAIL).context["messages"]]
    assert texts[0] == "We couldn't send you an email just now. Try again in a few minutes."


def test_printed_email_has_code_on_own_line(
    client: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = "django.core.mail.backends.console.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend}}
    sign_up(client, "o'neil@example.org")
    printed = capsys.readouterr().out
    assert "To: o'neil@example.org\n" in printed
    assert "It confirms that o'neil@example.org is your address" in printed
    (code,) = re.findall(r"^\d{4}-\d{4}$", printed, re.MULTILINE)
    enter_code(client, CONFIRM_EMAIL, code)
    assert signed_in_as(client) == "o'neil@example.org"
