"""What one profile and one opportunity have in common, in words both of them use."""

from dataclasses import dataclass, field
from functools import cached_property

from matching.models import Opportunity
from talentnet.profiles.models import (
    Profile,
    Project,
    RemotePreference,
    RoleType,
    Volunteering,
    WorkExperience,
)
from talentnet.text import names, normalized

# Words by which a text shows its kind of work.
ROLE_WORDS: dict[str, tuple[str, ...]] = {
    RoleType.RESEARCH: (
        "research",
        "researcher",
        "scientist",
        "interpretability",
        "alignment",
        "experiments",
        "publications",
        "mathematics",
        "phd",
    ),
    RoleType.ENGINEERING: (
        "engineer",
        "engineering",
        "software",
        "developer",
        "programmer",
        "python",
        "infrastructure",
        "security",
        "backend",
        "devops",
    ),
    RoleType.POLICY: (
        "policy",
        "governance",
        "regulation",
        "law",
        "legal",
        "standards",
        "legislative",
        "government",
        "compliance",
    ),
    RoleType.OPERATIONS: (
        "operations",
        "project management",
        "program management",
        "finance",
        "recruiting",
        "logistics",
        "event planning",
        "administration",
        "people management",
    ),
    RoleType.COMMUNICATIONS: (
        "communications",
        "journalist",
        "journalism",
        "writer",
        "writing",
        "editor",
        "editing",
        "media",
        "outreach",
        "storytelling",
    ),
}


@dataclass(frozen=True)
class Candidate:
    """A profile made ready to be compared with many opportunities."""

    profile: Profile
    skills: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    text: str = ""

    @classmethod
    def of(cls, profile: Profile) -> "Candidate":
        work: list[WorkExperience | Project | Volunteering] = [
            *profile.work_experiences.all(),
            *profile.projects.all(),
            *profile.volunteerings.all(),
        ]
        education = profile.educations.all()
        parts = [
            profile.headline,
            *profile.skills,
            *profile.ai_safety_interests,
            profile.career_goals,
            profile.seeking,
            profile.summary,
            *(f"{entry.title} {entry.description}" for entry in work),
            *(f"{entry.field_of_study} {entry.degree}" for entry in education),
        ]
        return cls(profile, profile.skills, profile.ai_safety_interests, "\n".join(parts))

    @cached_property
    def normalized_text(self) -> str:
        return normalized(self.text)

    @cached_property
    def leanings(self) -> list[str]:
        """Role types the profile shows by its words, the strongest first; often several."""
        counts = {
            role: sum(self.normalized_text.count(f" {word} ") for word in words)
            for role, words in ROLE_WORDS.items()
        }
        return sorted((r for r in counts if counts[r]), key=lambda r: -counts[r])


@dataclass(frozen=True)
class Fit:
    """What was found in common; the lists hold the profile's and the posting's own words."""

    opportunity: Opportunity
    matched_skills: list[str]
    missing_skills: list[str]
    matched_interests: list[str]
    wants_role: bool
    """Whether its kind of work is among those the candidate looks for."""
    shows_role: bool
    """Whether the profile's own words show this kind of work."""
    is_nearby: bool
    suits_place: bool | None
    """None where one of the two does not say."""


def fit(candidate: Candidate, opportunity: Opportunity) -> Fit:
    posting = normalized(
        "\n".join(
            [
                opportunity.title,
                *opportunity.skills,
                opportunity.description,
                opportunity.requirements,
            ]
        )
    )
    return Fit(
        opportunity=opportunity,
        matched_skills=[skill for skill in candidate.skills if names(posting, skill)],
        missing_skills=[
            skill for skill in opportunity.skills if not names(candidate.normalized_text, skill)
        ],
        matched_interests=[topic for topic in candidate.interests if names(posting, topic)],
        wants_role=opportunity.role_type in candidate.profile.role_types,
        shows_role=opportunity.role_type in candidate.leanings,
        is_nearby=_is_nearby(candidate.profile, opportunity),
        suits_place=_suits_place(candidate.profile, opportunity),
    )


def _is_nearby(profile: Profile, opportunity: Opportunity) -> bool:
    return names(normalized(opportunity.location), profile.location.split(",")[0])


def _suits_place(profile: Profile, opportunity: Opportunity) -> bool | None:
    if opportunity.is_remote:
        return profile.remote_preference != RemotePreference.ON_SITE
    says_remote = names(normalized(opportunity.location), "remote")
    if not (profile.location and opportunity.location) or says_remote:
        return None
    if opportunity.kind == Opportunity.Kind.EVENT:
        # Nobody relocates for an event, and many travel to one.
        return True if _is_nearby(profile, opportunity) else None
    return _is_nearby(profile, opportunity) or profile.willing_to_relocate
