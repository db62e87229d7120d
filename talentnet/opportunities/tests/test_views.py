import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.tests.factories import MatchFactory
from matching.tests.visitors import text_of, words_of
from talentnet.opportunities.tests.factories import ListingFactory, OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
BROWSE = reverse("opportunities:browse")
HTMX = {"HX-Request": "true"}


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


@pytest.fixture
def client() -> Client:
    return client_of(ProfileFactory.create())


def listed(page: Any) -> list[str]:
    """Titles on a page, in order."""
    return re.findall(r'<h3><a href="[^"]+">([^<]*)</a></h3>', page.content.decode())


def titles(client: Client, **parameters: Any) -> list[str]:
    return listed(client.get(BROWSE, parameters))


def detail_url(opportunity: Any) -> str:
    return reverse("opportunities:detail", args=[opportunity.pk])


def later(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def test_only_open_opportunities_are_listed(client: Client) -> None:
    OpportunityFactory.create(title="Open")
    OpportunityFactory.create(title="Archived", status="archived")
    OpportunityFactory.create(title="Past its deadline", deadline=later(-1))
    OpportunityFactory.create(title="Over", kind="event", ends_at=later(-1))
    page = client.get(BROWSE)
    assert listed(page) == ["Open"]
    assert "<strong>1 open opportunity</strong>" in page.content.decode()


def test_hidden_organizations_are_left_out() -> None:
    OpportunityFactory.create(title="Theirs", organization="EVIL Corp")
    OpportunityFactory.create(title="Another")
    hiding = ProfileFactory.create(hidden_from_organizations=["Evil corp"])
    assert titles(client_of(hiding)) == ["Another"]
    assert sorted(titles(client_of(ProfileFactory.create()))) == ["Another", "Theirs"]


def test_each_filter_narrows_the_list(client: Client) -> None:
    OpportunityFactory.create(
        title="Job", role_type="research", experience_level="senior", is_remote=True
    )
    OpportunityFactory.create(title="Event", kind="event", role_type="", experience_level="")
    OpportunityFactory.create(title="Policy", role_type="policy", experience_level="entry")
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"kind": "job"}, ["Policy", "Job"]),
        ({"kind": "event"}, ["Event"]),
        ({"role_type": ["research", "policy"]}, ["Policy", "Job"]),
        ({"role_type": ["research", "policy"], "experience_level": "entry"}, ["Policy"]),
        ({"remote": "on"}, ["Job"]),
        ({"q": "poli"}, ["Policy"]),
        ({"q": "policy", "remote": "on"}, []),
    ]
    for parameters, expected in cases:
        assert titles(client, **parameters) == expected, parameters


def test_invalid_filter_is_dropped_and_others_apply(client: Client) -> None:
    OpportunityFactory.create(title="Research", role_type="research")
    OpportunityFactory.create(title="Policy", role_type="policy")
    assert titles(
        client,
        kind="spaceship",
        role_type=["nonsense", "policy"],
        experience_level="' OR 1=1",
        remote="perhaps",
        sort="random()",
        page="-7",
        unknown="1",
    ) == ["Policy"]
    assert titles(client, page="many") == ["Policy", "Research"]
    assert titles(client, page="99999999999999999999") == ["Policy", "Research"]


@pytest.mark.parametrize("q", ["\x00", "a\x00b", '"', "* OR", "x" * 10_000, "🎉", "''--", "%"])
def test_arbitrary_search_gives_page(client: Client, q: str) -> None:
    OpportunityFactory.create()
    page = client.get(BROWSE, {"q": q})
    assert page.status_code == 200
    assert len(listed(page)) == (1 if q == "\x00" else 0)


def test_list_is_sorted_by_chosen_order(client: Client) -> None:
    OpportunityFactory.create(title="Old engineer", posted_at=later(-9), deadline=later(5))
    OpportunityFactory.create(title="New engineer", posted_at=later(-1))
    OpportunityFactory.create(
        title="Work", skills=["Engineer"], posted_at=later(-5), deadline=later(2)
    )
    by_date = ["New engineer", "Work", "Old engineer"]
    assert titles(client) == by_date
    assert titles(client, q="engineer")[-1] == "Work"
    assert titles(client, q="engineer", sort="newest") == by_date
    by_deadline = ["Work", "Old engineer", "New engineer"]
    assert titles(client, sort="deadline") == by_deadline
    assert titles(client, q="engineer", sort="deadline") == by_deadline


