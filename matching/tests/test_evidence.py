"""Evidence for the reasons of a match, as shown on its card."""

import html
import re
from typing import Any

import pytest

from matching.models import Match
from matching.offline import score_offline
from matching.tests.factories import MatchFactory
from matching.tests.visitors import client_of, text_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db

BARE = {
    "title": "Harness Lead",
    "description": "",
    "skills": [],
    "role_type": "",
    "location": "Oslo, Norway",
}


def match_with(reason: str, profile: dict[str, Any], posting: dict[str, Any]) -> Match:
    bare = {"skills": [], "ai_safety_interests": [], "role_types": [], "career_goals": "Good work."}
    made: Match = MatchFactory.create(
        profile=ProfileFactory.create(**{**bare, "headline": "", **profile}),
        opportunity=OpportunityFactory.create(**{**BARE, **posting}),
        strengths=[reason],
    )
    return made


def evidence(match: Match) -> list[str]:
    """Visible evidence line of each reason; empty without evidence."""
    page = text_of(client_of(match.profile).get(f"/matches/{match.pk}/"))
    reasons = page.partition('class="checks reasons"')[2].partition("</ul>")[0].split("<li>")[1:]
    under = [reason.partition('class="rests-on">')[2].partition("</p>")[0] for reason in reasons]
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split()) for text in under]


def test_offline_reasons_cite_profile_and_posting() -> None:
    profile = ProfileFactory.create()
    opportunity = OpportunityFactory.create()
    strengths = score_offline(profile, [opportunity])["matches"][0]["strengths"]
    match = MatchFactory.create(profile=profile, opportunity=opportunity, strengths=strengths)
    assert dict(zip(strengths, evidence(match), strict=True)) == {
        "Asks for skills you have: Python.": ("Your profile: Python · The posting: its skills"),
        "Matches your interest in evaluations.": (
            "Your profile: evaluations · The posting: its title"
        ),
        "It is an engineering role, which you are looking for.": (
            "Your profile: Engineering · The posting: its role type"
        ),
        "It is where you are: Lisbon, Portugal.": (
            "Your profile: Lisbon · The posting: its location"
        ),
    }


def test_free_text_reason_cites_elements_it_names() -> None:
    match = match_with(
        "Your years as Software Engineer at Lanternfield and your Physics degree suit a senior "
        "level harness role in Oslo, which can be done remotely.",
        {"remote_preference": "remote_only"},
        {"experience_level": "senior", "is_remote": True, "requirements": "A physics degree."},
    )
    work = WorkExperienceFactory.create(profile=match.profile)
    education = EducationFactory.create(profile=match.profile)
    assert evidence(match) == [
        "Your profile: Software Engineer at Lanternfield, Physics, remotely · "
        "The posting: “A physics degree.”, its offer of remote work, its location, its level"
    ]
    page = text_of(client_of(match.profile).get(f"/matches/{match.pk}/"))
    for anchor in (f"entry-{work.key}", f"entry-{education.key}", "preferences"):
        assert f'<a href="/profile/#{anchor}">' in page


def test_role_reason_cites_role_type_and_no_sentence() -> None:
    match = match_with(
        "It is a research role, which you are looking for.",
        {"role_types": ["research"]},
        {
            "title": "Research Residency",
            "role_type": "research",
            "requirements": "An Asian language, and research training or solid programming.",
        },
    )
    assert evidence(match) == ["Your profile: Research · The posting: its role type"]


def test_longest_matching_element_is_cited() -> None:
    match = match_with(
        "You know python testing well.",
        {"skills": ["Python", "testing", "Python testing"]},
        {"title": "Python Testing Lead"},
    )
    assert evidence(match) == ["Your profile: Python testing · The posting: its title"]


def test_sentence_from_requirements_is_quoted() -> None:
    requirements = (
        "Some patience.\nYou have kept a <Python> test suite honest; you like rain. More."
    )
    match = match_with("You know Python.", {"skills": ["Python"]}, {"requirements": requirements})
    assert evidence(match) == [
        "Your profile: Python · The posting: “You have kept a <Python> test suite honest;”"
    ]


