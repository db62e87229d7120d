"""The page "Your next moves": a candidate's cards by status, paginated."""

import re
from typing import Any

import pytest

from careeractions.models import CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from matching.tests.visitors import client_of, text_of, words_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db
URL = "/actions/"
COUNTS = {"in_progress": 1, "saved": 2, "active": 4, "done": 2, "dismissed": 3}
LABELS = {
    "in_progress": "In progress",
    "saved": "Saved",
    "active": "New",
    "done": "Done",
    "dismissed": "Dismissed",
}
_TITLE = re.compile(r'id="action-\d+-title"[^>]*>(.*?)<')


@pytest.fixture
def amara() -> Profile:
    """Candidate with cards of every status, named after it; another candidate has one, too."""
    profile: Profile = ProfileFactory.create()
    for status in sorted(COUNTS):
        for number in range(COUNTS[status]):
            CareerActionFactory.create(
                profile=profile,
                status=status,
                title=f"{status} {number}",
                position=number,
                dismissed_from="active" if status == "dismissed" else "",
            )
    CareerActionFactory.create(title="of a stranger")
    return profile


def titles(response: Any) -> list[str]:
    return _TITLE.findall(text_of(response))


def tabs(response: Any) -> list[tuple[str, str, bool]]:
    """Label, count and current state of each tab."""
    nav = text_of(response).partition('<nav class="tabs')[2].partition("</nav>")[0]
    found = re.findall(r'<a href="[^"]*"([^>]*)>\s*([^<]*) <span class="count">(\d+)<', nav)
    return [(label, count, "aria-current" in current) for current, label, count in found]


def of_status(status: str) -> list[str]:
    return [f"{status} {number}" for number in range(COUNTS[status])]


def test_moves_are_grouped_by_status(amara: Profile) -> None:
    page = client_of(amara).get(URL)
    assert titles(page) == [title for status in COUNTS for title in of_status(status)]
    assert re.findall(r"<h2>(.*?)</h2>", text_of(page)) == list(LABELS.values())
    counts = [(LABELS[status], str(count), False) for status, count in COUNTS.items()]
    assert tabs(page) == [("All", "12", True), *counts]


@pytest.mark.parametrize("status", COUNTS)
def test_status_filter_shows_that_status_only(amara: Profile, status: str) -> None:
    page = client_of(amara).get(f"{URL}?show={status}")
    assert titles(page) == of_status(status)
    current = [label for label, _, is_current in tabs(page) if is_current]
    assert current == [LABELS[status]]
    assert [count for _, count, _ in tabs(page)] == ["12", *map(str, COUNTS.values())]


def test_unknown_status_shows_all_moves(amara: Profile) -> None:
    page = client_of(amara).get(f"{URL}?show=nonsense")
    assert len(titles(page)) == 12
    assert [label for label, _, is_current in tabs(page) if is_current] == ["All"]
    nobody = words_of(client_of(ProfileFactory.create()).get(f"{URL}?show=nonsense"))
    assert "Nothing here yet" in nobody


def test_status_without_moves_has_no_tab_and_says_so() -> None:
    card = CareerActionFactory.create()
    client = client_of(card.profile)
    assert tabs(client.get(URL)) == [("All", "1", True), ("New", "1", False)]
    page = words_of(client.get(f"{URL}?show=done"))
    assert "No moves with this status. Show all moves" in page


def test_progress_counts_preserved_moves(amara: Profile) -> None:
    page = client_of(amara).get(URL)
    assert "2 of 5 done" in words_of(page)
    assert 'max="5" value="2"' in text_of(page)
    # Progress covers all moves, not only those shown.
    assert "2 of 5 done" in words_of(client_of(amara).get(f"{URL}?show=active"))
    assert "2 of 5 done" in words_of(client_of(amara).get("/actions/panel/"))


def test_progress_is_hidden_without_preserved_moves() -> None:
    profile = ProfileFactory.create()
    CareerActionFactory.create(profile=profile)
    CareerActionFactory.create(profile=profile, status="dismissed")
    assert " done" not in words_of(client_of(profile).get(URL)).partition("All 2")[0]


