"""The same texts for those the ranking is compared with: everything in one string."""

from matching.models import Opportunity
from matching.reading.candidate import Candidate
from talentnet.profiles.models import Profile

COLUMNS = ("title", "skills", "description", "requirements")


def plain_texts() -> list[str]:
    return [
        plain_text(*row)
        for row in Opportunity.objects.order_by("id").values_list(*COLUMNS).iterator()
    ]


def plain_text(title: str, skills: list[str], description: str, requirements: str) -> str:
    return "\n".join([title, " ".join(skills), description, requirements])


def plain_candidate(profile: Profile) -> str:
    candidate = Candidate.of(profile)
    listed = [*profile.skills, *profile.ai_safety_interests]
    return "\n".join([*listed, *candidate.goals, *candidate.titles, *candidate.background])
