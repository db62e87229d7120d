"""Times in the reader's own zone: the one they chose, else the browser's, else UTC."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from matching.models import Match
from matching.tests.factories import MatchFactory
from matching.tests.visitors import client_of, words_of
from talentnet.timezones import zone_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def match() -> Match:
    made: Match = MatchFactory.create(computed_at=dt.datetime(2026, 1, 15, 23, 30, tzinfo=dt.UTC))
    return made


def time_on_the_page(match: Match, *, chosen: str = "", cookie: str | None = None) -> str:
    match.profile.user.time_zone = chosen
    match.profile.user.save()
    client = client_of(match.profile)
    if cookie is not None:
        client.cookies["tz"] = cookie
    words = words_of(client.get(f"/matches/{match.pk}/"))
    return words.partition("As of ")[2].partition(". ")[0]


@pytest.mark.parametrize(
    ("chosen", "cookie", "shown"),
    [
        ("", None, "Jan 15, 2026, 23:30 UTC"),
        ("", "Asia/Tokyo", "Jan 16, 2026, 08:30 JST"),
        ("Pacific/Honolulu", None, "Jan 15, 2026, 13:30 HST"),
        ("Pacific/Honolulu", "Asia/Tokyo", "Jan 15, 2026, 13:30 HST"),
        ("UTC", "Asia/Tokyo", "Jan 15, 2026, 23:30 UTC"),
    ],
)
def test_chosen_zone_precedes_browser_and_utc(
    match: Match, chosen: str, cookie: str | None, shown: str
) -> None:
    assert time_on_the_page(match, chosen=chosen, cookie=cookie) == shown


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "nonsense",
        "Mars/Olympus",
        "asia/tokyo",
        "../../etc/passwd",
        "/etc/localtime",
        "x" * 3000,
    ],
)
def test_malformed_cookie_is_ignored(match: Match, cookie: str) -> None:
    assert time_on_the_page(match, cookie=cookie) == "Jan 15, 2026, 23:30 UTC"


def test_zone_does_not_leak_into_next_request(match: Match) -> None:
    before = timezone.get_current_timezone_name()
    assert time_on_the_page(match, chosen="Asia/Tokyo").endswith("JST")
    assert timezone.get_current_timezone_name() == before
    assert time_on_the_page(match).endswith("UTC")


@pytest.mark.parametrize("cookie", ["Asia/Tokyo", "nonsense"])
def test_visitor_costs_no_query(
    client: Client, cookie: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["tz"] = cookie
    with django_assert_num_queries(0):
        assert client.get("/").status_code == 200


def test_selectable_zones_are_listed() -> None:
    names = zone_names()
    assert names[0] == "UTC"
    assert list(names[1:]) == sorted(set(names[1:]))
    assert {"Asia/Kolkata", "Europe/Lisbon", "America/Argentina/Buenos_Aires"} < set(names)
