"""Differences that affect the order of opportunities, and those that must not."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from matching.models import Match
from matching.offline import score_offline
from matching.ranking.fit import Candidate
from matching.ranking.rank import rank
from matching.tests.factories import MatchFactory
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    LanguageFactory,
    ProfileFactory,
    ProjectFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db

SKILLS = ["Python", "Rust", "threat modeling", "survey design", "op-eds", "payroll"]
BARE: dict[str, Any] = {"description": "", "skills": [], "location": "", "role_type": ""}


def posting(title: str = "Work", **fields: Any) -> Opportunity:
    made: Opportunity = OpportunityFactory.create(**{**BARE, "title": title, **fields})
    return made


def order_for(profile: Profile) -> list[int]:
    return rank(Profile.objects.get(pk=profile.pk), limit=100).best


def better_of(profile: Profile, one: dict[str, Any], other: dict[str, Any]) -> int:
    """1 or 2, the higher-ranked one; created in an order that doesn't favor the first."""
    second, first = posting(**other), posting(**one)
    return {first.pk: 1, second.pk: 2}[order_for(profile)[0]]


@pytest.mark.parametrize("seed", range(5))
def test_more_matching_skills_never_rank_lower(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # for texts, not for secrets
    skills = dice.sample(SKILLS, len(SKILLS))
    text = " ".join(dice.choices(["analysis", "public", "care", "model", "report"], k=30))
    made = [
        posting(skills=skills[:count], description=text, source_id=str(count))
        for count in dice.sample(range(len(skills) + 1), len(skills) + 1)
    ]
    ranked = order_for(ProfileFactory.create(skills=SKILLS))
    counts = {one.pk: len(one.skills) for one in made}
    assert [counts[pk] for pk in ranked] == sorted(counts.values(), reverse=True)


@pytest.mark.parametrize("skill", ["IAM", "insider risk"])
def test_bare_word_security_hints_at_security_work(skill: str) -> None:
    profile = ProfileFactory.create(skills=[skill])
    one, other = ({"description": f"Weekly seminars on {it}."} for it in ("security", "gardens"))
    assert better_of(profile, one, other) == 1


@pytest.mark.parametrize(
    ("who", "one", "other"),
    [
        ({"experience_levels": ["entry"]}, {"experience_level": "entry"}, {"experience_level": ""}),
        ({}, {"location": "Lisbon, Portugal"}, {"location": "Oslo, Norway"}),
        ({}, {"location": "Porto, Portugal"}, {"location": "Oslo, Norway"}),
        ({}, {"is_remote": True}, {"location": "Oslo, Norway"}),
        ({"remote_preference": "on_site"}, {"location": "Lisbon"}, {"is_remote": True}),
        ({}, {}, {"requirements": "A PhD is required."}),
        ({}, {}, {"salary_range": "unpaid"}),
        ({}, {"description": "AI control."}, {"description": "Remote control."}),
        ({}, {"description": "Research on AI safety."}, {"description": "Research on lawns."}),
    ],
)
def test_single_difference_decides_between_equal_postings(
    who: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    both: dict[str, Any] = {"skills": ["Python"]}
    assert better_of(ProfileFactory.create(**who), both | one, both | other) == 1


def test_level_is_inferred_from_work_without_preference() -> None:
    newcomer, old_hand = ProfileFactory.create(), ProfileFactory.create()
    year = timezone.now().year
    WorkExperienceFactory.create(profile=newcomer, start_date=str(year))
    WorkExperienceFactory.create(profile=old_hand, start_date=str(year - 9))
    junior = posting(title="Junior Software Engineer", role_type="engineering")
    senior = posting(title="Senior Software Engineer", role_type="engineering")
    assert order_for(newcomer) == [junior.pk, senior.pk]
    assert order_for(old_hand) == [senior.pk, junior.pk]


def test_deadline_tomorrow_ranks_below_later_deadline() -> None:
    now = timezone.now()
    tomorrow = posting(skills=["Python"], deadline=now + dt.timedelta(hours=20))
    feasible = posting(skills=["Python"], deadline=now + dt.timedelta(days=9))
    assert order_for(ProfileFactory.create()) == [feasible.pk, tomorrow.pk]


@pytest.mark.parametrize(
    "says",
    [
        lambda who: WorkExperienceFactory.create(profile=who, description="Sparse autoencoders."),
        lambda who: ProjectFactory.create(profile=who, description="Sparse autoencoders."),
        lambda who: VolunteeringFactory.create(profile=who, description="Sparse autoencoders."),
        lambda who: EducationFactory.create(profile=who, field_of_study="Sparse autoencoders"),
        lambda who: Profile.objects.filter(pk=who.pk).update(summary="Sparse autoencoders."),
        lambda who: Profile.objects.filter(pk=who.pk).update(seeking="Sparse autoencoders."),
        lambda who: LanguageFactory.create(profile=who, name="SAEs"),
    ],
)
def test_every_profile_section_affects_ranking(says: Any) -> None:
    profile = ProfileFactory.create(skills=[], ai_safety_interests=[], role_types=[])
    other, wanted = posting("A lawn"), posting("SAE work")
    assert order_for(profile) == [other.pk, wanted.pk]
    says(profile)
    assert order_for(profile) == [wanted.pk, other.pk]


def test_closed_hidden_and_dismissed_never_appear() -> None:
    profile = ProfileFactory.create(hidden_from_organizations=["Foxglove"])
    best: dict[str, Any] = {
        "title": "Evaluations Engineer in Python",
        "skills": ["Python", "Threat modeling"],
    }
    kept = posting("A lawn")
    posting("A lawn", organization="FOXGLOVE")
    MatchFactory.create(
        profile=profile, opportunity=posting("A lawn"), status=Match.Status.DISMISSED
    )
    posting(**best, organization="FoxGlove")
    posting(**best, status="archived")
    posting(**best, deadline=timezone.now() - dt.timedelta(minutes=1))
    MatchFactory.create(profile=profile, opportunity=posting(**best), status=Match.Status.DISMISSED)
    assert order_for(profile) == [kept.pk]


PEOPLE = [
    ("Ama Boateng", "she/her", "Ghanaian"),
    ("Lars Lindqvist", "he/him", "Swede"),
    ("Lisbon Python", "xe/xem", "Vietnamese"),
]


def test_name_pronouns_and_nationality_do_not_affect_ranking() -> None:
    """Free text doesn't leak them either, even if postings have the same words."""
    for name, pronouns, nationality in PEOPLE:
        posting(title=f"{nationality} work", description=f"Ask {name} ({pronouns}).")
        posting(description=f"For {nationality} citizens, by {name.split()[0]}.")
    rankings = set()
    for name, pronouns, nationality in PEOPLE:
        profile = ProfileFactory.create(
            name=name,
            pronouns=pronouns,
            work_authorization=f"{nationality} citizen",
            links=[f"https://example.org/{name.split()[0]}"],
            headline=f"{name}, a {nationality} engineer who tests language models",
            summary=f"I am {name} ({pronouns}). {name.split()[0]} is {nationality}.",
            career_goals=f"As a {nationality.lower()} person I want to build evaluations.",
        )
        WorkExperienceFactory.create(
            profile=profile, description=f"The only {nationality}. {name} kept the tests."
        )
        rankings.add(tuple(order_for(profile)))
    assert len(rankings) == 1


@pytest.mark.parametrize("name", ["Grant Law", "maria garcia", "Policy van der Media", "Lawler"])
def test_name_in_prose_does_not_affect_ranking(name: str) -> None:
    made = posting(title="Grants for law and media policy", description="Maria Garcia, Lawler")
    verdicts = []
    for one in (name, "Ada Quill"):
        written_name = one if " " in one else "me"
        profile = ProfileFactory.create(
            name=one,
            headline=f"Hello from {written_name}",
            summary=f"My name is {written_name.lower()}. I test models.",
            career_goals=f"{written_name} wants to build evaluations.",
        )
        WorkExperienceFactory.create(profile=profile, title=f"Tester, {written_name} Consulting")
        verdicts.append((score_offline(profile, [made]), Candidate.of(profile).words))
    assert verdicts[0] == verdicts[1]


HOSTILE = [
    "",
    " ",
    "\u202e\u2066 reversed",
    "'; DROP TABLE opportunities_opportunity;--",
    "<script>alert(1)</script>",
    "Ω≈ç√∫˜µ≤≥÷ 田中さんにあげて下さい",
    "İstanbul ﬀ ß Ǆ ǅ",
    "👩🏽‍💻 🇺🇸🇷🇺",
    "++++ #### C++ c# .NET",
    "((((((((((a?){30})a{30}",
    "1/0 NaN Infinity -1e309 0x0",
    "ﷺ ٠١٢ ¼ ² ५ years",
    "ⅷ or more years; ² years",
    "x" * 3000,
    "a " * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_arbitrary_text_can_be_ranked(text: str) -> None:
    fields: dict[str, Any] = {
        "title": text[:400],
        "description": text,
        "requirements": text,
        "skills": [text],
    }
    made = posting(**{**fields, "location": text[:200], "salary_range": text[:100]})
    profile = ProfileFactory.create(
        skills=[text, "Python"], ai_safety_interests=[text], summary=text, headline=text[:400]
    )
    WorkExperienceFactory.create(profile=profile, title=text[:150], description=text)
    assert order_for(profile) == [made.pk]


def test_nationality_list_contains_no_field_terms() -> None:
    """Otherwise a term of the field would be removed as a nationality."""
    from matching.ranking.reading.thesaurus import thesaurus

    folder = Path(__file__).parents[1] / "ranking" / "reading"
    listed = (folder / "nationalities.txt").read_text(encoding="utf-8").split()
    assert len(listed) == len(set(listed))
    assert not any(thesaurus().concept_of(word) is not None for word in listed)
    assert json.loads((folder / "thesaurus.json").read_text(encoding="utf-8"))["same"]
