import pytest
from django.test import Client

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    ProjectFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)


@pytest.fixture
def amara(client: Client) -> Profile:
    """Signed in, with one row of each kind."""
    profile: Profile = ProfileFactory.create(user__email="amara@example.org")
    for rows in (EducationFactory, WorkExperienceFactory, ProjectFactory, VolunteeringFactory):
        rows.create(profile=profile)
    client.force_login(profile.user)
    return profile
