"""Repeated imports: columns written, opportunities reopened, edits by staff kept."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.opportunities.models import Listing, Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.sources.document import Document
from talentnet.sources.importing import RowsRefused, import_opportunities
from talentnet.sources.storing import Counts
from talentnet.sources.tests.boards import board_of, stored
from talentnet.sources.upkeep import archive_past_deadlines

pytestmark = pytest.mark.django_db

ROW = {"source_id": "1", "title": "Engineer", "organization": "Cedar Bay", "location": "Paris"}


def rows(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [ROW | {"source_id": str(n), "title": f"Role {n}"} | fields for n in range(count)]


def test_unchanged_rows_are_not_written() -> None:
    stored("board", *rows(5, description="Text."))
    before = list(Opportunity.objects.order_by("pk").values())
    Listing.objects.update(missed_syncs=2, last_seen_at=timezone.now() - dt.timedelta(days=1))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        counts = stored("board", *rows(5, description="Text."))
    assert counts == Counts(unchanged=5)
    assert list(Opportunity.objects.order_by("pk").values()) == before
    updates = [q["sql"] for q in captured if q["sql"].startswith(("UPDATE", "INSERT"))]
    # The second query looks for opportunities archived as missing, and matches none.
    assert [("opportunities_listing" in sql.split("SET")[0]) for sql in updates] == [True, False]
    seen = timezone.now() - dt.timedelta(minutes=1)
    assert Listing.objects.filter(missed_syncs=0, last_seen_at__gt=seen).count() == 5


def test_only_changed_opportunity_is_written() -> None:
    stored("board", *rows(3))
    counts = stored("board", *rows(2), ROW | {"source_id": "2", "title": "Another"})
    assert counts == Counts(unchanged=2, changed=1)
    assert Opportunity.objects.get(source_id="2").title == "Another"


def test_verification_time_alone_is_no_change() -> None:
    stored("board", ROW | {"last_verified_at": "2029-01-01T00:00:00Z"})
    assert stored("board", ROW | {"last_verified_at": "2029-02-01T00:00:00Z"}).unchanged == 1


def test_staff_edit_survives_import_until_source_changes() -> None:
    stored("board", ROW)
    Opportunity.objects.update(title="Corrected")
    stored("board", ROW)
    assert Opportunity.objects.get().title == "Corrected"
    stored("board", ROW | {"title": "New"})
    assert Opportunity.objects.get().title == "New"


@pytest.mark.parametrize(
    ("chosen", "kept"), [({"role_type": "policy"}, "policy"), ({}, "operations")]
)
def test_inferred_fields_follow_title_unless_staff_chose(chosen: dict[str, str], kept: str) -> None:
    stored("board", ROW)
    assert Opportunity.objects.get().role_type == "engineering"
    if chosen:
        Opportunity.objects.update(**chosen)
    stored("board", ROW | {"title": "Operations Manager"})
    assert Opportunity.objects.get().role_type == kept


def test_opportunity_without_listing_gets_listing() -> None:
    """Such opportunities are created in the admin."""
    made = OpportunityFactory.create(source="board", source_id="1", description="Staff wrote it.")
    assert stored("board", ROW) == Counts(changed=1)
    made.refresh_from_db()
    assert (made.title, made.description) == ("Engineer", "Staff wrote it.")
    assert made.listing_set.get().source_id == "1"


@pytest.mark.parametrize("other", [{}, {"title": "Changed"}])
def test_opportunity_archived_as_missing_reopens(other: dict[str, str]) -> None:
    stored("board", ROW)
    Opportunity.objects.update(status="archived", archived_for="missing")
    assert stored("board", ROW | other).returned == 1
    made = Opportunity.objects.get()
    assert (made.status, made.archived_for) == ("active", "")


@pytest.mark.parametrize("other", [{}, {"title": "Changed"}])
def test_opportunity_archived_by_staff_stays_archived(other: dict[str, str]) -> None:
    stored("board", ROW)
    Opportunity.objects.update(status="archived")
    assert stored("board", ROW | other).returned == 0
    assert Opportunity.objects.get().status == "archived"


@pytest.mark.parametrize(
    ("deadline", "status"), [("2099-01-01", "active"), ("2001-01-01", "archived")]
)
def test_expired_opportunity_reopens_with_later_deadline(deadline: str, status: str) -> None:
    stored("board", ROW | {"deadline": "2000-01-01"})
    Opportunity.objects.update(status="archived", archived_for="deadline")
    stored("board", ROW | {"deadline": "2000-01-01"})
    assert Opportunity.objects.get().status == "archived"
    stored("board", ROW | {"deadline": deadline})
    assert Opportunity.objects.get().status == status


POSTING = {
    "@type": "JobPosting",
    "identifier": "1",
    "title": "Engineer",
    "hiringOrganization": "Cedar Bay",
    "validThrough": "2001-01-01",
    "baseSalary": {"currency": "USD", "value": {"minValue": 50000, "unitText": "YEAR"}},
    "jobLocationType": "TELECOMMUTE",
    "occupationalCategory": "Policy",
    "employmentType": "INTERN",
}


def shown(**fields: Any) -> Opportunity:
    """Import the board's posting with these fields and return its opportunity."""
    import_opportunities(Document(json.dumps(POSTING | fields), "x.json"), source="board")
    return Opportunity.objects.get()


