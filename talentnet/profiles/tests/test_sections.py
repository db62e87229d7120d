"""Readiness of a profile for matching, and the next step that the meter shows."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from talentnet.profiles.models import Profile
from talentnet.profiles.sections import SECTIONS, meter_of
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    ProjectFactory,
    UserFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db

FILLED: dict[str, dict[str, Any]] = {
    "basics": {"name": "Amara Diallo", "location": "Lisbon"},
    "skills": {"skills": ["Python"]},
    "goals": {"career_goals": "To build evaluations."},
    "preferences": {"remote_preference": "hybrid"},
    "privacy": {"privacy_saved_at": timezone.now()},
}
ROWS: dict[str, Any] = {"education": EducationFactory, "work": WorkExperienceFactory}
ORDER = ["basics", "education", "work", "skills", "goals", "preferences", "privacy"]


def profile_with(*anchors: str, **fields: Any) -> Profile:
    for anchor in anchors:
        fields |= FILLED.get(anchor, {})
    profile = Profile.objects.create(user=UserFactory.create(), **fields)
    for anchor in anchors:
        if anchor in ROWS:
            ROWS[anchor].create(profile=profile)
    return profile


def missing(profile: Profile) -> list[str]:
    return [section.slug for section in profile.missing_for_matching()]


def test_sections_are_in_page_order() -> None:
    sections = profile_with().sections()
    assert [(s.slug, s.is_filled) for s in sections] == [(anchor, False) for anchor in ORDER]
    assert [s.label for s in sections] == [
        "name and location",
        "education",
        "work experience",
        "skills",
        "career goals",
        "match preferences",
        "privacy",
    ]


@pytest.mark.parametrize("anchor", ORDER)
def test_section_is_filled_by_own_fields(anchor: str) -> None:
    filled = [s.slug for s in profile_with(anchor).sections() if s.is_filled]
    assert filled == [anchor]


@pytest.mark.parametrize(
    "fields", [{"name": "Amara"}, {"location": "Lisbon"}, {"career_goals": " \n "}]
)
def test_half_filled_section_is_not_filled(fields: dict[str, str]) -> None:
    assert not any(section.is_filled for section in profile_with(**fields).sections())


@pytest.mark.parametrize(
    "fields",
    [
        {"remote_preference": "no_preference"},
        {"role_types": ["policy"]},
        {"experience_levels": ["entry"]},
        {"commitment_types": ["volunteer"]},
    ],
)
def test_single_preference_fills_section(fields: dict[str, Any]) -> None:
    assert [s.slug for s in profile_with(**fields).sections() if s.is_filled] == ["preferences"]


def test_five_sections_with_goals_are_enough() -> None:
    profile = profile_with("goals", "education", "work", "skills", "privacy")
    assert (profile.is_ready_for_matching, missing(profile)) == (True, [])


def test_four_sections_list_missing_ones_in_order() -> None:
    profile = profile_with("goals", "education", "work", "skills")
    assert profile.is_ready_for_matching is False
    assert missing(profile) == ["basics", "preferences", "privacy"]


def test_six_sections_without_goals_miss_goals() -> None:
    profile = profile_with(*(anchor for anchor in ORDER if anchor != "goals"))
    assert (profile.is_ready_for_matching, missing(profile)) == (False, ["goals"])


def test_goals_come_first_among_missing() -> None:
    assert missing(profile_with("basics", "skills")) == [
        "goals",
        "education",
        "work",
        "preferences",
        "privacy",
    ]


def test_factory_profile_is_ready() -> None:
    assert ProfileFactory.create().is_ready_for_matching is True


@pytest.mark.parametrize("rows", [WorkExperienceFactory, ProjectFactory, VolunteeringFactory])
def test_unpaid_work_counts_as_work(rows: Any) -> None:
    profile = profile_with()
    rows.create(profile=profile)
    assert [s.slug for s in profile.sections() if s.is_filled] == ["work"]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ((), "Write your career goals and fill in 4 more sections to start matching."),
        (("basics",), "Write your career goals and fill in 3 more sections to start matching."),
        (
            ("basics", "skills", "work"),
            "Write your career goals and fill in one more section to start matching.",
        ),
        (("basics", "skills", "work", "privacy"), "Write your career goals to start matching."),
        (
            ("basics", "skills", "work", "privacy", "education", "preferences"),
            "Write your career goals to start matching.",
        ),
        (("goals",), "Fill in 4 more sections to start matching."),
        (("goals", "basics", "skills"), "Fill in 2 more sections to start matching."),
        (("goals", "basics", "skills", "work"), "Fill in one more section to start matching."),
        (("goals", "basics", "skills", "work", "privacy"), "Ready for matching."),
        (tuple(section.slug for section in SECTIONS), "Ready for matching."),
    ],
)
def test_meter_counts_remaining_sections(filled: tuple[str, ...], sentence: str) -> None:
    meter = meter_of(profile_with(*filled))
    assert (meter.filled, meter.sentence) == (len(filled), sentence)
    assert meter.is_ready is (sentence == "Ready for matching.")


def test_sections_asked_for_by_meter_are_enough() -> None:
    assert meter_of(profile_with("basics", "goals", "skills", "work", "privacy")).is_ready is True
    assert meter_of(profile_with("basics", "skills", "work", "privacy")).is_ready is False


def test_section_state_marks_the_goals_as_needed() -> None:
    states = {section.slug: section.state for section in SECTIONS}
    assert states.pop("goals") == "not filled, needed for matching"
    assert set(states.values()) == {"not filled"}
    filled = [replace(section, is_filled=True) for section in SECTIONS]
    assert {section.state for section in filled} == {"filled"}
    assert not any(section.is_needed for section in filled)
