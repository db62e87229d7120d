"""Offline scorer: its verdicts give reasons and have the shape of the tool's input."""

from typing import Any

import jsonschema
import pytest

from matching.offline import score_offline
from matching.prompts import SCORE_OPPORTUNITIES_TOOL
from matching.tests.factories import recommendation
from matching.validation import read_scores
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def verdict(opportunity: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Verdict on an opportunity with these fields for a candidate with those."""
    profile = ProfileFactory.create(**fields)
    (found,) = score_offline(profile, [OpportunityFactory.create(**opportunity)])["matches"]
    found.pop("opportunity_id")
    return dict(found)


def test_verdict_on_well_fitting_posting() -> None:
    assert verdict(
        {
            "skills": ["Python", "Statistics", "Kubernetes", "Rust", "Go"],
            "description": "Threat modeling for AI control and evaluations.",
        }
    ) == {
        "tier": "good",
        "score": 63,
        "strengths": [
            "Asks for skills you have: Python and Threat modeling.",
            "Matches your interest in evaluations and AI control.",
            "It is an engineering role, which you are looking for.",
            "It is where you are: Lisbon, Portugal.",
        ],
        "gap": "Not on your profile yet: Statistics, Kubernetes and Rust.",
        "recommendations": [
            recommendation("Build skill in Statistics"),
            recommendation("Build skill in Kubernetes", priority="medium"),
            recommendation(
                "Show in your application where you used Python", "specific", priority="medium"
            ),
        ],
    }


def test_verdict_on_posting_with_nothing_in_common() -> None:
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
        "score": 5,
        "strengths": [],
        "gap": (
            "Your profile and this posting share few words; read it to see whether it suits you."
        ),
        "recommendations": [],
    }


def test_required_skill_not_shown_yet_is_recommended() -> None:
    posting = {"skills": [], "description": "x", "location": "", "title": "Clerk"}
    wanted = verdict(posting | {"role_type": "operations"}, role_types=["operations"])
    assert (wanted["tier"], wanted["score"]) == ("exploring", 12)
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
            {"is_remote": True, "location": "Remote (Europe)"},
            {"location": "Lisbon, Portugal"},
            "It can be done remotely; it says “Remote (Europe)”.",
        ),
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
            {"description": "Zig, Nim, Elm and Lua."},
            {"skills": ["Zig", "Nim", "Elm", "Lua"]},
            "Asks for skills you have: Zig, Nim and Elm.",
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
            {"skills": [], "is_remote": True, "location": "Remote - US"},
            {"location": "Nairobi, Kenya"},
            "It says “Remote - US”; ask whether it can be done from Nairobi, Kenya.",
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
    """Verdicts on increasingly suitable opportunities for several kinds of candidates."""
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
    assert {verdict["tier"] for verdict in found} == {"great", "good", "exploring"}
    for verdict in found:
        expected = (
            "great" if verdict["score"] >= 75 else "good" if verdict["score"] >= 55 else "exploring"
        )
        assert verdict["tier"] == expected
        assert 0 <= verdict["score"] < 100


def test_every_verdict_has_text() -> None:
    for one in various_verdicts():
        assert one["strengths"] or (one["tier"], bool(one["gap"])) == ("exploring", True)


def test_scores_spread() -> None:
    scores = {one["score"] for one in various_verdicts()}
    assert len(scores) > 20
    assert max(scores) - min(scores) > 60


SAME_WORDS: dict[str, Any] = {
    "title": "Evaluations Engineer",
    "skills": ["Python", "Threat modeling"],
    "description": "AI control and evaluations of language models.",
    "experience_level": "",
}


@pytest.mark.parametrize(
    ("lack", "gap"),
    [
        ({}, ""),
        (
            {"requirements": "A PhD in computer science."},
            "It asks for a doctorate, which your profile doesn't show.",
        ),
        (
            {"requirements": "We take students in their final year."},
            "It asks for students, which your profile doesn't show.",
        ),
        (
            {"skills": ["Python", "Rust", "Go"]},
            "Not on your profile yet: Rust and Go.",
        ),
        (
            {"title": "Kubernetes Evaluations Engineer", "skills": ["Python", "Kubernetes"]},
            "Not on your profile yet: Kubernetes.",
        ),
        (
            {"experience_level": "senior"},
            "It is at senior level, above what you look for.",
        ),
    ],
)
def test_posting_with_missing_core_is_never_great(lack: dict[str, Any], gap: str) -> None:
    found = verdict({**SAME_WORDS, **lack}, experience_levels=["mid"])
    assert (found["gap"], found["tier"] == "great") == (gap, not lack)
    assert not any("PhD" in strength or "student" in strength for strength in found["strengths"])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("RLHF", "reinforcement learning from human feedback"),
        ("mech interp", "mechanistic interpretability"),
        ("comms", "communications"),
        ("evals", "dangerous capability evaluations"),
    ],
)
def test_synonym_strength_names_both_wordings(said: str, asked: str) -> None:
    posting = {"description": f"You will do {asked} all day.", "skills": [], "title": "Work"}
    found = verdict(posting, skills=[said], ai_safety_interests=[], headline="", career_goals="x")
    assert found["strengths"][0] == f"Asks for skills you have: {said} (“{asked}”)."


def test_highest_score_stays_below_100() -> None:
    """Even very many shared words earn no more than a full match."""
    everything = [f"topic{n}" for n in range(80)]
    text = " ".join(everything)
    scored = verdict(
        {"title": text[:400], "description": text, "requirements": text, "skills": everything},
        skills=everything,
        ai_safety_interests=everything,
        career_goals=text,
    )
    assert scored["score"] <= 97


def test_verdicts_survive_validation_unchanged() -> None:
    for verdict in various_verdicts():
        answer = {"matches": [verdict]}
        jsonschema.validate(answer, SCORE_OPPORTUNITIES_TOOL["input_schema"])
        read = read_scores(answer, {verdict["opportunity_id"]})
        assert [scored.model_dump() for scored in read.values()] == [verdict]


def test_long_words_are_accepted() -> None:
    long = [f"{n}{'x' * 199}" for n in range(3)]
    opportunity = OpportunityFactory.create(description=" ".join(long), skills=["y" * 900])
    answer = score_offline(ProfileFactory.create(skills=long), [opportunity])
    assert set(read_scores(answer, {opportunity.pk})) == {opportunity.pk}


def test_verdicts_are_empty_without_opportunities() -> None:
    assert score_offline(ProfileFactory.create(), []) == {"matches": []}


@pytest.mark.parametrize(
    ("salary", "least", "gap"),
    [
        (
            "$90,000 – $110,000 a year",
            120_000,
            "It offers up to $110,000 a year, less than your minimum of $120,000.",
        ),
        ("$90,000 – $130,000 a year", 120_000, ""),
        ("€50,000", 120_000, ""),
        ("From $80,000 a year", 120_000, ""),
        ("$80k+ a year", 120_000, ""),
        ("a lot", 120_000, ""),
        ("$90,000 a year", None, ""),
    ],
)
def test_salary_below_minimum_is_gap(salary: str, least: int | None, gap: str) -> None:
    posting = {"skills": ["Python"], "salary_range": salary, "location": "Boston, MA, USA"}
    profile = {"location": "Boston, MA, USA", "skills": ["Python"]}
    said = verdict(posting, **profile, minimum_salary_usd=least)
    assert said["gap"] == gap
    assert (said["score"] < verdict(posting, **profile)["score"]) is bool(gap)


def test_place_named_in_goals_suits() -> None:
    scored = verdict({"location": "Vienna, Austria"}, seeking="Anything in Vienna.", skills=[])
    assert (
        scored["strengths"][-1]
        == "It is in Vienna, Austria, a place you name in what you look for."
    )
    assert "Vienna" not in scored["gap"]


def test_better_of_two_incomplete_fits_scores_higher() -> None:
    fewer, more = (
        verdict({"skills": [*skills, *lacking], "description": ""}, skills=skills)
        for skills, lacking in (
            (["Python", "SQL"], ["PHP", "Perl"]),
            (["Python", "SQL", "Rust", "Statistics"], ["PHP", "Perl", "Ruby", "Java"]),
        )
    )
    assert (fewer["tier"], more["tier"]) == ("good", "good")
    assert 55 <= fewer["score"] < more["score"] < 75
