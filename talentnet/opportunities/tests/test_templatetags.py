"""Labels of deadlines and of closed opportunities."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from matching.tests.visitors import client_of, text_of, words_of
from talentnet.opportunities.templatetags.opportunities import closes, is_urgent
from talentnet.opportunities.tests.factories import OpportunityFactory

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freeze the time at noon UTC on March 10."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def closing(**left: float) -> Any:
    return OpportunityFactory.build(deadline=NOW + dt.timedelta(**left))


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"seconds": -1}, "closed"),
        ({"seconds": 0}, "closed"),
        ({"minutes": 59}, "closes within the hour"),
        ({"minutes": 61}, "closes today, in 1 hour"),
        ({"hours": 11.9}, "closes today, in 11 hours"),
        ({"hours": 12}, "closes tomorrow"),
        ({"hours": 35.9}, "closes tomorrow"),
        ({"hours": 36}, "closes in 2 days"),
        ({"days": 21}, "closes in 21 days"),
        ({"days": 22}, "closes in 3 weeks"),
        ({"days": 70}, "closes in 10 weeks"),
    ],
)
def test_deadline_is_described_in_words(left: dict[str, float], said: str) -> None:
    assert closes(closing(**left)) == said


@pytest.mark.usefixtures("at_noon")
def test_opportunity_without_deadline_is_open_or_closed() -> None:
    assert closes(OpportunityFactory.build()) == ""
    assert closes(OpportunityFactory.build(status="archived")) == "closed"
    assert closes(OpportunityFactory.build(kind="event", starts_at=NOW)) == "closed"
    archived = OpportunityFactory.build(status="archived", deadline=NOW + dt.timedelta(days=9))
    assert closes(archived) == "closed"


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("left", "urgent"),
    [({"seconds": -1}, False), ({"hours": 1}, True), ({"days": 7}, True), ({"days": 7.1}, False)],
)
def test_deadline_within_a_week_is_urgent(left: dict[str, float], urgent: bool) -> None:
    assert is_urgent(closing(**left)) is urgent


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", "closes tomorrow (Mar 11, 2026, 23:30 UTC)"),
        ("Asia/Tokyo", "closes in 2 days (Mar 12, 2026, 08:30 JST)"),
        ("Pacific/Honolulu", "closes tomorrow (Mar 11, 2026, 13:30 HST)"),
        # There it is already March 11, and the deadline is on March 12.
        ("Pacific/Kiritimati", "closes tomorrow (Mar 12, 2026, 13:30 +14)"),
    ],
)
def test_deadline_is_shown_in_reader_time_zone(zone: str, said: str) -> None:
    match = MatchFactory.create(
        profile__user__time_zone=zone,
        opportunity__deadline=dt.datetime(2026, 3, 11, 23, 30, tzinfo=dt.UTC),
    )
    client = client_of(match.profile)
    assert said in words_of(client.get("/matches/"))
    assert said in words_of(client.get(f"/matches/{match.pk}/"))


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_deadline_today_has_passed_tomorrow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = MatchFactory.create(
        profile__user__time_zone="Pacific/Honolulu",
        opportunity__deadline=dt.datetime(2026, 3, 11, 23, 30, tzinfo=dt.UTC),
    )
    client = client_of(match.profile)
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=24))
    assert "closes today, in 11 hours" in words_of(client.get("/matches/"))
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=36))
    page = words_of(client.get("/matches/"))
    assert "closed (Mar 11, 2026, 13:30 HST)" in page


CLOSED: list[dict[str, Any]] = [
    {"status": "archived"},
    {"deadline": NOW},
    {"kind": "event", "starts_at": NOW},
]


def closed_match(posting: dict[str, Any], **fields: Any) -> Match:
    opportunity = OpportunityFactory.create(**posting)
    made: Match = MatchFactory.create(opportunity=opportunity, **fields)
    return made


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("posting", CLOSED)
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "saved"}, "saved"),
        ({"applied_at": NOW}, "applied to"),
        ({"status": "saved", "applied_at": NOW}, "applied to"),
    ],
)
def test_closed_opportunity_with_saved_match_says_so(
    posting: dict[str, Any], fields: dict[str, Any], why: str
) -> None:
    match = closed_match(posting, **fields)
    client = client_of(match.profile)
    page = client.get("/matches/")
    assert match.opportunity.title in words_of(page)
    assert f"This opportunity has closed. It stays here because you {why} it." in words_of(page)
    assert '<span class="badge closed">Closed</span>' in text_of(page)
    assert "This opportunity has closed." in words_of(client.get(f"/matches/{match.pk}/"))


@pytest.mark.django_db
def test_closed_opportunity_without_saved_match_says_nothing() -> None:
    match = closed_match({"status": "archived"})
    page = words_of(client_of(match.profile).get("/matches/"))
    assert "Closed" in page
    assert "It stays here" not in page
