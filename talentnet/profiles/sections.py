"""The seven sections of a profile, and when it is ready for matching."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentnet.profiles.models import Profile

NEEDED_SECTIONS = 5


@dataclass(frozen=True)
class Section:
    """One section; `slug` is its page in the editor."""

    slug: str
    title: str
    label: str
    """Name of what is missing until the section is filled."""
    is_filled: bool = False

    @property
    def is_needed(self) -> bool:
        """True if matching requires this very section."""
        return not self.is_filled and self.slug == GOALS.slug

    @property
    def state(self) -> str:
        if self.is_needed:
            return "not filled, needed for matching"
        return "filled" if self.is_filled else "not filled"


BASICS = Section("basics", "Basics", "name and location")
EDUCATION = Section("education", "Education", "education")
WORK = Section("work", "Work", "work experience")
SKILLS = Section("skills", "Skills and interests", "skills")
GOALS = Section("goals", "Goals", "career goals")
PREFERENCES = Section("preferences", "Match preferences", "match preferences")
PRIVACY = Section("privacy", "Privacy", "privacy")
SECTIONS = (BASICS, EDUCATION, WORK, SKILLS, GOALS, PREFERENCES, PRIVACY)


def sections_of(profile: "Profile") -> list[Section]:
    """The seven in the order of the editor, each filled or not."""
    filled = {
        BASICS: bool(profile.name and profile.location),
        EDUCATION: bool(profile.educations.all()),
        # Whoever is new to the field may have done all of it unpaid.
        WORK: bool(
            profile.work_experiences.all() or profile.projects.all() or profile.volunteerings.all()
        ),
        SKILLS: bool(profile.skills),
        GOALS: bool(profile.career_goals.strip()),
        PREFERENCES: bool(
            profile.remote_preference
            or profile.role_types
            or profile.experience_levels
            or profile.commitment_types
        ),
        PRIVACY: profile.privacy_saved_at is not None,
    }
    return [replace(section, is_filled=filled[section]) for section in SECTIONS]


def missing_for_matching(sections: list[Section]) -> list[Section]:
    """Nothing when at least five are filled, career goals among them; else what is not filled,
    career goals first, as they are asked for in every case."""
    missing = [section for section in sections if not section.is_filled]
    goals = [section for section in missing if section.slug == GOALS.slug]
    if len(sections) - len(missing) >= NEEDED_SECTIONS:
        return goals
    return goals + [section for section in missing if section.slug != GOALS.slug]


@dataclass(frozen=True)
class Meter:
    """Progress of a profile: its seven sections, and what blocks matching."""

    sections: list[Section]
    missing: list[Section]
    """Same as `missing_for_matching`."""

    @property
    def filled(self) -> int:
        return sum(section.is_filled for section in self.sections)

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """Sentence on what blocks matching, and how much remains."""
        if self.is_ready:
            return "Ready for matching."
        more = NEEDED_SECTIONS - self.filled
        if self.missing[0].slug != GOALS.slug:
            return f"Fill in {_any_more(more)} to start matching."
        if more > 1:
            return f"Write your career goals and fill in {_any_more(more - 1)} to start matching."
        return "Write your career goals to start matching."


def _any_more(count: int) -> str:
    return "one more section" if count == 1 else f"{count} more sections"


def meter_of(profile: "Profile") -> Meter:
    sections = sections_of(profile)
    return Meter(sections, missing_for_matching(sections))
