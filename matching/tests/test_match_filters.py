"""Filters, order, search and pages of matches, all from the URL."""

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from matching.tests.visitors import HTMX, client_of, match_titles, text_of, words_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
URL = "/matches/"


def days(number: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=number)


def make(profile: Profile, title: str, posting: dict[str, Any], **fields: Any) -> Match:
    opportunity = OpportunityFactory.create(title=title, **posting)
    made: Match = MatchFactory.create(
        profile=profile, opportunity=opportunity, **{"is_new": False, **fields}
    )
    return made


@pytest.fixture
def amara() -> Profile:
    """Candidate with a match of each kind; another candidate has one, too."""
    profile: Profile = ProfileFactory.create()
    research = {"role_type": "research", "is_remote": True, "organization": "North Quay"}
    make(profile, "Alpha", research, tier="great", score=90)
    fellowship = {"role_type": "policy", "kind": "event", "location": "Nairobi, Kenya"}
    make(profile, "Bravo", fellowship, tier="good", status="saved", score=70)
    make(profile, "Charlie", {}, tier="exploring", score=40, applied_at=timezone.now())
    make(profile, "Delta", {}, tier="great", score=99, status="dismissed")
    remote_event = {"role_type": "", "kind": "event", "is_remote": True}
    make(profile, "Echo", remote_event, tier="good", score=60, is_new=True)
    make(ProfileFactory.create(), "Of somebody else", {}, tier="great")
    return profile


@pytest.fixture
def client(amara: Profile) -> Client:
    return client_of(amara)


EVERY_ONE = ["Alpha", "Bravo", "Echo", "Charlie"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", EVERY_ONE),
        ("q=ALPHA", ["Alpha"]),
        ("q=north+quay", ["Alpha"]),
        ("q=quay+alpha", ["Alpha"]),
        ("q=alpha+kenya", []),
        ("q=nairobi", ["Bravo"]),
        ("q=%25", []),
        ("show=saved", ["Bravo"]),
        ("show=applied", ["Charlie"]),
        ("show=new", ["Echo"]),
        ("show=dismissed", ["Delta"]),
        ("tier=great", ["Alpha"]),
        ("tier=good", ["Bravo", "Echo"]),
        ("tier=exploring", ["Charlie"]),
        ("kind=job", ["Alpha", "Charlie"]),
        ("kind=event", ["Bravo", "Echo"]),
        ("role=policy", ["Bravo"]),
        ("role=engineering", ["Charlie"]),
        ("remote=on", ["Alpha", "Echo"]),
        ("remote=false", EVERY_ONE),
        ("tier=great&show=dismissed", ["Delta"]),
        ("kind=event&tier=good&remote=on", ["Echo"]),
        ("kind=event&role=policy&show=saved&tier=good&q=bravo", ["Bravo"]),
        ("kind=event&role=policy&show=applied", []),
    ],
)
def test_filters_work_alone_and_combined(client: Client, query: str, wanted: list[str]) -> None:
    assert match_titles(client.get(f"{URL}?{query}")) == wanted
    assert match_titles(client.get(f"{URL}list/?{query}")) == wanted


@pytest.mark.parametrize("status", ["active", "saved"])
def test_dismissed_match_is_not_listed_as_applied(status: str) -> None:
    applied = MatchFactory.create(applied_at=timezone.now(), status=status)
    client = client_of(applied.profile)
    assert match_titles(client.get(f"{URL}?show=applied")) == [applied.opportunity.title]
    client.post(f"{URL}{applied.pk}/dismiss/")
    assert match_titles(client.get(f"{URL}?show=applied")) == []
    assert match_titles(client.get(f"{URL}?show=dismissed")) == [applied.opportunity.title]


@pytest.mark.parametrize(
    "query",
    [
        "show=nonsense&tier=7&kind=gig&role=chef&sort=luck&page=abc&other=1",
        "q=%00",
        "q=+++",
        "page=0&tier=",
    ],
)
def test_unknown_filter_values_are_ignored(client: Client, query: str) -> None:
    page = client.get(f"{URL}?{query}")
    assert match_titles(page) == EVERY_ONE
    assert "Clear all filters" not in words_of(page)


def test_search_with_many_words_succeeds(client: Client) -> None:
    assert match_titles(client.get(f"{URL}?q={'alpha+' * 1500}")) == ["Alpha"]


def test_empty_result_suggests_removing_filters(client: Client) -> None:
    page = words_of(client.get(f"{URL}?q=zzz"))
    assert "0 matches found" in page
    assert "No matches found" in page
    assert "Clear all filters" in page


