"""Links from growth areas to career actions on the matches page."""

import re

import pytest

from careeractions.growth_links import subject_words
from careeractions.tests.factories import CareerActionFactory
from matching.tests.factories import MatchFactory, recommendation
from matching.tests.visitors import client_of, text_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("Build skill in SQL", ["sql"]),
        ("Gain hands-on experience with threat modeling", ["threat", "modeling"]),
        ("Learn more about the governance of compute", ["governance", "compute"]),
        ("Red teaming", ["red", "teaming"]),
        ("Build skill in Go", ["go"]),
        ("Build the skills for your work", ["your", "work"]),
        ("", []),
        ("…", []),
    ],
)
def test_growth_area_subject_drops_filler_words(area: str, words: list[str]) -> None:
    assert subject_words(area) == words


def links_on_page(profile: Profile, url: str = "/matches/growth/") -> list[tuple[str, str]]:
    """Pairs of each growth area's text and the title of the card linked beside it."""
    page = text_of(client_of(profile).get(url))
    items = re.findall(r"<li><span>\s*([^<]*?)\s*<(.*?)<span class=\"times\"", page, re.DOTALL)
    title = re.compile(r"</span>([^<]+)</span>\s*</a>")
    return [(text, "".join(title.findall(rest))) for text, rest in items]


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create()
    actions = ("Build skill in SQL", "Gain hands-on experience in threat modeling")
    MatchFactory.create(profile=profile, recommendations=[recommendation(a) for a in actions])
    return profile


pytestmark = pytest.mark.django_db


def test_growth_area_links_to_card_that_addresses_it(amara: Profile) -> None:
    card = CareerActionFactory.create(profile=amara, title="Teach SQL to two friends")
    expected = [
        ("Build skill in SQL", "Teach SQL to two friends"),
        ("Gain hands-on experience in threat modeling", ""),
    ]
    assert links_on_page(amara) == expected
    assert links_on_page(amara, "/matches/") == expected
    page = text_of(client_of(amara).get("/matches/growth/"))
    assert f'<a class="addressed" href="/actions/#action-{card.pk}">' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Model a threat by Threat Modeling"},
        {"description": "You do threat modeling. And modeling."},
        {"profile_basis": ["Modeling", "threat"]},
    ],
)
def test_title_description_and_basis_are_searched(
    amara: Profile, fields: dict[str, object]
) -> None:
    card = CareerActionFactory.create(profile=amara, **fields)
    assert links_on_page(amara)[1][1] == card.title


def test_link_needs_every_subject_word_whole(amara: Profile) -> None:
    for title in ("Model a threat", "Threats and modeling", "Use MySQL"):
        CareerActionFactory.create(profile=amara, title=title, profile_basis=[])
    assert [card for _, card in links_on_page(amara)] == ["", ""]


def test_first_card_on_panel_is_linked(amara: Profile) -> None:
    titles = {"done": "SQL done", "active": "SQL new", "in_progress": "SQL under way"}
    for status, title in titles.items():
        CareerActionFactory.create(profile=amara, status=status, title=title)
    assert links_on_page(amara)[0][1] == "SQL under way"


def test_dismissed_and_foreign_cards_are_never_linked(amara: Profile) -> None:
    CareerActionFactory.create(title="SQL of another")
    CareerActionFactory.create(
        profile=amara, title="SQL dismissed", status="dismissed", dismissed_from="active"
    )
    assert [card for _, card in links_on_page(amara)] == ["", ""]


def test_title_with_markup_is_escaped(amara: Profile) -> None:
    CareerActionFactory.create(profile=amara, title="<b>SQL</b> & more")
    assert links_on_page(amara)[0][1] == "&lt;b&gt;SQL&lt;/b&gt; &amp; more"
