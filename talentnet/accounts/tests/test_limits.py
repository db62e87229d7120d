"""Rate limits, counted in the database for all processes together."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from talentnet import settings as product
from talentnet.accounts.tests.journey import (
    EMAIL,
    FIRST_PAGE,
    NEW_PASSWORD,
    code_of,
    person,
    sign_in,
    sign_up,
    signed_in_as,
)

pytestmark = pytest.mark.django_db

TABLE = product.CACHES["default"]["LOCATION"]
RESET = reverse("account_reset_password")


@pytest.fixture(autouse=True)
def production_limits(settings: Any) -> None:
    """Count in the database, as in production; the other tests count in memory."""
    settings.CACHES = product.CACHES


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def guess(times: int, email: str = EMAIL) -> list[int]:
    """Status codes of wrong passwords, each sent from another network address."""
    return [
        sign_in(at(f"203.0.113.{number}"), email, "another harbor").status_code
        for number in range(times)
    ]


def counters_in_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")  # noqa: S608  # our own table
        return int(cursor.fetchone()[0])


def test_five_wrong_passwords_block_the_right_one() -> None:
    person()
    assert counters_in_database() == 0
    assert guess(5) == [200] * 5
    assert counters_in_database() > 0
    client = at("198.51.100.7")
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert signed_in_as(client) is None
    text = " ".join(answer.content.decode().split())
    assert "<h1> Too many tries </h1>" in text
    assert "Try again in a minute; if you see this page again, it takes up to 5 minutes." in text


def test_unknown_email_is_limited_like_known_one() -> None:
    assert guess(6, "nobody@example.org") == [200] * 5 + [429]


def test_new_password_lifts_limit(mailoutbox: list[Any]) -> None:
    person()
    guess(5)
    client = at("198.51.100.7")
    client.post(RESET, {"email": EMAIL})
    code = code_of(mailoutbox[-1])
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    chosen = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_complete_password_reset"), chosen)
    assert sign_in(Client(), password=NEW_PASSWORD).headers["Location"] == FIRST_PAGE


def test_right_passwords_do_not_count() -> None:
    person()
    answers = [sign_in(at(f"203.0.113.{n}")).headers.get("Location") for n in range(7)]
    assert answers == [FIRST_PAGE] * 7


def test_client_cannot_try_many_emails() -> None:
    person()
    client = at("203.0.113.5")
    answers = [sign_in(client, f"{n}@example.org").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert sign_in(at("203.0.113.6")).headers["Location"] == FIRST_PAGE


@pytest.mark.parametrize(("proxies", "answer"), [(0, 200), (1, 429)])
def test_client_ip_respects_trusted_proxy_count(settings: Any, proxies: int, answer: int) -> None:
    """Entries that the client itself put before the proxy's entry are ignored."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {**product.ACCOUNT_RATE_LIMITS, "login_failed": "2/m/ip"}
    for number in range(2):
        forwarded = f"192.0.2.{number}, 203.0.113.9"
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}", HTTP_X_FORWARDED_FOR=forwarded))
    last = Client(REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="192.0.2.9, 203.0.113.9")
    assert sign_in(last).status_code == answer


def test_reset_codes_are_limited_for_any_email() -> None:
    person()
    for email in (EMAIL, "nobody@example.org"):
        answers = [at(f"203.0.113.{n}").post(RESET, {"email": email}) for n in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429]
        assert "it takes up to 15 minutes" in answers[-1].content.decode()


def test_second_email_to_same_address_has_to_wait() -> None:
    assert sign_up(at("203.0.113.1")).status_code == 302
    assert sign_up(at("203.0.113.2")).status_code == 429


def test_reauthentication_attempts_are_limited(client: Client) -> None:
    person()
    sign_in(client)
    form = {"password": "another harbor"}
    answers = [client.post(reverse("account_reauthenticate"), form).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_migrate_creates_rate_limit_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")
    call_command("migrate", verbosity=0)
    assert counters_in_database() == 0
    assert guess(1) == [200]
    assert counters_in_database() > 0
