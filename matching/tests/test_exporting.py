"""Export of a candidate's matches as a table."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.exporting import write_matches
from matching.offline import MODEL_VERSION
from matching.tests.factories import MatchFactory, recommendation
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def table_of(profile: Profile) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    write_matches(profile, file)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_export_contains_every_field_of_match() -> None:
    opportunity = OpportunityFactory.create(
        title="=HYPERLINK(A1)", organization="Cedar Bay", deadline=NOON, url="https://example.org/1"
    )
    match = MatchFactory.create(
        opportunity=opportunity,
        tier="great",
        score=91,
        strengths=["Names Python.", "=1+1"],
        gap="No thesis.",
        recommendations=[recommendation("Build a harness"), recommendation("Write", "specific")],
        status="dismissed",
        applied_at=NOON,
        dismissed_at=NOON,
        computed_at=NOON,
    )
    assert table_of(match.profile) == [
        {
            "title": "'=HYPERLINK(A1)",
            "organization": "Cedar Bay",
            "tier": "Great",
            "score": "91",
            "strengths": "Names Python.\n'=1+1",
            "gap": "No thesis.",
            "recommendations": "Build a harness (skill, high)\nWrite (specific, high)",
            "status": "dismissed",
            "applied_at": "2026-03-01T12:00:00Z",
            "dismissed_at": "2026-03-01T12:00:00Z",
            "computed_at": "2026-03-01T12:00:00Z",
            "deadline": "2026-03-01T12:00:00Z",
            "url": "https://example.org/1",
            "written_by": MODEL_VERSION,
        }
    ]


def test_export_contains_only_own_matches() -> None:
    profile = ProfileFactory.create()
    for tier, status in (("exploring", "active"), ("great", "saved"), ("good", "dismissed")):
        MatchFactory.create(profile=profile, tier=tier, status=status)
    MatchFactory.create()
    assert [(row["tier"], row["status"]) for row in table_of(profile)] == [
        ("Great", "saved"),
        ("Good", "dismissed"),
        ("Worth exploring", "active"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_export_takes_same_queries_for_any_number_of_matches(rows: int) -> None:
    profile = ProfileFactory.create()
    MatchFactory.create_batch(rows, profile=profile)
    with CaptureQueriesContext(connection) as queries:
        assert len(table_of(profile)) == rows
    assert len(queries) == 1
