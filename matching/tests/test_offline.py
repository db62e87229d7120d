"""The offline scorer: its verdicts explain themselves and pass as an answer of the tool."""

from typing import Any

import jsonschema
import pytest

from matching.offline import score_offline
from matching.prompts import SCORE_OPPORTUNITIES_TOOL
from matching.tests.factories import OpportunityFactory, recommendation
from matching.validation import read_scores
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def verdict(opportunity: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What is said of one opportunity of these fields to a candidate of those."""
    profile = ProfileFactory.create(**fields)
    (found,) = score_offline(profile, [OpportunityFactory.create(**opportunity)])["matches"]
    found.pop("opportunity_id")
    return dict(found)


def test_a_posting_that_fits_well() -> None:
    assert verdict(
        {
            "skills": ["Python", "Statistics", "Kubernetes", "Rust", "Go"],
            "description": "Threat modeling for AI control and evaluations.",
        }
    ) == {
        "tier": "great",
        "score": 96,
        "strengths": [
            "The posting names skills of yours: Python and Threat modeling.",
            "It touches your interest in evaluations and AI control.",
            "It is an engineering role, which you are looking for.",
            "It is where you are: Lisbon, Portugal.",
        ],
        "gap": "Your profile does not show this yet: Statistics, Kubernetes and Rust.",
        "recommendations": [
            recommendation("Build skill in Statistics"),
            recommendation("Build skill in Kubernetes", priority="medium"),
            recommendation(
                "Show in your application where you used Python", "specific", priority="medium"
            ),
        ],
    }


def test_a_posting_with_nothing_in_common() -> None:
    assert verdict(
        {
            "title": "Accountant",
            "role_type": "operations",
            "skills": [],
            "description": "Keep the books.",
            "location": "",
        }
    ) == {
        "tier": "exploring",
        "score": 20,
        "strengths": [],
        "gap": (
            "Your profile and this posting share few words; read it to see whether it suits you."
        ),
        "recommendations": [],
    }


def test_experience_is_recommended_in_what_is_wanted_and_not_shown_yet() -> None:
    posting = {"skills": [], "description": "x", "location": "", "title": "Clerk"}
    wanted = verdict(posting | {"role_type": "operations"}, role_types=["operations"])
    assert (wanted["tier"], wanted["score"]) == ("exploring", 30)
    assert wanted["recommendations"] == [
        recommendation(
            "Gain hands-on experience in operations", type="experience", priority="medium"
        )
    ]
    # An engineer is not told to gain experience in engineering.
    assert verdict(posting | {"role_type": "engineering"})["recommendations"] == []


@pytest.mark.parametrize(
    ("opportunity", "fields", "sentence"),
    [
        ({"is_remote": True}, {}, "It can be done remotely."),
        (
            {"location": "Berlin, Germany"},
            {"willing_to_relocate": True},
            "It is in Berlin, Germany, and you are willing to relocate.",
        ),
        (
            {"role_type": "policy"},
            {"role_types": ["policy"]},
            "It is a policy and governance role, which you are looking for.",
        ),
        (
            {"role_type": "operations"},
            {"role_types": ["operations"]},
            "It is an operations role, which you are looking for.",
        ),
        (
            {"role_type": "research", "kind": "event"},
            {"role_types": ["research"]},
            "It is about research, which you are looking for.",
        ),
        (
            {"role_type": "other"},
            {"role_types": ["other"]},
            "It is work outside the usual categories, which you are looking for.",
        ),
        (
            {"role_type": "engineering"},
            {"role_types": []},
            "It is an engineering role, the kind of work your profile points to.",
        ),
        (
            {"description": "a b c d"},
            {"skills": ["a", "b", "c", "d"]},
            "The posting names skills of yours: a, b and c.",
        ),
    ],
)
def test_strengths(opportunity: dict[str, Any], fields: dict[str, Any], sentence: str) -> None:
    assert sentence in verdict(opportunity, **fields)["strengths"]


@pytest.mark.parametrize(
    ("opportunity", "fields", "gap"),
    [
        (
            {"skills": [], "is_remote": True},
            {"remote_preference": "on_site"},
            "It is remote, and you would rather work on site.",
        ),
        (
            {"skills": [], "location": "Berlin"},
            {},
            "It is in Berlin, and your profile does not mention moving.",
        ),
        ({"skills": ["Python"]}, {}, ""),
    ],
)
def test_gaps(opportunity: dict[str, Any], fields: dict[str, Any], gap: str) -> None:
    assert verdict(opportunity, **fields)["gap"] == gap


def various_verdicts() -> list[dict[str, Any]]:
    """Of many opportunities that fit better and better, to people of several kinds."""
    skills = ["Python", "Threat modeling", "Rust", "Go", "Statistics"]
    opportunities = [
        OpportunityFactory.create(
            title="Work",
            description=f"{' and '.join(topics)}",
            skills=skills[:count],
            role_type=role,
            location=location,
        )
        for count in range(6)
        for topics in ([], ["evaluations"], ["evaluations", "AI control"])
        for role in ("engineering", "policy", "")
        for location in ("Lisbon", "Berlin", "")
    ]
    people = [
        ProfileFactory.create(skills=skills),
        ProfileFactory.create(skills=[], willing_to_relocate=True, role_types=[]),
        Profile.objects.create(user=UserFactory.create()),
    ]
    return [found for who in people for found in score_offline(who, opportunities)["matches"]]


def test_tiers_agree_with_scores() -> None:
    found = various_verdicts()
    assert {one["tier"] for one in found} == {"great", "good", "exploring"}
    for one in found:
        expected = "great" if one["score"] >= 75 else "good" if one["score"] >= 55 else "exploring"
        assert one["tier"] == expected
        assert 0 <= one["score"] < 100


def test_every_point_given_is_said() -> None:
    for one in various_verdicts():
        assert (one["score"] == 20) == (one["strengths"] == [])
        assert one["gap"] or one["tier"] != "exploring" or one["strengths"]


def test_verdicts_are_an_answer_of_the_tool_and_lose_nothing_when_read() -> None:
    for one in various_verdicts():
        answer = {"matches": [one]}
        jsonschema.validate(answer, SCORE_OPPORTUNITIES_TOOL["input_schema"])
        read = read_scores(answer, {one["opportunity_id"]})
        assert [scored.model_dump() for scored in read.values()] == [one]


def test_long_words_are_no_error() -> None:
    long = [f"{n}{'x' * 199}" for n in range(3)]
    opportunity = OpportunityFactory.create(description=" ".join(long), skills=["y" * 900])
    answer = score_offline(ProfileFactory.create(skills=long), [opportunity])
    assert set(read_scores(answer, {opportunity.pk})) == {opportunity.pk}


def test_no_opportunities_no_verdicts() -> None:
    assert score_offline(ProfileFactory.create(), []) == {"matches": []}
