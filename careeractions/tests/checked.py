"""Cards and people for tests of the checks."""

from typing import Any

from careeractions.action_types import ActionType
from careeractions.checks import check_set
from careeractions.models import CareerAction
from careeractions.validation import Draft
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory


def nurse(**fields: Any) -> Profile:
    """Nurse who has done what the tests claim, or what they claim wrongly."""
    values: dict[str, Any] = {
        "headline": "Intensive-care nurse",
        "skills": ["Python", "machine learning", "triage"],
        "ai_safety_interests": ["AI control"],
        "career_goals": "I want to publish a paper on alarms and lead a safety team.",
        "summary": "I have no experience with Rust, but I know incident reporting well.",
        **fields,
    }
    profile: Profile = ProfileFactory.create(**values)
    WorkExperienceFactory.create(
        profile=profile,
        title="Senior nurse",
        organization="Harbor Hospital",
        start_date="2016-01",
        end_date="2024-01",
        description="Taught 60 students. Led the review of 14 incidents; rewrote the alarm rules.",
    )
    return profile


def draft(**texts: Any) -> Draft:
    values: dict[str, Any] = {
        "type": ActionType.TEACH_WRITE,
        "title": "Explain alarm rules to model builders",
        "description": "Write two pages on alarm rules. Let one colleague question them.",
        "rationale": "You rewrote the alarm rules.",
        "profile_basis": ["rewrote the alarm rules"],
        **texts,
    }
    return Draft(**values)


def codes(profile: Profile, *known: CareerAction, **texts: Any) -> set[str]:
    """Codes of what the checks find in one card."""
    return {finding.code for finding in check_set([draft(**texts)], profile, known)}


def words_at_fault(profile: Profile, code: str, **texts: Any) -> list[str]:
    findings = check_set([draft(**texts)], profile, [])
    return [finding.words for finding in findings if finding.code == code]
