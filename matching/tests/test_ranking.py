"""Hard filters, and the order of the opportunities that pass them."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from matching.models import Match
from matching.ranking.rank import rank
from matching.tests.factories import MatchFactory
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def left_for(profile: Profile) -> set[int]:
    ranking = rank(profile, limit=1000)
    assert ranking.considered == len(ranking.best)
    return set(ranking.best)


def is_left(opportunity: dict[str, Any], **preferences: Any) -> bool:
    """True if an opportunity with these fields passes the hard filters for a candidate."""
    made = OpportunityFactory.create(**opportunity)
    return made.pk in left_for(ProfileFactory.create(**{"role_types": [], **preferences}))


@pytest.mark.parametrize(
    ("hours", "fields", "left"),
    [
        ({}, {}, True),
        ({}, {"status": "archived"}, False),
        ({"deadline": 1}, {}, True),
        ({"deadline": -1}, {}, False),
        ({"starts_at": 1}, {"kind": "event"}, True),
        ({"starts_at": -1}, {"kind": "event"}, False),
        ({"starts_at": -1, "ends_at": 1}, {"kind": "event"}, True),
        ({"starts_at": -2, "ends_at": -1}, {"kind": "event"}, False),
        ({"ends_at": -1}, {"kind": "event"}, False),
        ({"ends_at": 1, "deadline": -1}, {"kind": "event"}, False),
    ],
)
def test_only_open_opportunities_pass(
    hours: dict[str, int], fields: dict[str, str], left: bool
) -> None:
    times = {name: timezone.now() + n * HOUR for name, n in hours.items()}
    assert is_left({**times, **fields}) is left


@pytest.mark.parametrize(
    ("offered", "wanted", "left"),
    [
        ("engineering", ["engineering", "policy"], True),
        ("research", ["engineering", "policy"], False),
        ("other", ["engineering"], True),
        ("", ["engineering"], True),
        ("research", [], True),
    ],
)
def test_role_type_filter(offered: str, wanted: list[str], left: bool) -> None:
    assert is_left({"role_type": offered}, role_types=wanted) is left


@pytest.mark.parametrize(
    ("offered", "wanted", "left"),
    [
        ("mid", ["entry", "mid"], True),
        ("lead", ["entry", "mid"], False),
        ("", ["entry"], True),
        ("lead", [], True),
    ],
)
def test_experience_level_filter(offered: str, wanted: list[str], left: bool) -> None:
    assert is_left({"experience_level": offered}, experience_levels=wanted) is left


@pytest.mark.parametrize(
    ("offered", "preference", "left"),
    [
        ({"is_remote": False}, "remote_only", False),
        ({"is_remote": True}, "remote_only", True),
        ({"is_remote": False, "kind": "event"}, "remote_only", True),
        ({"is_remote": False}, "hybrid", True),
        ({"is_remote": False}, "no_preference", True),
        ({"is_remote": True}, "on_site", True),
    ],
)
def test_remote_only_filter(offered: dict[str, Any], preference: str, left: bool) -> None:
    assert is_left(offered, remote_preference=preference) is left


@pytest.mark.parametrize(
    ("organization", "hidden", "left"),
    [
        ("Foxglove", ["Foxglove"], False),
        ("FOXGLOVE", ["foxglove"], False),
        ("foxglove", ["Lanternfield", "FoxGlove"], False),
        ("Élan Institut", ["Élan Institut"], False),
        ("Élan Institut", ["élan institut"], False),
        ("ÉLAN INSTITUT", ["Élan Institut"], False),
        ("Foxglove Labs", ["Foxglove"], True),
        ("Foxglove", [], True),
    ],
)
def test_hidden_organizations_filter(organization: str, hidden: list[str], left: bool) -> None:
    assert is_left({"organization": organization}, hidden_from_organizations=hidden) is left


@pytest.mark.parametrize(
    ("status", "left"), [("dismissed", False), ("saved", True), ("active", True)]
)
def test_dismissed_opportunity_stays_out(status: str, left: bool) -> None:
    match: Match = MatchFactory.create(status=status)
    assert (match.opportunity_id in left_for(match.profile)) is left


def test_opportunity_dismissed_by_another_passes() -> None:
    match = MatchFactory.create(status="dismissed")
    assert left_for(ProfileFactory.create()) == {match.opportunity_id}


CAST: dict[str, dict[str, Any]] = {
    "research": {
        "headline": "Interpretability researcher with a PhD in mathematics",
        "skills": ["sparse autoencoders", "PyTorch"],
        "ai_safety_interests": ["mechanistic interpretability"],
        "career_goals": "Publish research on the internals of models.",
    },
    "policy": {
        "headline": "Lawyer in technology regulation",
        "skills": ["legislative drafting", "public consultation"],
        "ai_safety_interests": ["compute governance"],
        "career_goals": "Shape law and standards for frontier AI.",
    },
    "operations": {
        "headline": "Runs events and finance for nonprofits",
        "skills": ["event planning", "bookkeeping"],
        "ai_safety_interests": ["field building"],
        "career_goals": "Keep a young organization's logistics in order.",
    },
}
POSTINGS = {
    "research": ("Interpretability Researcher", "Train sparse autoencoders on model internals."),
    "policy": ("Governance Advisor", "Legislative drafting and standards for compute governance."),
    "operations": ("Operations Associate", "Event planning, bookkeeping and logistics."),
}


@pytest.mark.parametrize("who", CAST)
def test_different_profiles_get_different_top_results(who: str) -> None:
    for role, (title, description) in POSTINGS.items():
        OpportunityFactory.create(
            source_id=role, title=title, description=description, role_type=role, skills=[]
        )
    profile = ProfileFactory.create(role_types=[], **CAST[who])
    ranking = rank(profile, limit=1)
    assert ranking.considered == 3
    assert [Opportunity.objects.get(pk=pk).source_id for pk in ranking.best] == [who]


def test_preferred_role_breaks_tie_of_equal_texts() -> None:
    OpportunityFactory.create(title="Evaluations", role_type="other")
    wanted = OpportunityFactory.create(title="Evaluations", role_type="engineering")
    assert rank(ProfileFactory.create(), limit=1).best == [wanted.pk]


def test_ties_are_ordered_by_id() -> None:
    same = OpportunityFactory.create_batch(6, title="Evaluations Engineer")
    assert rank(ProfileFactory.create(), limit=4).best == [o.pk for o in same[:4]]


def test_empty_profile_gets_everything_by_id() -> None:
    made = [
        OpportunityFactory.create(role_type=role).pk
        for role in ("policy", "engineering", "", "other")
    ]
    profile = Profile.objects.create(user=UserFactory.create())
    ranking = rank(profile, limit=3)
    assert (ranking.considered, ranking.best) == (4, made[:3])


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "你好", "description": "完全不同", "skills": []},
        {"title": "The", "description": "and the of", "skills": []},
        {"title": "?", "description": "", "skills": []},
    ],
)
def test_ranking_succeeds_with_nothing_in_common(fields: dict[str, Any]) -> None:
    made = [OpportunityFactory.create(role_type="", **fields).pk for _ in range(2)]
    assert rank(ProfileFactory.create(), limit=5).best == made


def test_ranking_without_opportunities_is_empty() -> None:
    ranking = rank(ProfileFactory.create(), limit=5)
    assert (ranking.considered, ranking.best) == (0, [])


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_does_not_grow_with_opportunities(
    count: int, django_assert_num_queries: Any
) -> None:
    profile = Profile.objects.get(pk=ProfileFactory.create().pk)
    OpportunityFactory.create_batch(count)
    with django_assert_num_queries(9):  # two of them take in what is new
        assert len(rank(profile, limit=5).best) == count
    again = Profile.objects.get(pk=profile.pk)
    with django_assert_num_queries(7):
        assert len(rank(again, limit=5).best) == count