def test_tier_counts_apply_all_filters_but_tier(client: Client) -> None:
    def counts(query: str) -> list[str]:
        page = text_of(client.get(f"{URL}?{query}"))
        return re.findall(r'<span class="badge \w+">[A-Z][a-z ]+ (\d+)</span>', page)

    assert counts("") == ["1", "2", "1"]
    assert counts("tier=great") == ["1", "2", "1"]
    assert counts("kind=event") == ["0", "2", "0"]
    assert counts("tier=exploring&kind=event") == ["0", "2", "0"]
    assert counts("show=dismissed") == ["1", "0", "0"]


def test_deadline_order_puts_soonest_first_and_closed_last() -> None:
    profile = ProfileFactory.create()
    saved = {"status": "saved", "score": 95}
    make(profile, "No deadline, good", {}, score=60)
    make(profile, "No deadline, better", {}, score=61)
    make(profile, "Archived", {"status": "archived", "deadline": days(1)}, **saved)
    make(profile, "Past its deadline", {"deadline": days(-3)}, **saved)
    over = {"kind": "event", "starts_at": days(-9), "deadline": days(5)}
    make(profile, "Over", over, **saved)
    make(profile, "Ended", over | {"ends_at": days(-8), "deadline": days(6)}, **saved)
    under_way = {"kind": "event", "starts_at": days(-1), "ends_at": days(1), "deadline": days(8)}
    make(profile, "Under way", under_way, score=10)
    make(profile, "In a week", {"deadline": days(7)}, tier="exploring", score=20)
    make(profile, "In two weeks", {"deadline": days(14)}, tier="great", score=90)
    page = client_of(profile).get(f"{URL}?sort=deadline")
    assert match_titles(page) == [
        "In a week",
        "Under way",
        "In two weeks",
        "No deadline, better",
        "No deadline, good",
        "Past its deadline",
        "Archived",
        "Over",
        "Ended",
    ]
    assert "By deadline" in words_of(page)
    assert "Clear all filters" not in words_of(page)
    best = match_titles(client_of(profile).get(f"{URL}?sort=fit"))
    assert best == match_titles(client_of(profile).get(URL))
    assert best[0] == "In two weeks"


def pages_of(response: Any) -> dict[str, dict[str, list[str]]]:
    """Targets of the links to the previous and next page."""
    pages = {}
    for link in text_of(response).split('<a class="button" href="')[1:]:
        href, _, rest = link.partition('"')
        for rel in ("prev", "next"):
            if rest.startswith(f' rel="{rel}"'):
                pages[rel] = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    return pages


def test_page_links_keep_filters() -> None:
    profile = ProfileFactory.create()
    for number in range(45):
        make(profile, f"Reader & writer {number:02}", {}, score=99 - number)
    make(profile, "Another", {})
    client = client_of(profile)
    query = "q=reader+%26&kind=job&sort=fit"
    asked = {"q": ["reader &"], "kind": ["job"], "sort": ["fit"]}
    first, second, third = (client.get(f"{URL}?{query}&page={page}") for page in (1, 2, 3))
    titles = [f"Reader & writer {number:02}" for number in range(45)]
    assert match_titles(first) == titles[:20]
    assert match_titles(second) == titles[20:40]
    assert match_titles(third) == titles[40:]
    assert pages_of(first) == {"next": asked | {"page": ["2"]}}
    assert pages_of(second) == {"prev": asked | {"page": ["1"]}, "next": asked | {"page": ["3"]}}
    assert pages_of(third) == {"prev": asked | {"page": ["2"]}}
    assert "Page 2 of 3" in words_of(second)
    assert "45 matches found" in words_of(second)
    # Past the end is the end.
    assert match_titles(client.get(f"{URL}?{query}&page=99")) == titles[40:]
    assert 'class="row between pages"' not in text_of(client.get(f"{URL}?q=another"))


def test_htmx_request_returns_only_list(client: Client) -> None:
    fragment = client.get(f"{URL}?tier=good", headers=HTMX)
    assert text_of(fragment).lstrip().startswith('<div id="match-list"')
    assert "</main>" not in text_of(fragment)
    assert match_titles(fragment) == ["Bravo", "Echo"]
    assert "HX-Request" in fragment.headers["Vary"]
    # While a refresh runs, the same filters are asked for again.
    assert 'hx-get="/matches/list/?tier=good"' in text_of(fragment)
    back = client.get(f"{URL}?tier=good", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "</main>" in text_of(back)


def test_form_shows_current_filters(client: Client) -> None:
    page = text_of(client.get(f"{URL}?q=%22%3Cb%3E&tier=good&remote=on&sort=deadline"))
    assert 'value="&quot;&lt;b&gt;"' in page
    assert '<option value="good" selected>' in page
    assert '<option value="deadline" selected>' in page
    assert page.partition('name="remote"')[2].partition(">")[0].endswith("checked")
