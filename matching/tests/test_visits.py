"""New badges: kept for a visit, cleared once the page has been opened."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from matching.tests.visitors import HTMX, client_of, match_titles, text_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
PAGE, LIST = "/matches/", "/matches/list/"


@pytest.fixture
def amara() -> Profile:
    made: Profile = ProfileFactory.create()
    return made


def make(profile: Profile, count: int = 1, **fields: bool) -> list[Match]:
    """Matches in display order."""
    return [MatchFactory.create(profile=profile, score=90 - n, **fields) for n in range(count)]


def marked(client: Client, url: str = PAGE) -> int:
    return text_of(client.get(url)).count(">New</span>")


def unseen() -> int:
    return Match.objects.filter(is_new=True).count()


def end_the_visit(client: Client) -> None:
    session = client.session
    kept = session["new_matches"]
    session["new_matches"] = kept | {
        "until": (timezone.now() - dt.timedelta(seconds=1)).isoformat()
    }
    session.save()


def test_new_badge_lasts_until_visit_ends(amara: Profile) -> None:
    make(amara, 2)
    make(amara, 1, is_new=False)
    client = client_of(amara)
    assert (marked(client), unseen()) == (2, 0)
    assert (marked(client), marked(client, LIST), marked(client, f"{PAGE}?show=new")) == (2, 2, 2)
    end_the_visit(client)
    assert (marked(client), marked(client, LIST), marked(client, f"{PAGE}?show=new")) == (0, 0, 0)


def test_reopening_page_extends_visit(amara: Profile) -> None:
    make(amara)
    client = client_of(amara)
    client.get(PAGE)
    session = client.session
    soon = timezone.now() + dt.timedelta(minutes=1)
    session["new_matches"] = session["new_matches"] | {"until": soon.isoformat()}
    session.save()
    client.get(PAGE)
    until = dt.datetime.fromisoformat(client.session["new_matches"]["until"])
    assert until > timezone.now() + dt.timedelta(minutes=29)


def test_match_added_during_visit_joins_new_ones(amara: Profile) -> None:
    make(amara)
    client = client_of(amara)
    assert marked(client) == 1
    make(amara)
    assert (marked(client), unseen()) == (2, 0)


def test_visits_are_independent(amara: Profile) -> None:
    make(amara)
    assert marked(client_of(amara)) == 1
    assert marked(client_of(amara)) == 0


def test_list_fragment_clears_no_badge(amara: Profile) -> None:
    make(amara, 3)
    client = client_of(amara)
    assert (marked(client, LIST), unseen()) == (3, 3)
    assert "new_matches" not in client.session


def test_match_page_clears_no_badge(amara: Profile) -> None:
    (match,) = make(amara)
    client = client_of(amara)
    assert (marked(client, f"/matches/{match.pk}/"), unseen()) == (1, 1)
    client.get(PAGE)
    assert marked(client, f"/matches/{match.pk}/") == 1


def test_only_matches_on_opened_page_lose_badge(amara: Profile) -> None:
    made = make(amara, 25)
    client = client_of(amara)
    assert (marked(client), unseen()) == (20, 5)
    left = Match.objects.filter(is_new=True).order_by("-score")
    assert [match.pk for match in left] == [match.pk for match in made[20:]]
    assert (marked(client, f"{PAGE}?page=2"), unseen()) == (5, 0)
    # The visit remembers both pages.
    assert len(match_titles(client.get(f"{PAGE}?show=new"))) == 20
    assert len(match_titles(client.get(f"{PAGE}?show=new&page=2"))) == 5


def test_htmx_filter_marks_its_matches_as_seen(amara: Profile) -> None:
    MatchFactory.create(profile=amara, tier="great")
    MatchFactory.create(profile=amara, tier="good")
    client = client_of(amara)
    fragment = client.get(f"{PAGE}?tier=great", headers=HTMX)
    assert text_of(fragment).count(">New</span>") == 1
    assert [match.tier for match in Match.objects.filter(is_new=True)] == ["good"]


def test_visit_never_marks_matches_of_others(amara: Profile) -> None:
    make(amara)
    assert marked(client_of(ProfileFactory.create())) == 0
    assert unseen() == 1


def test_changed_match_keeps_badge_within_visit(amara: Profile) -> None:
    (match,) = make(amara)
    client = client_of(amara)
    client.get(PAGE)
    card = client.post(f"/matches/{match.pk}/save/", headers=HTMX)
    assert text_of(card).count(">New</span>") == 1
