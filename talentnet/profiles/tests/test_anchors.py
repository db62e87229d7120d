"""Where in a profile something is said."""

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


def found(profile: Profile, text: str) -> tuple[str, str] | None:
    place = ProfileAnchors.of(profile).find(text)
    return (place.anchor, place.section) if place else None


def test_the_elements_that_a_text_names_in_its_order(amara: Profile) -> None:
    text = "You know C++ and AI control, and your work at Lanternfield shows it."
    assert phrases(amara, text) == ["C++", "AI control", "Lanternfield"]


def test_the_longest_counts_and_none_inside_it(amara: Profile) -> None:
    assert phrases(amara, "Your Python testing helps.") == ["Python testing"]
    assert phrases(amara, "Software Engineer at Lanternfield") == [
        "Software Engineer at Lanternfield"
    ]
    assert phrases(amara, "Python, and Python testing") == ["Python", "Python testing"]


def test_an_element_is_named_once_whatever_its_case(amara: Profile) -> None:
    assert phrases(amara, "PYTHON, python, Python!") == ["Python"]


def test_a_part_of_a_word_names_nothing(amara: Profile) -> None:
    assert phrases(amara, "Pythonic controls, AI controlled, C, Lantern") == []


def test_preferences_are_named_in_words(amara: Profile) -> None:
    text = "A remote fellowship in engineering at senior level"
    assert phrases(amara, text) == ["remote", "Fellowship", "Engineering", "Senior level"]
    assert phrases(ProfileFactory.create(role_types=[]), text) == []


def test_a_place_without_its_country_is_named(amara: Profile) -> None:
    assert phrases(amara, "An office in Lisbon.") == ["Lisbon"]
    assert phrases(amara, "Portugal") == []


@pytest.mark.parametrize("empty", ["", "   ", "!?", "–"])
def test_an_element_without_a_word_is_named_by_nothing(empty: str) -> None:
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
def test_where_it_is_found(amara: Profile, text: str, anchor: str, section: str) -> None:
    assert found(amara, text) == (anchor, section)


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
def test_element_of_row_links_to_row(amara: Profile, text: str, rows: str, name: str) -> None:
    key = getattr(amara, rows).get().key
    assert found(amara, text) == (f"entry-{key}", name)


def test_longest_of_several_elements_wins(amara: Profile) -> None:
    assert found(amara, "Python at Lanternfield") == found(amara, "Lanternfield")


@pytest.mark.parametrize(
    "text",
    [
        "kept payment systems honest, mainly by breaking them",
        "For six years, I've kept payment systems honest",
        "keeping payment systems honest, mostly by breaking them first",
    ],
)
def test_a_near_quote_is_found_where_it_nearly_stands(amara: Profile, text: str) -> None:
    assert found(amara, text) == ("basics", "summary")


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
    ],
)
def test_unknown_element_has_no_anchor(amara: Profile, text: str) -> None:
    assert found(amara, text) is None


@pytest.mark.parametrize(
    "text", ["Foxglove", "Beekeeping", "wrote a thesis on the dances of bees", "Hive Council"]
)
def test_element_of_another_profile_has_no_anchor(amara: Profile, text: str) -> None:
    other = ProfileFactory.create(skills=["Beekeeping"])
    WorkExperienceFactory.create(profile=other, organization="Foxglove")
    EducationFactory.create(profile=other, description="I wrote a thesis on the dances of bees.")
    VolunteeringFactory.create(profile=other, organization="Hive Council")
    assert found(other, text) is not None
    assert found(amara, text) is None


@pytest.mark.parametrize("field", ["name", "pronouns", "work_authorization", "availability"])
def test_field_without_reasons_has_no_anchor(field: str) -> None:
    fields: dict[str, Any] = {field: "Wheelwright"}
    assert found(ProfileFactory.create(**fields), "Wheelwright") is None


def test_an_empty_profile_has_no_places(amara: Profile) -> None:
    empty = Profile(pk=0)
    assert ProfileAnchors.of(empty) == ProfileAnchors([], [])


def test_a_place_leads_to_the_profile_page() -> None:
    assert ProfileAnchor("Python", "skills", "skills").url == "/profile/#skills"


def test_the_rows_are_read_in_four_queries(
    amara: Profile, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (EducationFactory, WorkExperienceFactory, ProjectFactory, VolunteeringFactory):
        rows.create_batch(3, profile=amara)
    with django_assert_num_queries(4):
        ProfileAnchors.of(amara)
