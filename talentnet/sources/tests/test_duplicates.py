"""Opportunities at several sources: which rows join and which stay apart."""

import datetime as dt
from typing import Any

import pytest

from matching.tests.factories import MatchFactory
from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.duplicates import duplicate_key, is_same_title
from talentnet.sources.parsing import Origin, read
from talentnet.sources.storing import Counts
from talentnet.sources.tests.boards import board_of, stored

pytestmark = pytest.mark.django_db

ROW = {
    "source_id": "1",
    "title": "Evaluations Engineer",
    "organization": "Cedar Bay Institute, Inc.",
    "location": "Lisbon, Portugal",
}


def listed(*sources: dict[str, Any]) -> list[list[str]]:
    """Import one row per source in turn; return the sources of each opportunity."""
    for number, fields in enumerate(sources):
        stored(f"board-{number}", ROW | fields)
    return [
        [listing.source for listing in opportunity.listing_set.order_by("source")]
        for opportunity in Opportunity.objects.order_by("pk")
    ]


TOGETHER = [["board-0", "board-1"]]
APART = [["board-0"], ["board-1"]]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"title": "evaluation engineer"},
        {"title": "Evaluations Engineer (Remote)", "is_remote": False},
        {"title": "Engineer, Evaluations"},
        {"organization": "CEDAR BAY INSTITUTE"},
        {"organization": "Cedar Bay Institute GmbH"},
        {"location": "Lisbon"},
        {"location": "Lisbon, PT"},
        {"source_id": "another"},
        {"description": "Told in other words."},
    ],
)
def test_similar_rows_in_one_place_join(other: dict[str, Any]) -> None:
    assert listed({}, other) == TOGETHER


@pytest.mark.parametrize(
    "other",
    [
        {"organization": "Foxglove"},
        {"title": "Evaluations Engineer II"},
        {"title": "Senior Evaluations Engineer"},
        {"title": "Staff Evaluations Engineer"},
        {"title": "Evaluations Engineer, Bio"},
        {"title": "Frontend Engineer"},
        {"location": "Porto, Portugal"},
        {"location": "Lisbon, Ohio, United States"},
        {"location": ""},
        {"is_remote": True},
        {"kind": "event"},
    ],
)
def test_different_rows_stay_apart(other: dict[str, Any]) -> None:
    assert listed({}, other) == APART


def test_numbered_titles_stay_apart() -> None:
    assert listed({"title": "Engineer I"}, {"title": "Engineer II"}) == APART


def test_remote_rows_join_only_within_one_country() -> None:
    remote = {"is_remote": True}
    assert listed(remote | {"location": "Remote"}, remote | {"location": "Anywhere"}) == TOGETHER
    Opportunity.objects.all().delete()
    us, canada = {"location": "Remote - US"}, {"location": "Remote - Canada"}
    assert listed(us, canada) == APART


def test_rows_without_place_stay_apart() -> None:
    assert listed({"location": ""}, {"location": ""}) == APART


def test_same_title_at_three_organizations_stays_apart() -> None:
    names = ({"organization": name} for name in ("Cedar Bay", "Foxglove", "Marrowgate"))
    assert listed(*names) == [["board-0"], ["board-1"], ["board-2"]]


def test_rows_of_one_source_stay_apart() -> None:
    stored("board", ROW, ROW | {"source_id": "2"})
    stored("board", ROW | {"source_id": "3"})
    assert Opportunity.objects.count() == 3


def test_similar_openings_at_two_sources_join_in_pairs() -> None:
    two = (ROW, ROW | {"source_id": "2"})
    stored("one", *two)
    assert stored("other", *two) == Counts(joined=2)
    assert sorted(o.listing_set.count() for o in Opportunity.objects.all()) == [2, 2]


def test_listed_opportunity_takes_no_second_row_of_source() -> None:
    stored("one", ROW)
    assert stored("other", ROW) == Counts(joined=1)
    assert stored("other", ROW, ROW | {"source_id": "2"}) == Counts(unchanged=1, new=1)


def test_distant_rounds_of_program_stay_apart() -> None:
    first = {"deadline": "2030-01-10"}
    assert listed(first, {"deadline": "2030-01-20"}) == TOGETHER
    Opportunity.objects.all().delete()
    assert listed(first, {"deadline": "2030-06-10"}) == APART


def test_opportunity_archived_by_staff_is_not_joined() -> None:
    stored("board-0", ROW)
    Opportunity.objects.update(status="archived")
    stored("board-1", ROW)
    assert list(Opportunity.objects.order_by("pk").values_list("status", flat=True)) == [
        "archived",
        "active",
    ]


def test_joined_opportunity_keeps_texts_of_first_source() -> None:
    listed({"description": "First."}, {"description": "Second.", "url": "https://b.example/1"})
    stored("board-1", ROW | {"description": "Changed.", "salary_range": "€50k"})
    opportunity = Opportunity.objects.get()
    assert (opportunity.source, opportunity.description) == ("board-0", "First.")
    second = Listing.objects.get(source="board-1")
    assert (second.raw["salary_range"], second.raw["location"]) == ("€50k", "Lisbon, Portugal")
    stored("board-0", ROW | {"description": "First, changed."})
    opportunity.refresh_from_db()
    assert opportunity.description == "First, changed."


