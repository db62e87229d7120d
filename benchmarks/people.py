"""Candidates who are ready to press the button, and postings for them, in an empty database."""

from typing import Any

WORDS = [
    *("evaluations", "interpretability", "robustness", "governance", "auditing", "alignment"),
    *("datasets", "policy", "standards", "operations", "outreach", "training", "oversight"),
]


def make_opportunities(count: int) -> None:
    from talentnet.opportunities.models import Opportunity

    Opportunity.objects.bulk_create(
        Opportunity(
            source="benchmark",
            source_id=str(number),
            title=f"{WORDS[number % len(WORDS)].title()} Engineer {number}",
            organization=f"Institute {number % 37}",
            role_type="engineering",
            skills=["Python", WORDS[number % 7]],
            description=" ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 200)),
        )
        for number in range(count)
    )


def make_candidates(count: int) -> list[Any]:
    """Profiles with consent; each names its number in its headline, which a model is told."""
    from talentnet.profiles.tests.factories import (
        EducationFactory,
        ProfileFactory,
        WorkExperienceFactory,
    )

    profiles = []
    for number in range(count):
        profile = ProfileFactory.create(consenting=True, headline=f"Candidate number {number} here")
        WorkExperienceFactory.create(profile=profile)
        EducationFactory.create(profile=profile)
        profiles.append(profile)
    return profiles
