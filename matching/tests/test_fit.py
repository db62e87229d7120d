"""Comparison of a profile with a posting."""

from typing import Any

import pytest

from matching.ranking.fit import Candidate, Fit, compare
from matching.ranking.points import place_points
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    UserFactory,
    WorkExperienceFactory,
)
from talentnet.text import names, normalized

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Strong Python, please.", "python", True),
        ("Strong Python, please.", "Strong python", True),
        ("We use Python-based tools", "Python", False),
        ("JavaScript", "Java", False),
        ("C++ and C#.", "C++", True),
        ("C++ and C#.", "c#", True),
        ("C++ and C#.", "C", False),
        ("Node.js. Then more", "Node.js", True),
        ("Threat\n  modeling", "threat modeling", True),
        ("Maschinelles Lernen, STRASSE", "straße", True),
        ("机器 学习", "机器", True),
        ("anything", "", False),
        ("anything", "!", False),
        ("", "anything", False),
    ],
)
def test_whole_words_match_in_any_case(text: str, phrase: str, expected: bool) -> None:
    assert names(normalized(text), phrase) is expected


@pytest.mark.parametrize("text", ["Python/PyTorch", "PyTorch/Python", "Rust/Python/Go"])
def test_words_between_slashes_are_separate(text: str) -> None:
    assert names(normalized(f"Fluent in {text}."), "Python")


def candidate(**fields: Any) -> Candidate:
    return Candidate.of(ProfileFactory.create(**fields))


def found(opportunity: dict[str, Any], **fields: Any) -> Fit:
    return compare(candidate(**fields), OpportunityFactory.create(**opportunity))


def test_shared_skills_keep_wording_of_each_side() -> None:
    common = found(
        {
            "title": "AI CONTROL researcher",
            "skills": ["python", "Statistics", "Kubernetes"],
            "description": "Threat modeling at scale.",
            "requirements": "",
        },
        skills=["Python", "Threat Modeling", "Rust"],
        ai_safety_interests=["evaluations", "AI control"],
        summary="I learnt statistics.",
    )
    assert common.matched_skills == ["Python", "Threat Modeling"]
    assert common.missing_skills == ["Kubernetes"]


def test_skill_shown_in_work_is_not_missing() -> None:
    profile = ProfileFactory.create(skills=[])
    WorkExperienceFactory.create(profile=profile, title="Statistics Tutor", description="Python.")
    common = compare(Candidate.of(profile), OpportunityFactory.create())
    assert (common.matched_skills, common.missing_skills) == ([], [])


@pytest.mark.parametrize(
    ("wanted", "offered", "suits"),
    [
        (["policy"], "policy", True),
        (["policy"], "engineering", False),
        (["policy"], "", False),
        (["other"], "other", True),
    ],
)
def test_preferred_role_suits(wanted: list[str], offered: str, suits: bool) -> None:
    assert found({"role_type": offered}, role_types=wanted).wants_role is suits


def test_role_is_inferred_from_profile_without_preferences() -> None:
    fields: dict[str, Any] = {
        "role_types": [],
        "headline": "Policy and governance, regulation and law",
        "skills": ["legal research"],
        "career_goals": "",
        "ai_safety_interests": [],
    }
    roles = candidate(**fields).roles
    assert sorted(roles, key=lambda role: -roles[role]) == ["policy", "research"]
    assert found({"role_type": "policy"}, **fields).shows_role is True
    assert found({"role_type": "engineering"}, **fields).shows_role is False


def test_empty_profile_favors_no_role() -> None:
    empty = Candidate.of(Profile.objects.create(user=UserFactory.create()))
    assert empty.roles == {}
    common = compare(empty, OpportunityFactory.create())
    assert (common.matched_skills, common.shows_role, common.suits_place) == ([], False, None)


@pytest.mark.parametrize(
    ("opportunity", "fields", "suits"),
    [
        ({"is_remote": True}, {"remote_preference": ""}, True),
        ({"is_remote": True}, {"remote_preference": "remote_only"}, True),
        ({"is_remote": True}, {"remote_preference": "on_site"}, False),
        ({"is_remote": True, "location": "Remote - US"}, {"location": "Lisbon, Portugal"}, None),
        ({"is_remote": True, "location": "Remote (EU)"}, {"location": "Lisbon, Portugal"}, True),
        ({"is_remote": True, "location": "Remote - US"}, {"location": "Lisbon"}, True),
        ({"location": "Lisbon"}, {}, True),
        ({"location": "Greater LISBON area"}, {}, True),
        ({"location": "Berlin, Germany"}, {}, False),
        ({"location": "Berlin, Germany"}, {"willing_to_relocate": True}, True),
        ({"location": "Berlin, Germany"}, {"seeking": "A post in Lisbon or Berlin."}, True),
        ({"location": "Berlin, Germany"}, {"seeking": "Remote, but not in Berlin"}, False),
        ({"location": "Berlin, Germany"}, {"seeking": "Europe except Paris, or Berlin"}, True),
        ({"location": "Reading, UK"}, {"seeking": "reading groups"}, False),
        ({"location": "Remote (EU)"}, {}, None),
        ({"location": ""}, {}, None),
        ({"location": "Berlin"}, {"location": ""}, None),
    ],
)
def test_location_suitability(
    opportunity: dict[str, Any], fields: dict[str, Any], suits: bool | None
) -> None:
    assert found(opportunity, **fields).suits_place is suits


