"""Syncs of partly broken sources: missing postings and the source's health."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.document import Document
from talentnet.sources.fetching import Reach
from talentnet.sources.models import OpportunitySource, SourceSync
from talentnet.sources.syncing import claim_source, sync, take_file
from talentnet.sources.tests.boards import board_of, stored
from talentnet.sources.tests.factories import SourceFactory
from talentnet.sources.tests.servers import BoardServer

pytestmark = pytest.mark.django_db

ROW = {"source_id": "1", "title": "Engineer", "organization": "Cedar Bay"}


@pytest.fixture
def source(board: BoardServer) -> OpportunitySource:
    return SourceFactory.create(name="board", url=f"{board.url}/jobs")


def sync_of_web(source: OpportunitySource) -> SourceSync:
    claimed = claim_source(source.pk)
    assert claimed is not None
    return sync(claimed, reach=Reach(allow_loopback=True, seconds=5))


def sync_of_file(
    source: OpportunitySource, document: Document, *, complete: bool = True
) -> SourceSync:
    claimed = claim_source(source.pk)
    assert claimed is not None
    return take_file(claimed, lambda: document, complete=complete)


def test_row_without_id_stops_counting_missing(
    source: OpportunitySource,
) -> None:
    """A truncated file ends in the middle of a row."""
    text = board_of(*(ROW | {"source_id": str(n), "title": f"Role {n}"} for n in range(20))).text
    sync_of_file(source, Document(text, "x.jsonl"))
    for _ in range(3):
        done = sync_of_file(source, Document(text[: len(text) * 7 // 10], "x.jsonl"))
    assert (done.outcome, done.archived, done.problem_count) == ("good", 0, 1)
    assert done.problems[1:] == [
        "Rows that do not say which they are: 1. Nothing counts as missing."
    ]
    assert not Opportunity.objects.filter(status="archived").exists()
    assert not Listing.objects.exclude(missed_syncs=0).exists()


@pytest.mark.parametrize(("script", "misses"), [("{JobPosting", 0), ("{BreadcrumbList", 1)])
def test_broken_script_stops_counting_missing(
    source: OpportunitySource, script: str, misses: int
) -> None:
    stored("board", ROW)
    Listing.objects.update(last_seen_at=timezone.now() - dt.timedelta(days=1))
    posting = {"@type": "JobPosting", "title": "Writer", "hiringOrganization": "Cedar Bay"}
    opening, closing = '<script type="application/ld+json">', "</script>"
    page = f"{opening}{json.dumps(posting)}{closing}{opening}{script}{closing}"
    assert sync_of_file(source, Document(page, "x")).outcome == "good"
    assert Listing.objects.get(source_id="1").missed_syncs == misses


def test_posting_that_parsers_reject_goes_in_with_others(source: OpportunitySource) -> None:
    texts = ["<p>a <![ b</p>", f"<p>&#{'1' * 5_000};</p>", "<p>a</p><soup>b</soup>"]
    rows = (ROW | {"source_id": str(n), "description": text} for n, text in enumerate(texts))
    done = sync_of_file(source, board_of(*rows))
    assert (done.outcome, done.problem_count) == ("good", 0)
    stored_texts = Opportunity.objects.order_by("source_id").values_list("description", flat=True)
    assert list(stored_texts) == ["a <![ b", "\ufffd", "a\n\nb"]


def test_empty_response_is_no_empty_board(board: BoardServer, source: OpportunitySource) -> None:
    board.answer("/jobs", json.dumps([ROW]).encode())
    sync_of_web(source)
    board.answer("/jobs", b" ")
    done = sync_of_web(source)
    assert (done.outcome, done.error) == ("failed", "It is empty.")
    assert Listing.objects.get().missed_syncs == 0


@pytest.mark.parametrize("document", [board_of(ROW), Document("{", "x.json")])
def test_partial_file_leaves_source_health_unchanged(
    board: BoardServer, source: OpportunitySource, document: Document
) -> None:
    board.answer("/jobs", status=500)
    sync_of_web(source)
    sync_of_file(source, document, complete=False)
    source.refresh_from_db()
    assert (source.health, source.failures_in_a_row) == ("failing", 1)
    assert source.last_error == "127.0.0.1 answers with 500."
    assert source.claim_token is None
