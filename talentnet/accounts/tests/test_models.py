import pytest
from django.conf import settings
from django.db import IntegrityError
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a quiet harbor at dawn"


@pytest.mark.parametrize("typed", ["Amara@Example.org", "amara@example.org", "AMARA@EXAMPLE.ORG"])
def test_sign_in_ignores_case_of_email(client: Client, typed: str) -> None:
    user = User.objects.create_user("Amara@Example.org", PASSWORD)
    user.vouch_for_email()
    response = client.post(reverse("account_login"), {"login": typed, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (
        302,
        resolve_url(settings.LOGIN_REDIRECT_URL),
    )
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_in_needs_right_password(client: Client) -> None:
    User.objects.create_user("amara@example.org", PASSWORD)
    form = {"login": "amara@example.org", "password": "another harbor"}
    assert client.post(reverse("account_login"), form).status_code == 200
    assert "_auth_user_id" not in client.session


def test_account_without_password_cannot_sign_in(client: Client) -> None:
    user = User.objects.create_user("amara@example.org")
    assert not user.has_usable_password()
    client.post(reverse("account_login"), {"login": user.email, "password": ""})
    assert "_auth_user_id" not in client.session


def test_user_lookup_ignores_case_of_email() -> None:
    user = User.objects.create_user("amara@example.org")
    assert User.objects.get_by_natural_key("Amara@EXAMPLE.org") == user


async def _found(email: str) -> User:
    return await User.objects.aget_by_natural_key(email)


@pytest.mark.django_db(transaction=True)
def test_user_lookup_works_in_async_code() -> None:
    from asgiref.sync import async_to_sync

    user = User.objects.create_user("amara@example.org")
    assert async_to_sync(_found)("Amara@EXAMPLE.org") == user


def test_database_refuses_same_email_in_other_case() -> None:
    User.objects.create(email="amara@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create(email="AMARA@example.org")


def test_user_needs_email() -> None:
    with pytest.raises(ValueError, match=r"^A user needs an email address\.$"):
        User.objects.create_user("")
    assert not User.objects.exists()


def test_new_user_is_not_staff() -> None:
    user = User.objects.create_user("amara@example.org", PASSWORD)
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert user.check_password(PASSWORD)


def test_create_superuser_sets_flags() -> None:
    user = User.objects.create_superuser("staff@example.org", PASSWORD)
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, True, True)


def test_str_of_user_is_email() -> None:
    user = User.objects.create_user("amara@example.org")
    assert {str(user), user.get_full_name(), user.get_short_name()} == {"amara@example.org"}
