"""The seven sections of a profile, and when it is ready for matching."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentnet.profiles.models import Profile

NEEDED_SECTIONS = 5


@dataclass(frozen=True)
class Section:
    """One section; `anchor` is its place on the profile form."""

    anchor: str
    label: str
    is_filled: bool


def sections_of(profile: "Profile") -> list[Section]:
    has_preferences = bool(
        profile.remote_preference
        or profile.role_types
        or profile.experience_levels
        or profile.commitment_types
    )
    return [
        Section("basics", "name and location", bool(profile.name and profile.location)),
        Section("education", "education", bool(profile.educations.all())),
        Section("work", "work experience", bool(profile.work_experiences.all())),
        Section("skills", "skills", bool(profile.skills)),
        Section("goals", "career goals", bool(profile.career_goals.strip())),
        Section("preferences", "match preferences", has_preferences),
        Section("privacy", "privacy", profile.privacy_saved_at is not None),
    ]


def missing_for_matching(sections: list[Section]) -> list[Section]:
    """Nothing when at least five are filled, career goals among them; else what is not filled,
    career goals first, as they are asked for in every case."""
    missing = [section for section in sections if not section.is_filled]
    goals = [section for section in missing if section.anchor == "goals"]
    if len(sections) - len(missing) >= NEEDED_SECTIONS:
        return goals
    return goals + [section for section in missing if section.anchor != "goals"]
