"""`manage.py sync_sources`: synced sources, output and exit code."""

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from talentnet.sources.fetching import Fetched, FetchRefused
from talentnet.sources.models import SourceSync
from talentnet.sources.tests.factories import SourceFactory

pytestmark = pytest.mark.django_db

ROW = {"source_id": "1", "title": "Engineer", "organization": "Cedar Bay"}


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace fetching by canned responses of .example addresses."""
    answers = {"https://good.example/": json.dumps([ROW, {}])}

    def fetch(url: str, reach: Any) -> Fetched:
        if url not in answers:
            raise FetchRefused("It answers with 500.")
        return Fetched(answers[url], url)

    monkeypatch.setattr("talentnet.sources.syncing.fetch", fetch)


def run(*names: str) -> tuple[str, str, str]:
    """Run the command; returns its output, its error output and the error it ended with."""
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command("sync_sources", *names, stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


SUMMARY = (
    "1 posting: 1 new, 0 changed, 0 as they were, 0 known from another source, 0 archived, 0 back."
    " Problems: 1."
)


def test_due_sources_are_synced() -> None:
    SourceFactory.create(name="good", url="https://good.example/")
    SourceFactory.create(name="later", next_at=timezone.now() + dt.timedelta(hours=1))
    out, err, failure = run()
    assert (out, failure) == (f"good: good. {SUMMARY}\n", "")
    assert err.startswith("item 2: source_id: Field required; ")
    assert run() == ("No source is due.\n", "", "")


def test_named_source_is_synced_before_it_is_due() -> None:
    SourceFactory.create(
        name="good", url="https://good.example/", next_at=timezone.now() + dt.timedelta(hours=1)
    )
    assert run("good")[0] == f"good: good. {SUMMARY}\n"


def test_failing_source_ends_with_error() -> None:
    SourceFactory.create(name="bad", url="https://bad.example/")
    assert run() == ("bad: failed. It answers with 500.\n", "", "Not good: bad.")


def test_source_in_sync_is_skipped() -> None:
    SourceFactory.create(name="busy", claimed_until=timezone.now() + dt.timedelta(minutes=1))
    assert run("busy") == ("busy: is being synced elsewhere.\n", "", "")
    assert not SourceSync.objects.exists()


def test_unknown_source_is_refused() -> None:
    assert run("nobody") == ("", "", "There is no source nobody.")