def sources_by_opportunity() -> dict[str, list[str]]:
    """Sources of each opportunity, by title and place."""
    return {
        f"{o.title}, {o.location}": [li.source for li in o.listing_set.order_by("source")]
        for o in Opportunity.objects.filter(status="active")
    }


@pytest.mark.parametrize(
    "fields", [{"title": "Office Manager"}, {"location": "Berlin"}, {"organization": "Foxglove"}]
)
def test_listing_splits_when_secondary_source_diverges(fields: dict[str, str]) -> None:
    """The new opportunity would be hidden otherwise; saved matches stay with the old one."""
    listed({}, {})
    match = MatchFactory.create(opportunity=Opportunity.objects.get(), status="saved")
    counts = stored("board-1", ROW | fields)
    assert (counts.new, counts.changed) == (1, 0)
    other = Opportunity.objects.get(source="board-1")
    assert [listing.source for listing in other.listing_set.all()] == ["board-1"]
    match.refresh_from_db()
    assert (match.opportunity.source, match.opportunity.status) == ("board-0", "active")
    assert stored("board-1", ROW | fields).unchanged == 1


def test_listing_splits_when_primary_source_diverges() -> None:
    listed({}, {})
    stored("board-0", ROW | {"title": "Office Manager"})
    stored("board-1", ROW)
    assert sources_by_opportunity() == {
        "Office Manager, Lisbon, Portugal": ["board-0"],
        "Evaluations Engineer, Lisbon, Portugal": ["board-1"],
    }


def test_opportunity_left_by_every_source_is_archived() -> None:
    listed({}, {})
    Listing.objects.filter(source="board-0").update(missed_syncs=3)
    stored("board-1", ROW | {"title": "Office Manager"})
    assert sources_by_opportunity() == {"Office Manager, Lisbon, Portugal": ["board-1"]}
    stored("board-0", ROW)
    assert len(sources_by_opportunity()) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Evaluation Engineer"},
        {"description": "Other words."},
        {"deadline": "2031-01-01"},
        {"location": ""},
        {"location": "Lisbon"},
    ],
)
def test_similar_listings_stay_joined(fields: dict[str, str]) -> None:
    """Sources learn of a new deadline at different times."""
    listed({"deadline": "2030-01-01"}, {"deadline": "2030-01-01"})
    stored("board-1", ROW | fields)
    stored("board-0", ROW | fields)
    stored("board-1", ROW | {"description": "Once more."})
    assert list(sources_by_opportunity().values()) == [["board-0", "board-1"]]


def test_row_that_drops_its_place_stays_joined() -> None:
    remote = {"is_remote": True, "kind": "event"}
    listed(remote, remote)
    partly = {name: ROW[name] for name in ("source_id", "title", "organization")}
    stored("board-1", partly | {"url": "https://b.example/1"})
    stored("board-1", partly | {"location": "Lisbon"})
    assert list(sources_by_opportunity().values()) == [["board-0", "board-1"]]


def test_two_sources_in_one_file_join() -> None:
    rows = [ROW | {"source": "a"}, ROW | {"source": "b"}]
    reading = read(board_of(*rows), Origin())
    assert list(reading.batches) == ["a", "b"]
    from talentnet.sources.importing import store_reading

    store_reading(reading)
    assert [o.listing_set.count() for o in Opportunity.objects.all()] == [2]


def test_duplicates_are_looked_up_by_key(django_assert_max_num_queries: Any) -> None:
    rows = [ROW | {"source_id": str(n), "title": f"Role {n}"} for n in range(30)]
    stored("one", *rows)
    with django_assert_max_num_queries(16):
        assert stored("other", *rows) == Counts(joined=30)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Research Lead", "Researcher Lead", True),
        ("Sr. Engineer", "Senior Engineer", True),
        ("Head of Policy", "Head, Policy", True),
        ("Policy Fellow 2025", "Policy Fellow 2026", False),
        ("Engineer L4", "Engineer L5", False),
        ("Account Executive (US)", "Account Executive (EU)", False),
        ("Backend Engineer", "Frontend Engineer", False),
        ("Communications Intern", "Internal Communications", False),
        ("Engineer", "Engineering Manager", False),
    ],
)
def test_titles_are_normalized(one: str, other: str, same: bool) -> None:
    assert is_same_title(one, other) is same
    assert is_same_title(other, one) is same


def test_keys_are_compared() -> None:
    key = duplicate_key("Open AI, Inc.", "San Francisco, CA", False)
    assert key == duplicate_key("OpenAI", "San Francisco", False)
    assert key != duplicate_key("OpenAI", "San Francisco", True)
    assert duplicate_key("OpenAI", "In-Office", False) == duplicate_key(
        "OpenAI", "in-office", False
    )
    assert duplicate_key("", "Paris", False) == duplicate_key("OpenAI", "", False) == ""


def test_past_deadline_of_joined_row_changes_nothing() -> None:
    future = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).isoformat()
    listed({"deadline": future}, {})
    assert Opportunity.objects.get().deadline is not None