def test_page_links_keep_filters(client: Client) -> None:
    OpportunityFactory.create_batch(51, kind="event", event_type="workshop")
    parameters = {"kind": "event", "q": "evaluations & engineer", "sort": "newest"}
    first = client.get(BROWSE, parameters)
    assert len(listed(first)) == 25
    assert "<strong>51 open opportunities</strong>, newest first" in first.content.decode()
    url = f"{BROWSE}?q=evaluations+%26+engineer&sort=newest&kind=event&page="
    links = re.findall(r'href="([^"]+page=\d+)"', first.content.decode())
    expected = [f"{url}{number}".replace("&", "&amp;") for number in (1, 2, 3, 2)]
    assert links == expected
    pages = [listed(client.get(f"{url}{number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [25, 25, 1]
    assert len({title for page in pages for title in page}) == 51


def test_form_shows_chosen_filters(client: Client) -> None:
    response = client.get(BROWSE, {"q": '"quoted"', "role_type": "policy"})
    page = text_of(response)
    assert 'value="&quot;quoted&quot;"' in page
    assert page.count("checked") == 1
    assert "Filters and order · 1 set" in words_of(response)
    assert "Filters and order ·" not in words_of(client.get(BROWSE, {"q": "x"}))


def test_htmx_gets_list_alone_with_its_address(client: Client) -> None:
    OpportunityFactory.create(title="Found engineer")
    part = client.get(BROWSE, {"q": "engineer", "kind": "", "sort": ""}, headers=HTMX)
    assert listed(part) == ["Found engineer"]
    assert "<html" not in part.content.decode()
    assert 'hx-swap-oob="innerHTML:#result-count"' in part.content.decode()
    assert part.headers["HX-Push-Url"] == f"{BROWSE}?q=engineer"
    assert "HX-Request" in part.headers["Vary"]


def test_history_restore_gives_whole_page(client: Client) -> None:
    page = client.get(BROWSE, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in page.content.decode()
    assert "HX-Push-Url" not in page.headers
    assert "HX-Request" in page.headers["Vary"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"q": "zzz"}, "No open opportunity contains all these words. Try fewer"),
        ({"q": "zzz", "kind": "job"}, "or fewer filters"),
        ({"kind": "job"}, "No open opportunity fits these filters."),
        ({}, "No open opportunities right now."),
    ],
)
def test_empty_list_suggests_next_step(
    client: Client, parameters: dict[str, str], sentence: str
) -> None:
    page = words_of(client.get(BROWSE, parameters))
    assert sentence in page
    assert ("Clear search and filters" in page) is bool(parameters)
    assert "0 open opportunities" in page


def test_opportunity_page_shows_all_facts(client: Client) -> None:
    shown = OpportunityFactory.create(
        title="Threat <Modeler>",
        description="One.\n\n<script>alert(1)</script>",
        requirements="Curiosity.",
        salary_range="$90,000",
        experience_level="senior",
        posted_at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC),
        deadline=later(3),
        url="HTTPS://example.org/1",
        is_remote=True,
    )
    page = text_of(client.get(detail_url(shown)))
    for text in (
        "Threat &lt;Modeler&gt;",
        '<p class="prose">One.\n\n&lt;script&gt;alert(1)&lt;/script&gt;</p>',
        "Curiosity.",
        "$90,000",
        "Senior level",
        "Mar 4, 2026",
        "closes in",
        "Statistics",
        "· remote",
        'href="HTTPS://example.org/1" rel="noopener noreferrer nofollow"',
    ):
        assert text in page
    assert "has closed" not in page
    assert "invented example" not in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "//example.org", ""])
def test_only_links_to_the_web_are_links(client: Client, url: str) -> None:
    page = client.get(detail_url(OpportunityFactory.create(url=url))).content.decode()
    assert "View posting" not in page


def test_closed_and_unknown_opportunities_say_so(client: Client) -> None:
    closed = OpportunityFactory.create(status="archived", source="demo")
    page = client.get(detail_url(closed)).content.decode()
    assert "This opportunity has closed." in page
    assert "This opportunity is an invented example" in page
    assert "Report posting" not in page
    assert client.get(reverse("opportunities:detail", args=[10**30])).status_code == 404


def test_match_is_shown_only_to_its_owner() -> None:
    match = MatchFactory.create(tier="great", score=91)
    link = reverse("matching:match", args=[match.pk])
    url = detail_url(match.opportunity)
    page = client_of(match.profile).get(url).content.decode()
    assert f'href="{link}"' in page
    assert 'Great <span class="visually-hidden">match, score</span> 91' in page
    stranger = client_of(ProfileFactory.create()).get(url).content.decode()
    assert "Your match" not in stranger
    assert link not in stranger


def test_every_page_requires_sign_in() -> None:
    opportunity = OpportunityFactory.create()
    for url in (BROWSE, detail_url(opportunity)):
        assert Client().get(url).headers["Location"].startswith("/accounts/login/?next=/opp")
    assert client_of(ProfileFactory.create()).post(BROWSE).status_code == 405


def test_list_queries_do_not_grow(django_assert_num_queries: Any) -> None:
    client = client_of(ProfileFactory.create(hidden_from_organizations=["Evil"]))
    for batch in (1, 30):
        OpportunityFactory.create_batch(batch)
        with django_assert_num_queries(6):
            assert len(titles(client, q="engineer")) == min(batch, 25)


def test_opportunity_page_queries_do_not_grow(django_assert_num_queries: Any) -> None:
    match = MatchFactory.create()
    client = client_of(match.profile)
    for batch in (1, 3):
        MatchFactory.create_batch(batch, opportunity=match.opportunity)
        ListingFactory.create_batch(batch, opportunity=match.opportunity)
        with django_assert_num_queries(7):
            client.get(detail_url(match.opportunity))


@pytest.mark.parametrize(
    ("parameters", "order"),
    [
        ({}, "newest first"),
        ({"q": "engineer"}, "best match first"),
        ({"q": "engineer", "sort": "deadline"}, "soonest deadline first"),
    ],
)
def test_count_names_the_order(client: Client, parameters: dict[str, str], order: str) -> None:
    OpportunityFactory.create(title="Engineer")
    assert order not in text_of(client.get(BROWSE, parameters))
    OpportunityFactory.create(title="Engineer")
    assert f"2 open opportunities</strong>, {order}" in text_of(client.get(BROWSE, parameters))
