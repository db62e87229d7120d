"""Query counts of pages and fragments, independent of the number of rows."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careeractions.tests.factories import CareerActionFactory
from matching.models import Match, MatchRefresh
from matching.tests.factories import MatchFactory, MatchRefreshFactory, recommendation
from matching.tests.visitors import HTMX, client_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db
STRENGTHS = [
    "Asks for skills you have: Python.",
    "Matches your interest in AI control.",
]
ROWS = pytest.mark.parametrize("rows", [1, 12, 45])


def profile_with(rows: int, **fields: Any) -> Profile:
    """Candidate with `rows` matches, moves and work experiences."""
    profile: Profile = ProfileFactory.create()
    for number in range(rows):
        deadline = timezone.now() + dt.timedelta(days=number) if number % 3 else None
        MatchFactory.create(
            profile=profile,
            opportunity=OpportunityFactory.create(deadline=deadline, is_remote=True),
            strengths=STRENGTHS,
            recommendations=[recommendation(f"Build skill in subject {number}")],
            **{"is_new": False, **fields},
        )
    CareerActionFactory.create_batch(rows, profile=profile)
    for _ in range(rows):
        WorkExperienceFactory.create(profile=profile)
    return profile


def asked(client: Client, url: str, **sent: Any) -> int:
    """Number of queries of a successful request."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, **sent) if sent.pop("post", False) else client.get(url, **sent)
    assert response.status_code in (200, 302)
    return len(queries)


@ROWS
@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/matches/", 18),
        ("/matches/?sort=deadline", 18),
        ("/matches/?sort=fit&tier=good&kind=job&q=evaluations", 18),
        ("/matches/?show=dismissed", 17),
        ("/matches/list/", 10),
        ("/matches/list/?sort=deadline", 10),
        ("/matches/growth/", 5),
    ],
)
def test_query_count_of_pages_and_fragments(rows: int, url: str, wanted: int) -> None:
    assert asked(client_of(profile_with(rows)), url) == wanted


@ROWS
def test_query_count_of_filtered_list(rows: int) -> None:
    client = client_of(profile_with(rows))
    assert asked(client, "/matches/?tier=good", headers=HTMX) == 13


@ROWS
def test_query_count_of_first_page_in_visit(rows: int) -> None:
    client = client_of(profile_with(rows, is_new=True))
    assert asked(client, "/matches/") == 22


@ROWS
def test_query_count_of_page_during_refresh(rows: int) -> None:
    profile = profile_with(rows)
    refresh = MatchRefreshFactory.create(profile=profile)
    client = client_of(profile)
    assert asked(client, "/matches/") == 17
    assert asked(client, f"/matches/refresh/{refresh.pk}/", headers=HTMX) == 4


@ROWS
def test_query_count_of_panel_after_refresh(rows: int) -> None:
    profile = profile_with(rows)
    refresh = MatchRefreshFactory.create(
        profile=profile,
        status=MatchRefresh.Status.COMPLETED,
        finished_at=timezone.now(),
        profile_fingerprint="0" * 64,
    )
    assert asked(client_of(profile), f"/matches/refresh/{refresh.pk}/", headers=HTMX) == 12


@ROWS
def test_query_count_of_match_page(rows: int) -> None:
    profile = profile_with(rows)
    match = Match.objects.filter(profile=profile).earliest("pk")
    assert asked(client_of(profile), f"/matches/{match.pk}/") == 8


@ROWS
@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("save", {}),
        ("unsave", {"status": "saved"}),
        ("dismiss", {}),
        ("restore", {"status": "dismissed"}),
        ("apply", {}),
        ("unapply", {"applied_at": timezone.now()}),
    ],
)
def test_query_count_of_each_change(rows: int, verb: str, fields: dict[str, Any]) -> None:
    profile = profile_with(rows, **fields)
    match = Match.objects.filter(profile=profile).earliest("pk")
    client = client_of(profile)
    assert asked(client, f"/matches/{match.pk}/{verb}/", post=True, headers=HTMX) == 10
