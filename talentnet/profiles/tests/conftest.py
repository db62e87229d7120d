import pytest
from django.test import Client

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import FACTORIES
from talentnet.profiles.tests.factories import ProfileFactory


@pytest.fixture
def amara(client: Client) -> Profile:
    """Signed-in candidate with one row of each kind."""
    profile: Profile = ProfileFactory.create(user__email="amara@example.org")
    for rows in FACTORIES.values():
        rows.create(profile=profile)
    client.force_login(profile.user)
    return profile


@pytest.fixture
def consenting(amara: Profile) -> Profile:
    """Signed-in candidate who agreed to AI processing and hides from one organization."""
    amara.set_ai_consent(given=True)
    amara.hidden_from_organizations = ["Hidden Works"]
    amara.save()
    return amara