def test_remote_in_other_region_ranks_below_remote_anywhere() -> None:
    offers = [{"is_remote": True, "location": place} for place in ("Remote", "Remote - US")]
    fields = {"location": "Nairobi, Kenya", "willing_to_relocate": False}
    anywhere, elsewhere = (place_points(found(offer, **fields)) for offer in offers)
    moving = place_points(found(offers[1], **{**fields, "willing_to_relocate": True}))
    at_home = place_points(found(offers[1], location="Austin, TX, USA"))
    assert anywhere == at_home == 1 > moving > elsewhere
    assert found(offers[1], **fields).is_remote_elsewhere is True
    assert found({**offers[1], "is_remote": False}, **fields).is_remote_elsewhere is False


def test_fit_carries_its_opportunity() -> None:
    opportunity: Opportunity = OpportunityFactory.create()
    assert compare(candidate(), opportunity).opportunity is opportunity


def test_language_named_like_common_word_counts_where_listed() -> None:
    common = found(
        {"title": "Backend Engineer", "skills": ["Go", "Rust"], "description": "We go far."},
        skills=["go"],
    )
    assert (common.matched_skills, common.missing_skills) == (["go"], ["Rust"])
    assert found({"skills": [], "description": "We go far."}, skills=["Go"]).matched_skills == []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("Python programming", 1.0),
        ("Python (3.x)", 1.0),
        ("Python/Rust", 0.5),
        ("Python or Rust", 1.0),
        ("Rust/Go", 0.0),
        ("Rust", 0.0),
        ("(3.x)", 0.0),
    ],
)
def test_skill_matches_longer_wording_in_posting(asked: str, shown: float) -> None:
    assert candidate(skills=["Python"]).shows(asked) == shown


def test_fit_without_half_of_skills_lacks_core() -> None:
    for skills, lacks in ((["Python", "PHP"], True), (["Python", "Statistics", "PHP"], False)):
        posting = {"title": "Engineer", "skills": skills, "experience_level": ""}
        assert found(posting, skills=["Python", "Statistics"]).lacks_core is lacks


@pytest.mark.parametrize(
    ("headline", "title", "level"),
    [
        ("Junior Data Analyst", "Analyst", 0),
        ("Analyst", "Trainee", 0),
        ("Head of the internship program", "Manager", 2),
        ("Mentor of junior researchers", "Manager", 2),
        ("Graduate of life", "Manager", 2),
    ],
)
def test_career_changer_counts_as_beginner(headline: str, title: str, level: int) -> None:
    profile = ProfileFactory.create(headline=headline)
    WorkExperienceFactory.create(
        profile=profile, title="Restaurant Manager", start_date="2010", end_date="2024"
    )
    WorkExperienceFactory.create(profile=profile, title=title, start_date="2025", end_date="")
    assert Candidate.of(profile).level == level


@pytest.mark.parametrize(
    ("own", "other", "nearby", "same_country"),
    [
        ("York, United Kingdom", "New York, NY, USA", False, False),
        ("York, UK", "London, England", False, True),
        ("Leeds, UK", "Leeds, United Kingdom", True, True),
        ("Leeds, UK", "Leeds", True, False),
        ("Austin, TX", "San Francisco, CA", False, True),
        ("Los Angeles, CA", "Toronto, CA", False, False),
        ("Lisbon", "Greater Lisbon area", True, False),
        ("Germany", "Berlin, Germany", False, True),
        ("Berlin, Germany", "London, UK; Berlin, Germany", True, True),
        ("", "London, UK", False, False),
    ],
)
def test_place_names_match_in_other_wordings(
    own: str, other: str, nearby: bool, same_country: bool
) -> None:
    common = found({"location": other}, location=own)
    assert (common.is_nearby, common.is_in_same_country) == (nearby, same_country)


@pytest.mark.parametrize(
    ("degree", "end", "holds", "studies"),
    [
        ("Ph.D. in Physics", "2020", True, False),
        ("D.Phil.", "2020-06", True, False),
        ("PhD", "2999", False, True),
        ("PhD", "", False, True),
        ("MSc", "2020", False, False),
    ],
)
def test_doctorate_counts_only_once_completed(
    degree: str, end: str, holds: bool, studies: bool
) -> None:
    profile = ProfileFactory.create()
    EducationFactory.create(profile=profile, degree=degree, start_date="2015", end_date=end)
    own = Candidate.of(profile)
    assert (own.has_doctorate, own.is_student) == (holds, studies)


def test_paid_volunteer_coordinator_is_not_unpaid() -> None:
    for salary, unpaid in (("$60,000 a year", False), ("", True), ("unpaid", True)):
        posting = {"title": "Volunteer Coordinator", "salary_range": salary}
        assert found(posting, commitment_types=["full_time"]).is_unpaid is unpaid
