"""Exports of career actions: the CSV table, and the part of the JSON Resume."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careeractions.exporting import write_career_actions
from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import client_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def table_of(profile: Profile) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    write_career_actions(profile, file)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_export_holds_every_field_of_card() -> None:
    card = CareerActionFactory.create(
        title="=1+1",
        profile_basis=["Python", "tests"],
        status="dismissed",
        note="Later.\n- or never",
        dismiss_reason="Not for me",
        generated_at=NOON,
        started_at=NOON,
        completed_at=NOON,
        dismissed_at=NOON,
    )
    noon = "2026-03-01T12:00:00Z"
    assert table_of(card.profile) == [
        {
            "type": "Build tools",
            "title": "'=1+1",
            "description": "Write a harness. Publish it.",
            "rationale": "You know Python.",
            "profile_basis": "Python\ntests",
            "status": "dismissed",
            "note": "Later.\n'- or never",
            "dismiss_reason": "Not for me",
            "generated_at": noon,
            "started_at": noon,
            "completed_at": noon,
            "dismissed_at": noon,
            "written_by": "offline-adviser-1",
        }
    ]


def test_export_holds_own_cards_only() -> None:
    profile = ProfileFactory.create()
    for status in ("dismissed", "done", "active", "saved", "in_progress"):
        CareerActionFactory.create(profile=profile, status=status)
    CareerActionFactory.create()
    shown = ["in_progress", "saved", "active", "done", "dismissed"]
    assert [row["status"] for row in table_of(profile)] == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_export_takes_one_query_for_any_number_of_cards(rows: int) -> None:
    profile = ProfileFactory.create()
    CareerActionFactory.create_batch(rows, profile=profile)
    with CaptureQueriesContext(connection) as queries:
        assert len(table_of(profile)) == rows
    assert len(queries) == 1


def test_json_resume_export_includes_cards() -> None:
    card = CareerActionFactory.create(generated_at=NOON, title="=1+1", note="Ask Wen.")
    CareerActionFactory.create()
    resume = client_of(card.profile).get("/profile/resume.json").json()
    assert resume["meta"]["talentnet"]["career_actions"] == [
        {
            "type": "build_tools",
            "title": "=1+1",
            "description": "Write a harness. Publish it.",
            "rationale": "You know Python.",
            "profile_basis": ["Python"],
            "status": "active",
            "note": "Ask Wen.",
            "generated_at": "2026-03-01T12:00:00Z",
            "model_version": "offline-adviser-1",
        }
    ]
