"""Profiles in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

LISTS = dict.fromkeys(
    (
        "links",
        "skills",
        "ai_safety_interests",
        "role_types",
        "experience_levels",
        "commitment_types",
        "hidden_from_organizations",
    ),
    "[]",
)


def test_staff_cannot_move_a_profile_to_their_account(client: Client) -> None:
    profile: Profile = ProfileFactory.create()
    owner = profile.user
    staff = UserFactory.create(is_staff=True)
    staff.user_permissions.set(
        Permission.objects.filter(codename__in=["change_profile", "view_user"])
    )
    client.force_login(staff)
    page = reverse("admin:profiles_profile_change", args=[profile.pk])
    # Without rights on the rows, staff see no forms for them, so none has to be submitted.
    client.post(page, {"user": staff.pk, "name": "Changed"} | LISTS)
    profile.refresh_from_db()
    assert (profile.name, profile.user) == ("Changed", owner)
