"""Growth areas from a candidate's matches."""

from typing import Any

import pytest

from matching.growth import growth_areas
from matching.models import Match
from matching.tests.factories import MatchFactory, recommendation
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile() -> Profile:
    made: Profile = ProfileFactory.create()
    return made


def match(profile: Profile, *actions: str | dict[str, str], **fields: Any) -> Match:
    made: Match = MatchFactory.create(
        profile=profile,
        recommendations=[a if isinstance(a, dict) else recommendation(a) for a in actions],
        **fields,
    )
    return made


def found(profile: Profile) -> list[tuple[str, int]]:
    return [(area.text, area.match_count) for area in growth_areas(profile)]


def test_growth_areas_are_empty_without_matches(profile: Profile) -> None:
    assert found(profile) == []


def test_equal_areas_merge_and_rank_by_frequency(
    profile: Profile,
) -> None:
    match(profile, "Learn statistics", "Learn RUST", score=60)
    match(profile, "learn rust", "Write in public", score=59)
    match(profile, "Learn Rust", "Write in Public", score=58)
    assert found(profile) == [("Learn RUST", 3), ("Write in public", 2), ("Learn statistics", 1)]


def test_area_counts_once_per_match(profile: Profile) -> None:
    match(profile, "Learn Rust", "learn rust")
    ((_, count),) = found(profile)
    assert count == 1


def test_equally_frequent_areas_rank_by_best_match(profile: Profile) -> None:
    match(profile, "Of a good match", tier="good", score=70)
    match(profile, "Of an exploring match", tier="exploring", score=90)
    match(profile, "Of the best match", tier="great", score=80)
    match(profile, "Of a lesser great match", tier="great", score=79)
    assert [text for text, _ in found(profile)] == [
        "Of the best match",
        "Of a lesser great match",
        "Of a good match",
        "Of an exploring match",
    ]


def test_only_skills_and_experience_count(profile: Profile) -> None:
    match(
        profile,
        recommendation("Send a writing sample", type="specific"),
        recommendation("Lead a project", type="experience"),
        recommendation("Learn Rust", type="skill"),
    )
    assert [text for text, _ in found(profile)] == ["Lead a project", "Learn Rust"]


def test_dismissed_matches_are_left_out(profile: Profile) -> None:
    match(profile, "Of the dismissed", status="dismissed")
    match(profile, "Of the saved", status="saved")
    assert found(profile) == [("Of the saved", 1)]


def test_matches_of_others_are_left_out(profile: Profile) -> None:
    match(ProfileFactory.create(), "Of another")
    assert found(profile) == []


def test_growth_areas_are_limited_to_twenty(profile: Profile) -> None:
    match(profile, *(f"Area {n}" for n in range(25)), score=90)
    match(profile, "Area 24", score=10)
    assert found(profile) == [("Area 24", 2), *((f"Area {n}", 1) for n in range(19))]


@pytest.mark.parametrize("matches", [1, 5])
def test_growth_areas_take_one_query(
    profile: Profile, matches: int, django_assert_num_queries: Any
) -> None:
    for _ in range(matches):
        match(profile, "Learn Rust")
    with django_assert_num_queries(1):
        assert found(profile) == [("Learn Rust", matches)]
