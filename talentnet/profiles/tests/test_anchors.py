"""Anchors into the profile page for quoted text."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from talentnet.profiles.anchors import ProfileAnchor, ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    ProjectFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create(
        skills=["Python", "Python testing", "C++"],
        ai_safety_interests=["AI control"],
        summary="For six years I kept payment systems honest, mostly by breaking them first.",
        seeking="A small team that publishes.",
        remote_preference="remote_only",
        experience_levels=["senior"],
        commitment_types=["fellowship"],
    )
    for rows in (EducationFactory, WorkExperienceFactory, ProjectFactory, VolunteeringFactory):
        rows.create(profile=profile)
    return profile


def phrases(profile: Profile, text: str) -> list[str]:
    return [place.phrase for place in ProfileAnchors.of(profile).named_in(text)]


def find_anchor(profile: Profile, text: str) -> tuple[str, str] | None:
    place = ProfileAnchors.of(profile).find(text)
    return (place.anchor, place.section) if place else None


def test_named_elements_come_in_text_order(amara: Profile) -> None:
    text = "You know C++ and AI control, and your work at Lanternfield shows it."
    assert phrases(amara, text) == ["C++", "AI control", "Lanternfield"]


def test_longest_element_wins_over_parts(amara: Profile) -> None:
    assert phrases(amara, "Your Python testing helps.") == ["Python testing"]
    assert phrases(amara, "Software Engineer at Lanternfield") == [
        "Software Engineer at Lanternfield"
    ]
    assert phrases(amara, "Python, and Python testing") == ["Python", "Python testing"]


def test_element_is_named_once_in_any_case(amara: Profile) -> None:
    assert phrases(amara, "PYTHON, python, Python!") == ["Python"]


def test_part_of_word_names_no_element(amara: Profile) -> None:
    assert phrases(amara, "Pythonic controls, AI controlled, C, Lantern") == []


def test_preferences_match_their_labels(amara: Profile) -> None:
    text = "A remote fellowship in engineering at senior level"
    assert phrases(amara, text) == ["remote", "Fellowship", "Engineering", "Senior level"]
    assert phrases(ProfileFactory.create(role_types=[]), text) == []


def test_location_matches_without_country(amara: Profile) -> None:
    assert phrases(amara, "An office in Lisbon.") == ["Lisbon"]
    assert phrases(amara, "Portugal") == []


@pytest.mark.parametrize("empty", ["", "   ", "!?", "–"])
def test_element_without_words_is_never_named(empty: str) -> None:
    profile = ProfileFactory.create(skills=[empty], location=empty)
    assert phrases(profile, "Anything, – or !? nothing") == []


@pytest.mark.parametrize(
    ("text", "anchor", "section"),
    [
        ("Python", "skills", "skills"),
        ("ai control", "interests", "interests"),
        ("Lisbon", "basics", "location"),
        ("fellowship", "preferences", "match preferences"),
        ("What you know of Python testing", "skills", "skills"),
        ("kept payment systems honest", "basics", "summary"),
        ("a small team", "goals", "what you look for"),
        ("evaluations that labs rely on", "goals", "career goals"),
        ("who tests language models", "basics", "headline"),
    ],
)
def test_find_returns_anchor_and_section(
    amara: Profile, text: str, anchor: str, section: str
) -> None:
    assert find_anchor(amara, text) == (anchor, section)


@pytest.mark.parametrize(
    ("text", "rows", "name"),
    [
        ("Lanternfield", "work_experiences", "Software Engineer at Lanternfield"),
        ("Software Engineer", "work_experiences", "Software Engineer at Lanternfield"),
        (
            "test systems of a payments team",
            "work_experiences",
            "Software Engineer at Lanternfield",
        ),
        ("Honest Graders", "projects", "Honest Graders, Maintainer"),
        ("when a grader is flattered", "projects", "Honest Graders, Maintainer"),
        ("Facilitator", "volunteerings", "Facilitator at Lighthouse Reading Group"),
        ("a weekly seminar", "volunteerings", "Facilitator at Lighthouse Reading Group"),
        ("Physics", "educations", "Quiet Harbor University"),
        ("your BSc", "educations", "Quiet Harbor University"),
    ],
)
def test_quote_from_row_leads_to_row(amara: Profile, text: str, rows: str, name: str) -> None:
    key = getattr(amara, rows).get().key
    assert find_anchor(amara, text) == (f"entry-{key}", name)


def test_words_of_two_fields_are_not_found(amara: Profile) -> None:
    assert find_anchor(amara, "Python at Lighthouse Reading Group") is None
    assert find_anchor(amara, "Python and C++") == ("skills", "skills")


@pytest.mark.parametrize(
    "text",
    [
        "payment systems kept honest by breaking them",
        "For six years, I've kept payment systems honest",
        "keeping payment systems honest, mostly by breaking them first",
    ],
)
def test_near_quote_leads_to_passage(amara: Profile, text: str) -> None:
    assert find_anchor(amara, text) == ("basics", "summary")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Rust",
        "kept bees honest",
        "a published paper on interpretability",
        "ten years of leading large policy teams",
        "team honest by publishing breaking systems",
        "payment sistm",
        "kept payment systems honest for ten years",
        "kept payment systems honest, mainly by breaking them",
    ],
)
def test_unknown_text_is_not_found(amara: Profile, text: str) -> None:
    assert find_anchor(amara, text) is None


@pytest.mark.parametrize(
    "text", ["Foxglove", "Beekeeping", "wrote a thesis on the dances of bees", "Hive Council"]
)
def test_text_of_other_profile_is_not_found(amara: Profile, text: str) -> None:
    other = ProfileFactory.create(skills=["Beekeeping"])
    WorkExperienceFactory.create(profile=other, organization="Foxglove")
    EducationFactory.create(profile=other, description="I wrote a thesis on the dances of bees.")
    VolunteeringFactory.create(profile=other, organization="Hive Council")
    assert find_anchor(other, text) is not None
    assert find_anchor(amara, text) is None


@pytest.mark.parametrize("field", ["name", "pronouns", "work_authorization"])
def test_private_field_has_no_anchor(field: str) -> None:
    fields: dict[str, Any] = {field: "Wheelwright"}
    assert find_anchor(ProfileFactory.create(**fields), "Wheelwright") is None


def test_empty_profile_has_no_anchors(amara: Profile) -> None:
    empty = Profile(pk=0)
    assert ProfileAnchors.of(empty) == ProfileAnchors([], [])


def test_anchor_url_is_on_profile_page() -> None:
    assert ProfileAnchor("Python", "skills", "skills").url == "/profile/#skills"


def test_anchors_take_four_queries(
    amara: Profile, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (EducationFactory, WorkExperienceFactory, ProjectFactory, VolunteeringFactory):
        rows.create_batch(3, profile=amara)
    with django_assert_num_queries(4):
        ProfileAnchors.of(amara)
