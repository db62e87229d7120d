"""Query budgets of pages and fragments, independent of the number of rows."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import HTMX, client_of
from talentnet.profiles.models import Profile, Project
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db
ROWS = pytest.mark.parametrize("rows", [1, 12])


def profile_with(rows: int) -> Profile:
    """Profile with this many cards per status and this many entries."""
    profile: Profile = ProfileFactory.create()
    for status in CareerAction.Status.values:
        CareerActionFactory.create_batch(
            rows, profile=profile, status=status, profile_basis=["Python", "tests"]
        )
    CareerAction.objects.filter(status="dismissed").update(dismissed_from="saved")
    for number in range(rows):
        WorkExperienceFactory.create(profile=profile)
        Project.objects.create(profile=profile, name=f"Project {number}")
    return profile


def card_of(profile: Profile, status: str) -> CareerAction:
    return CareerAction.objects.filter(profile=profile, status=status).earliest("pk")


def query_count(client: Client, url: str, **sent: Any) -> int:
    """Number of queries of a successful request."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, **sent) if "data" in sent else client.get(url, **sent)
    assert response.status_code in (200, 302)
    return len(queries)


@ROWS
@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/actions/", 12),
        ("/actions/?show=saved", 12),
        ("/actions/panel/", 9),
        ("/actions/status/", 5),
    ],
)
def test_pages_and_fragments_keep_query_budget(rows: int, url: str, wanted: int) -> None:
    assert query_count(client_of(profile_with(rows)), url) == wanted


@ROWS
@pytest.mark.parametrize(
    ("status", "verb"),
    [
        ("active", "save"),
        ("saved", "unsave"),
        ("active", "dismiss"),
        ("dismissed", "restore"),
        ("saved", "start"),
        ("in_progress", "cancel"),
        ("in_progress", "complete"),
    ],
)
def test_transitions_keep_query_budget(rows: int, status: str, verb: str) -> None:
    profile = profile_with(rows)
    url = f"/actions/{card_of(profile, status).pk}/{verb}/"
    assert query_count(client_of(profile), url, data={}, headers=HTMX) == 10


@ROWS
@pytest.mark.parametrize(("status", "wanted"), [("active", 13), ("saved", 12)])
def test_saving_note_keeps_query_budget(rows: int, status: str, wanted: int) -> None:
    profile = profile_with(rows)
    url = f"/actions/{card_of(profile, status).pk}/note/"
    sent = {"note": "Mine.", "overwrite": "1"}
    assert query_count(client_of(profile), url, data=sent, headers=HTMX) == wanted


@ROWS
def test_saving_reason_keeps_query_budget(rows: int) -> None:
    profile = profile_with(rows)
    url = f"/actions/{card_of(profile, 'dismissed').pk}/reason/"
    assert query_count(client_of(profile), url, data={"reason": "No."}, headers=HTMX) == 9


@ROWS
@pytest.mark.parametrize(("status", "wanted"), [("in_progress", 16), ("done", 15)])
def test_adding_card_to_profile_keeps_query_budget(rows: int, status: str, wanted: int) -> None:
    profile = profile_with(rows)
    client = client_of(profile)
    url = f"/actions/{card_of(profile, status).pk}/add-to-profile/"
    assert query_count(client, url) == 4
    sent = {"key": "5f0f4d9e-9a55-4c0e-9d0b-0a2a8c4f2f11", "name": "Harness"}
    assert query_count(client, url, data=sent) == wanted


@ROWS
def test_unverified_bases_cost_one_query_in_all(rows: int) -> None:
    profile = profile_with(rows)
    CareerAction.objects.update(profile_basis=["Python", "nowhere", "never"])
    assert query_count(client_of(profile), "/actions/panel/") == 10
