"""Query counts of dashboard and settings, with few and many rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careeractions.tests.factories import CareerActionFactory
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from matching.tests.visitors import client_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile, Project, Volunteering
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db


def profile_with(rows: int) -> Profile:
    profile: Profile = ProfileFactory.create(
        hidden_from_organizations=[f"Organization {number}" for number in range(rows)]
    )
    MatchRefreshFactory.create(
        profile=profile, status="completed", finished_at=timezone.now(), profile_fingerprint="x"
    )
    for number in range(rows):
        deadline = timezone.now() + dt.timedelta(days=number + 1)
        for status in ("active", "saved"):
            opportunity = OpportunityFactory.create(deadline=deadline)
            MatchFactory.create(
                profile=profile, opportunity=opportunity, status=status, tier="great"
            )
        for status in ("active", "in_progress", "done"):
            CareerActionFactory.create(profile=profile, status=status)
        EducationFactory.create(profile=profile)
        WorkExperienceFactory.create(profile=profile)
        Project.objects.create(profile=profile, name=f"Project {number}")
        Volunteering.objects.create(profile=profile, organization=f"Club {number}")
    return profile


@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/home/", 14),
        ("/settings/", 3),
        ("/settings/sent-to-the-model/", 7),
    ],
)
def test_page_queries_do_not_grow_with_rows(rows: int, url: str, queries: int) -> None:
    client = client_of(profile_with(rows))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    assert len(captured) == queries


@pytest.mark.parametrize("rows", [1, 12])
def test_dashboard_queries_do_not_grow_for_last_step(rows: int) -> None:
    """The next step that is chosen last, after the queries for all others."""
    profile = profile_with(rows)
    profile.matchrefresh_set.update(profile_fingerprint="")
    profile.match_set.update(is_new=False, status="active")
    client = client_of(profile)
    with CaptureQueriesContext(connection) as captured:
        assert "Continue your move" in client.get("/home/").content.decode()
    assert len(captured) == 14