def test_requirements_are_quoted_before_description() -> None:
    both = {"requirements": "Python at work.", "description": "Python all day."}
    match = match_with("You know Python.", {"skills": ["Python"]}, both)
    assert evidence(match) == ["Your profile: Python · The posting: “Python at work.”"]


@pytest.mark.parametrize(
    "requirements",
    [
        "A PhD in Python.",
        "No Python needed.",
        "Python is not required.",
        "Enrolled students of Python.",
    ],
)
def test_gap_sentence_is_never_evidence_for_strength(requirements: str) -> None:
    match = match_with("You know Python.", {"skills": ["Python"]}, {"requirements": requirements})
    assert evidence(match) == ["Your profile: Python"]
    both = {"requirements": f"{requirements} Python every day."}
    match = match_with("You know Python.", {"skills": ["Python"]}, both)
    assert evidence(match) == ["Your profile: Python · The posting: “Python every day.”"]


def test_synonyms_are_quoted() -> None:
    posting = {"description": "You build evals. You like rain."}
    match = match_with("You know model evaluations.", {"skills": ["model evaluations"]}, posting)
    assert evidence(match) == ["Your profile: model evaluations · The posting: “You build evals.”"]


def test_long_sentence_is_cut_around_quoted_phrase() -> None:
    filler = "you bring patience and care to long pieces of work " * 4
    ahead = match_with(
        "You know Rust.", {"skills": ["Rust"]}, {"description": f"In Rust {filler}every day."}
    )
    behind = match_with(
        "You know Rust.", {"skills": ["Rust"]}, {"description": f"Here {filler}in Rust {filler}."}
    )
    for match, start in ((ahead, "In Rust you bring"), (behind, "…Rust you bring")):
        (text,) = evidence(match)
        quote = text.partition("“")[2].rstrip("”")
        assert quote.startswith(start)
        assert quote.endswith("…")
        assert 90 < len(quote) <= 110


def test_listed_elements_are_located_in_prose() -> None:
    """The role type of a similar name is no evidence."""
    match = match_with(
        "Matches your goals: research engineer and evals (“model tests”).",
        {"role_types": ["research"], "career_goals": "Become a research engineer for evals."},
        {"title": "Research Engineer", "description": "Our model tests."},
    )
    assert evidence(match) == [
        "Your profile: research engineer, evals · The posting: its title, “Our model tests.”"
    ]
    page = text_of(client_of(match.profile).get(f"/matches/{match.pk}/"))
    assert page.count('<a href="/profile/#goals">') == 2


def test_partial_word_is_not_evidence() -> None:
    match = match_with("You are going far.", {"skills": ["Go"]}, {"description": "Go on going."})
    assert evidence(match) == [""]


def test_unsupported_reason_cites_nothing() -> None:
    match = match_with("You write with care.", {"skills": ["Rust"]}, {"description": "Painting."})
    assert evidence(match) == [""]
    assert "rests-on" not in text_of(client_of(match.profile).get("/matches/"))


def test_element_missing_from_posting_cites_profile_only() -> None:
    match = match_with("You know Rust.", {"skills": ["Rust"]}, {"description": "Painting."})
    assert evidence(match) == ["Your profile: Rust"]


def test_element_missing_from_profile_cites_posting_only() -> None:
    match = match_with("They want Rust.", {"skills": []}, {"skills": ["Rust"]})
    assert evidence(match) == ["The posting: its skills"]


def test_reason_cites_at_most_four_elements() -> None:
    skills = ["Rust", "Go", "Zig", "Nim", "Lua", "Elm"]
    match = match_with("You know Rust, Go, Zig, Nim, Lua and Elm.", {"skills": skills}, {})
    assert evidence(match) == ["Your profile: Rust, Go, Zig, Nim"]


def test_cited_text_is_escaped() -> None:
    sharp = "<script>C#"
    match = match_with(f"You know {sharp}.", {"skills": [sharp]}, {"description": f"Use {sharp}."})
    assert evidence(match) == [f"Your profile: {sharp} · The posting: “Use {sharp}.”"]
    assert "<script>C" not in text_of(client_of(match.profile).get(f"/matches/{match.pk}/"))
