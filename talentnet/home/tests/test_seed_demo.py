"""`manage.py seed_demo`: demonstration data for a local site."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pydantic import SecretStr
from pytest_django import Settings

from talentnet.accounts.models import User
from talentnet.environment import Environment
from talentnet.home.demo.accounts import (
    FIRST_CANDIDATE_EMAIL,
    PASSWORD,
    STAFF_EMAIL,
    how_to_sign_in,
)
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Education, Profile, WorkExperience

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_site(settings: Settings) -> None:
    settings.IS_LOCAL = True


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    models = (User, Profile, Education, WorkExperience, Opportunity)
    return [model._default_manager.count() for model in models]


def test_seed_reports_counts() -> None:
    output = seed()
    opportunities, candidates = Opportunity.objects.count(), Profile.objects.count()
    assert min(opportunities, candidates) > 1
    assert output == (
        f"Demonstration: {opportunities} invented opportunities; "
        f"{candidates} invented candidates added.\n"
    )


def test_seed_is_idempotent() -> None:
    seed()
    before = counts()
    assert seed().endswith("; 0 invented candidates added.\n")
    assert counts() == before


def test_seed_keeps_changes_of_candidate() -> None:
    seed()
    profile = Profile.objects.get(user__email=FIRST_CANDIDATE_EMAIL)
    profile.user.set_password("my own")
    profile.user.save()
    Profile.objects.filter(pk=profile.pk).update(headline="My own", ai_consent_at=None)
    profile.work_experiences.all().delete()
    seed()
    profile = Profile.objects.get(user__email=FIRST_CANDIDATE_EMAIL)
    assert (profile.headline, profile.ai_consent_at) == ("My own", None)
    assert profile.user.check_password("my own")
    assert not profile.work_experiences.exists()


def test_seed_leaves_existing_accounts_alone() -> None:
    User.objects.create_user(FIRST_CANDIDATE_EMAIL.upper(), "my own")
    User.objects.create_user(STAFF_EMAIL, "my own")
    seed()
    (user,) = User.objects.filter(email__iexact=FIRST_CANDIDATE_EMAIL)
    assert user.check_password("my own")
    assert User.objects.get(email=STAFF_EMAIL).is_staff is False


def test_seed_finds_staff_email_in_any_case() -> None:
    User.objects.create(email=STAFF_EMAIL.upper())
    seed()
    assert User.objects.filter(email__iexact=STAFF_EMAIL).count() == 1


def test_seed_moves_dates_and_keeps_changes_of_staff() -> None:
    seed()
    closing = Opportunity.objects.filter(deadline__isnull=False)
    opportunity = closing.order_by("pk")[0]
    deadline = opportunity.deadline
    assert deadline is not None
    Opportunity.objects.filter(pk=opportunity.pk).update(
        deadline=deadline - dt.timedelta(days=90), status="archived", title="Changed"
    )
    seed()
    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.title) == ("archived", "Changed")
    assert opportunity.deadline is not None
    assert abs(opportunity.deadline - deadline) <= dt.timedelta(days=1)


def test_seeded_opportunities_are_marked_demonstration() -> None:
    seed()
    assert all(opportunity.is_demonstration for opportunity in Opportunity.objects.all())


def test_seeded_candidate_can_sign_in_and_is_ready(client: Client) -> None:
    seed()
    form = {"login": FIRST_CANDIDATE_EMAIL, "password": PASSWORD}
    client.post("/accounts/login/", form)
    profile = Profile.objects.get(user__email=FIRST_CANDIDATE_EMAIL)
    assert client.session["_auth_user_id"] == str(profile.user_id)
    assert profile.is_ready_for_matching
    assert User.objects.get(email=STAFF_EMAIL).is_superuser


def test_accounts_of_older_demonstration_can_sign_in(client: Client) -> None:
    for email in (FIRST_CANDIDATE_EMAIL, STAFF_EMAIL):
        User.objects.create_user(email, PASSWORD)
    seed()
    for email in (FIRST_CANDIDATE_EMAIL, STAFF_EMAIL):
        client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
        client.logout()


def test_how_to_sign_in_is_empty_until_seeded() -> None:
    assert how_to_sign_in() == []
    seed()
    assert how_to_sign_in() == [
        f"Sign in as {FIRST_CANDIDATE_EMAIL} with the password {PASSWORD}",
        f"(staff: {STAFF_EMAIL}, same password, at /admin/)",
    ]


def test_how_to_sign_in_is_empty_for_other_password() -> None:
    User.objects.create_superuser(STAFF_EMAIL, "another")
    assert how_to_sign_in() == []


@pytest.mark.parametrize("host", ["talent.example.org", "*", ".example.org", "192.168.1.5"])
def test_seed_is_refused_on_public_site(settings: Settings, host: str) -> None:
    settings.IS_LOCAL = Environment(
        allowed_hosts=["localhost", host], secret_key=SecretStr("s3cret-" * 6)
    ).is_local
    with pytest.raises(CommandError, match="unset ALLOWED_HOSTS to seed it"):
        seed()
    assert counts() == [0] * 5
