"""Repeated syncs of a source: health, archiving and reopening."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.opportunities.models import Listing, Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.sources import tasks
from talentnet.sources.fetching import Reach
from talentnet.sources.models import LEASE, OpportunitySource, SourceSync
from talentnet.sources.syncing import claim_source, sync, take_file
from talentnet.sources.tests.boards import board_of, stored
from talentnet.sources.tests.factories import SourceFactory
from talentnet.sources.tests.servers import BoardServer
from talentnet.sources.upkeep import accept_smaller, archive_past_deadlines, end_lost_syncs

pytestmark = pytest.mark.django_db

LOOPBACK = Reach(allow_loopback=True, seconds=5)


@pytest.fixture
def source(board: BoardServer) -> OpportunitySource:
    return SourceFactory.create(name="board", url=f"{board.url}/jobs", organization="Cedar Bay")


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {"source_id": str(number), "title": f"Role {number}"} | fields


def synced(board: BoardServer, source: OpportunitySource, *rows: Any) -> SourceSync:
    """Sync once with a board that returns these rows or this status."""
    if rows and isinstance(rows[0], int):
        board.answer("/jobs", status=rows[0])
    else:
        with_organization = [{"organization": "Cedar Bay"} | r for r in rows]
        board.answer("/jobs", json.dumps(with_organization).encode())
    claimed = claim_source(source.pk)
    assert claimed is not None
    done = sync(claimed, reach=LOOPBACK)
    source.refresh_from_db()
    return done


def statuses() -> dict[str, str]:
    return dict(Opportunity.objects.order_by("source_id").values_list("source_id", "status"))


def test_good_sync_stores_rows_and_counts(board: BoardServer, source: OpportunitySource) -> None:
    assert source.health == "never"
    done = synced(board, source, row(1), row(2), row(3, title=""))
    assert (done.outcome, done.seen, done.new, done.problem_count) == ("good", 3, 2, 1)
    assert done.problems == ["item 3: title: is empty"]
    assert done.finished_at is not None
    assert (source.health, source.last_good_count, source.claim_token) == ("good", 3, None)
    assert source.last_good_at is not None
    assert Opportunity.objects.filter(source="board").count() == 2


def test_rows_belong_to_synced_source(board: BoardServer, source: OpportunitySource) -> None:
    synced(board, source, row(1, source="another"))
    assert Opportunity.objects.get().source == "board"


def test_posting_missing_three_times_is_archived_then_reopens(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, row(1), row(2))
    for archived in (0, 0, 1):
        assert statuses()["2"] == "active"
        assert synced(board, source, row(1)).archived == archived
    assert statuses() == {"1": "active", "2": "archived"}
    assert Opportunity.objects.get(source_id="2").archived_for == "missing"
    assert synced(board, source, row(1)).archived == 0
    assert synced(board, source, row(1), row(2)).returned == 1
    assert statuses() == {"1": "active", "2": "active"}


def test_posting_seen_again_resets_missing_count(
    board: BoardServer, source: OpportunitySource
) -> None:
    for rows in ([row(1), row(2)], [row(1)], [row(1)], [row(1), row(2)], [row(1)], [row(1)]):
        synced(board, source, *rows)
    assert statuses()["2"] == "active"


def test_csv_address_is_read_as_csv(board: BoardServer, source: OpportunitySource) -> None:
    table = b"source_id,title,organization\n1,Writer,Cedar Bay\n"
    board.answer("/jobs", table, content_type="text/csv; charset=utf-8")
    claimed = claim_source(source.pk)
    assert claimed is not None
    assert sync(claimed, reach=LOOPBACK).new == 1


def test_failed_sync_archives_nothing_and_records_reason(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, row(1))
    for failures in (1, 2, 3, 4):
        done = synced(board, source, 500)
        assert (done.outcome, done.error) == ("failed", "127.0.0.1 answers with 500.")
        assert (source.health, source.failures_in_a_row) == ("failing", failures)
    assert source.last_error == "127.0.0.1 answers with 500."
    assert statuses() == {"1": "active"}
    assert Listing.objects.get().missed_syncs == 0
    synced(board, source, row(1))
    assert (source.health, source.failures_in_a_row, source.last_error) == ("good", 0, "")


def test_board_without_usable_rows_fails(board: BoardServer, source: OpportunitySource) -> None:
    synced(board, source, row(1))
    done = synced(board, source, row(1, title=""))
    assert done.outcome == "failed"
    assert done.error == ("None of its 1 rows can be used. The first: item 1: title: is empty")


def test_unreadable_row_is_not_missing(board: BoardServer, source: OpportunitySource) -> None:
    synced(board, source, row(1), row(2))
    for _ in range(4):
        synced(board, source, row(1), row(2, title=""))
    assert statuses() == {"1": "active", "2": "active"}


def test_suspicious_drop_archives_nothing_until_accepted(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, *map(row, range(10)))
    for _ in range(4):
        done = synced(board, source, *map(row, range(4)))
        assert (done.outcome, done.archived, source.health) == ("suspicious", 0, "suspicious")
    assert source.last_error == (
        "It shows 4 postings, and 10 at its last good sync. Nothing was archived; "
        "if this is right, accept the smaller number."
    )
    assert source.last_good_count == 10
    assert set(statuses().values()) == {"active"}
    assert accept_smaller(source)
    for _ in range(3):
        assert synced(board, source, *map(row, range(4))).outcome == "good"
    assert list(statuses().values()).count("archived") == 6
    assert not accept_smaller(source)


def test_half_or_small_source_is_not_suspicious(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, *map(row, range(10)))
    assert synced(board, source, *map(row, range(5))).outcome == "good"
    assert synced(board, source, *map(row, range(2))).outcome == "good"
    assert synced(board, source).outcome == "good"


def test_drop_from_several_to_none_is_suspicious(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, *map(row, range(3)))
    for _ in range(4):
        assert synced(board, source).outcome == "suspicious"
    assert set(statuses().values()) == {"active"}


def test_new_postings_of_suspicious_source_are_stored(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, *map(row, range(10)))
    assert synced(board, source, row(77)).new == 1


def test_opportunity_listed_elsewhere_is_not_archived(
    board: BoardServer, source: OpportunitySource
) -> None:
    shared = row(1, location="Paris", organization="Cedar Bay")
    synced(board, source, shared, row(2))
    stored("other", shared)
    for _ in range(3):
        synced(board, source, row(2))
    assert statuses()["1"] == "active"
    assert Listing.objects.get(source="board", source_id="1").is_here is False


def test_dropped_opportunity_relinks_to_other_listing(
    board: BoardServer, source: OpportunitySource
) -> None:
    place = {"location": "Paris", "organization": "Cedar Bay"}
    synced(board, source, row(1, url="https://board.example/1", **place))
    stored("other", row(7, title="Role 1", url="https://other.example/7", **place))
    for address in ("board.example/1", "board.example/1", "other.example/7"):
        synced(board, source)
        assert Opportunity.objects.get().url == f"https://{address}"
    assert statuses() == {"1": "active"}
    synced(board, source, row(1, url="https://board.example/1", **place))
    assert Opportunity.objects.get().url == "https://board.example/1"


def test_saved_match_outlives_archiving(board: BoardServer, source: OpportunitySource) -> None:
    synced(board, source, row(1), row(2))
    saved = MatchFactory.create(
        opportunity=Opportunity.objects.get(source_id="2"), status=Match.Status.SAVED
    )
    for _ in range(3):
        synced(board, source, row(1))
    saved.refresh_from_db()
    assert (saved.status, saved.opportunity.status) == ("saved", "archived")


def test_opportunity_restored_by_staff_stays_open(
    board: BoardServer, source: OpportunitySource
) -> None:
    synced(board, source, row(1), row(2))
    for _ in range(3):
        synced(board, source, row(1))
    Opportunity.objects.filter(source_id="2").update(status="active", archived_for="")
    synced(board, source, row(1))
    assert statuses()["2"] == "active"


def test_only_complete_file_counts_missing(
    source: OpportunitySource,
) -> None:
    def sync_of_file(*rows: Any, complete: bool) -> SourceSync:
        claimed = claim_source(source.pk)
        assert claimed is not None
        whole = [{"organization": "Cedar Bay"} | r for r in rows]
        return take_file(claimed, lambda: board_of(*whole), complete=complete)

    assert sync_of_file(row(1), row(2), complete=True).new == 2
    for _ in range(3):
        sync_of_file(row(1), complete=False)
    assert Listing.objects.get(source_id="2").missed_syncs == 0
    sync_of_file(row(1), complete=True)
    assert Listing.objects.get(source_id="2").missed_syncs == 1


def test_failed_sync_stores_nothing(
    board: BoardServer, source: OpportunitySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> int:
        raise RuntimeError("no database")

    monkeypatch.setattr("talentnet.sources.syncing._mark_missing", breaks)
    done = synced(board, source, row(1))
    assert (done.outcome, done.error) == ("failed", "RuntimeError: no database")
    assert not Opportunity.objects.exists()
    assert source.claim_token is None


def test_timeout_is_recorded_and_raised(
    source: OpportunitySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: Any) -> None:
        raise SystemExit("time")

    monkeypatch.setattr("talentnet.sources.syncing.fetch", stops)
    claimed = claim_source(source.pk)
    assert claimed is not None
    with pytest.raises(SystemExit):
        sync(claimed)
    source.refresh_from_db()
    assert (source.health, source.last_error) == ("failing", "SystemExit: time")


def test_private_address_is_not_fetched(source: OpportunitySource, board: BoardServer) -> None:
    board.answer("/jobs", b"[]")
    claimed = claim_source(source.pk)
    assert claimed is not None
    assert sync(claimed).error == "Only the ports 80 and 443 are fetched from."
    assert board.asked == []


def test_source_is_claimed_only_once(source: OpportunitySource) -> None:
    assert claim_source(source.pk) is not None
    assert claim_source(source.pk) is None


def test_sync_that_lost_its_claim_changes_nothing(
    board: BoardServer, source: OpportunitySource
) -> None:
    lost = claim_source(source.pk)
    assert lost is not None
    OpportunitySource.objects.update(claimed_until=timezone.now())
    assert claim_source(source.pk) is not None
    board.answer("/jobs", json.dumps([row(1, organization="x")]).encode())
    sync(lost, reach=LOOPBACK)
    assert not Opportunity.objects.exists()
    source.refresh_from_db()
    assert (source.claim_token is not None, source.health) == (True, "never")


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, True),
        ({"url": ""}, False),
        ({"is_enabled": False}, False),
        ({"next_at": dt.timedelta(hours=1)}, False),
        ({"next_at": -dt.timedelta(hours=1)}, True),
        ({"claimed_until": dt.timedelta(minutes=1)}, False),
        ({"claimed_until": -dt.timedelta(minutes=1)}, True),
    ],
)
def test_due_sources_are_selected(fields: dict[str, Any], due: bool) -> None:
    now = timezone.now()
    values = {k: now + v if isinstance(v, dt.timedelta) else v for k, v in fields.items()}
    source = SourceFactory.create(**values)
    assert list(OpportunitySource.objects.due()) == ([source] if due else [])
    assert (claim_source(source.pk, only_if_due=True) is not None) is due


def test_source_is_due_again_after_interval() -> None:
    source = SourceFactory.create(every_hours=6)
    claim_source(source.pk)
    source.refresh_from_db()
    assert source.next_at is not None
    assert source.last_tried_at is not None
    assert source.next_at - source.last_tried_at == dt.timedelta(hours=6)


def test_sweep_enqueues_due_sources(settle: Any) -> None:
    due = SourceFactory.create(url="http://127.0.0.1/jobs")
    SourceFactory.create(is_enabled=False)
    with settle():
        tasks.sweep_sources()
    synced_once = SourceSync.objects.get()
    assert (synced_once.source, synced_once.outcome) == (due, "failed")
    assert synced_once.error == "127.0.0.1 is not on the public internet."
    with settle():
        tasks.sweep_sources()
    assert SourceSync.objects.count() == 1


def test_task_for_source_not_due_does_nothing() -> None:
    source = SourceFactory.create(next_at=timezone.now() + dt.timedelta(hours=1))
    tasks.sync_source(source.pk)
    tasks.sync_source(source.pk + 1)
    assert not SourceSync.objects.exists()


def test_abandoned_sync_is_ended() -> None:
    source = SourceFactory.create()
    claim_source(source.pk)
    assert end_lost_syncs() == 0
    past = timezone.now() - dt.timedelta(seconds=1)
    OpportunitySource.objects.update(claimed_until=past)
    SourceSync.objects.update(started_at=past - LEASE)
    assert end_lost_syncs() == 1
    source.refresh_from_db()
    assert (source.health, source.failures_in_a_row, source.claim_token) == ("failing", 1, None)
    assert SourceSync.objects.get().outcome == "failed"


def test_expired_opportunities_are_archived() -> None:
    now = timezone.now()
    past = OpportunityFactory.create(deadline=now - dt.timedelta(minutes=1))
    OpportunityFactory.create(deadline=now + dt.timedelta(minutes=1))
    OpportunityFactory.create(deadline=None)
    assert archive_past_deadlines() == 1
    past.refresh_from_db()
    assert (past.status, past.archived_for) == ("archived", "deadline")
    assert archive_past_deadlines() == 0