def test_field_missing_from_board_is_emptied() -> None:
    first = shown()
    assert (first.salary_usd_a_year, first.is_remote, first.role_type) == (50_000, True, "policy")
    archive_past_deadlines()
    none = dict.fromkeys(
        ("validThrough", "baseSalary", "jobLocationType", "occupationalCategory", "employmentType")
    )
    now = shown(**none)
    assert (now.deadline, now.status, now.archived_for) == (None, "active", "")
    assert (now.salary_range, now.salary_min, now.salary_usd_a_year) == ("", None, None)
    assert (now.is_remote, now.role_type, now.experience_level) == (False, "engineering", "")


def test_field_added_by_staff_survives_board_import() -> None:
    shown(validThrough=None, occupationalCategory=None)
    deadline = timezone.now() + dt.timedelta(days=9)
    Opportunity.objects.update(deadline=deadline, role_type="policy")
    now = shown(validThrough=None, occupationalCategory=None, title="Software Engineer")
    assert (now.deadline, now.role_type, now.title) == (deadline, "policy", "Software Engineer")


def test_raw_values_last_as_long_as_their_columns() -> None:
    stored("board", ROW | {"salary_range": "€50k"})
    stored("board", {name: ROW[name] for name in ("source_id", "title", "organization")})
    assert {
        "location": "Paris",
        "salary_range": "€50k",
    }.items() <= Listing.objects.get().raw.items()
    stored("board", ROW | {"location": "Rome", "salary_range": None})
    raw = Listing.objects.get().raw
    assert (raw["location"], raw.get("salary_range")) == ("Rome", None)


def test_staff_archive_outranks_is_active_from_source() -> None:
    stored("board", ROW | {"status": "active"})
    Opportunity.objects.update(status="archived")
    stored("board", ROW | {"status": "active", "description": "Changed."})
    assert Opportunity.objects.get().status == "archived"


def test_opportunity_archived_by_source_reopens_when_active() -> None:
    for status in ("archived", "active", "archived"):
        stored("board", ROW | {"status": status})
        assert Opportunity.objects.get().status == status


def test_import_leaves_matches_unchanged() -> None:
    stored("board", ROW)
    match = MatchFactory.create(opportunity=Opportunity.objects.get(), status=Match.Status.SAVED)
    stored("board", ROW | {"title": "Changed"})
    match.refresh_from_db()
    assert (match.status, match.opportunity.title) == ("saved", "Changed")


def test_failed_import_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure in the second chunk rolls the first one back."""
    monkeypatch.setattr("talentnet.sources.storing.CHUNK", 2)
    insert, calls = Listing.objects.bulk_create, []

    def breaks(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) > 1:
            raise RuntimeError("the database went away")
        return insert(*args, **kwargs)

    monkeypatch.setattr(type(Listing.objects), "bulk_create", staticmethod(breaks), raising=False)
    with pytest.raises(RuntimeError):
        import_opportunities(board_of(*rows(4)), source="board")
    assert (Opportunity.objects.count(), Listing.objects.count()) == (0, 0)


def test_strict_import_refuses_whole_file() -> None:
    with pytest.raises(RowsRefused) as caught:
        import_opportunities(board_of(ROW, ROW | {"title": ""}), source="board", strict=True)
    assert caught.value.problems == ["line 2: title: is empty"]
    assert not Opportunity.objects.exists()


def test_raw_values_are_stored_with_listing() -> None:
    given = {
        "location": "Remote – US",
        "salary_range": "120-150k USD",
        "experience_level": "Entry level",
        "role_type": "Public Policy",
        "deadline": "2030-01-31 AoE",
    }
    stored("board", ROW | given)
    made = Opportunity.objects.get()
    raw = made.listing_set.get().raw
    assert {name: raw[name] for name in given} == given
    assert (made.experience_level, made.role_type, made.is_remote) == ("entry", "policy", True)
    assert (made.place_country, made.salary_usd_a_year) == ("US", 150_000)
    assert (made.deadline, made.deadline_zone) == (
        dt.datetime(2030, 2, 1, 11, 59, 59, tzinfo=dt.UTC),
        "UTC-12",
    )