def test_pagination_keeps_status_filter() -> None:
    profile = ProfileFactory.create()
    for number in range(45):
        CareerActionFactory.create(
            profile=profile, status="saved", title=f"saved {number}", position=number
        )
    CareerActionFactory.create(profile=profile)
    client = client_of(profile)
    pages = [client.get(f"{URL}?show=saved&page={page}") for page in (1, 2, 3, 99)]
    expected = [f"saved {number}" for number in range(45)]
    assert [titles(page) for page in pages] == [
        expected[:20],
        expected[20:40],
        expected[40:],
        expected[40:],
    ]
    assert 'href="?show=saved&amp;page=1" rel="prev"' in text_of(pages[1])
    assert 'href="?show=saved&amp;page=3" rel="next"' in text_of(pages[1])
    assert "Page 2 of 3" in words_of(pages[1])
    assert 'href="?page=2" rel="next"' in text_of(client.get(URL))


def test_page_announces_generation_in_progress() -> None:
    generation = ActionGenerationFactory.create()
    page = client_of(generation.profile).get(URL)
    assert "Writing your next moves soon…" in words_of(page)
    assert 'hx-get="/actions/status/" hx-trigger="every 150ms"' in text_of(page)


@pytest.mark.parametrize("url", [URL, "/matches/", "/home/"])
def test_every_page_with_moves_has_place_for_conflict_notice(url: str) -> None:
    card = CareerActionFactory.create()
    page = text_of(client_of(card.profile).get(url))
    assert f'id="action-{card.pk}"' in page
    assert page.count('id="actions-status"') == 1


def test_basis_links_to_its_place_in_profile() -> None:
    profile = ProfileFactory.create()
    work = WorkExperienceFactory.create(profile=profile)
    education = EducationFactory.create(profile=profile)
    anchors = {
        "Python": "skills",
        "Skill: Threat modeling": "skills",
        "AI control": "interests",
        "Software Engineer at Lanternfield": f"entry-{work.key}",
        "Physics": f"entry-{education.key}",
        "that labs rely on": "goals",
        "Engineering": "preferences",
    }
    CareerActionFactory.create(profile=profile, profile_basis=list(anchors))
    for url in (URL, "/actions/panel/"):
        page = text_of(client_of(profile).get(url))
        links = re.findall(r'<li><a href="/profile/#([^"]+)">(.*?)</a></li>', page)
        assert {words: anchor for anchor, words in links} == anchors


def test_basis_missing_from_profile_is_not_shown() -> None:
    card = CareerActionFactory.create(profile_basis=["Marine biology & <knots>", ""])
    page = text_of(client_of(card.profile).get(URL))
    assert "Marine biology" not in page
    assert "Based on" not in page
    assert "/profile/#" not in page


def test_basis_that_is_only_noted_is_plain_text(settings: Any) -> None:
    settings.CHECKS = {**settings.CHECKS, "basis": "note"}
    card = CareerActionFactory.create(profile_basis=["Marine biology & <knots>"])
    page = text_of(client_of(card.profile).get(URL)).split()
    assert "Marine biology &amp; &lt;knots&gt;" in " ".join(page)
    assert "/profile/#" not in " ".join(page)


def test_every_status_has_its_own_controls(amara: Profile) -> None:
    allowed = {
        "active": {"save", "start", "dismiss"},
        "saved": {"unsave", "start", "dismiss"},
        "in_progress": {"cancel", "complete"},
        "done": set(),
        "dismissed": {"restore"},
    }
    client = client_of(amara)
    for status, verbs in allowed.items():
        card = CareerAction.objects.filter(profile=amara, status=status).earliest("pk")
        page = text_of(client.get(f"{URL}?show={status}"))
        offered = set(re.findall(rf'<form method="post" action="/actions/{card.pk}/(\w+)/"', page))
        assert offered == verbs


def test_transition_updates_progress_and_growth_areas() -> None:
    card = CareerActionFactory.create(status="in_progress")
    CareerActionFactory.create(profile=card.profile, status="saved")
    response = client_of(card.profile).post(
        f"/actions/{card.pk}/complete/", headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert 'id="moves-progress-box" hx-swap-oob="true"' in page
    assert "1 of 2 done" in page
    assert response.headers["HX-Trigger"] == '{"action-chosen": {}}'
