"""The seven sections of a profile, and the rule for when it is ready for matching."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

# `models.py` imports this module.
if TYPE_CHECKING:
    from talentnet.profiles.models import Profile

# Career goals must be among them; see `missing_for_matching`.
NEEDED_SECTIONS = 5


@dataclass(frozen=True)
class Section:
    """Section of the profile; `slug` is its page in the editor."""

    slug: str
    title: str
    label: str
    """Name in a list of missing sections."""
    is_filled: bool = False

    @property
    def is_needed(self) -> bool:
        """True if matching can't start without this section."""
        return not self.is_filled and self.slug == GOALS.slug

    @property
    def state(self) -> str:
        """Wording for screen readers."""
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
    """Return the seven sections in editor order, each marked as filled or not."""
    filled = {
        BASICS: bool(profile.name and profile.location),
        EDUCATION: bool(profile.educations.all()),
        # Newcomers to the field may only have done unpaid work.
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
    """Return the sections to fill before matching, career goals first.

    Empty when at least five are filled and career goals are among them.
    """
    missing = [section for section in sections if not section.is_filled]
    goals = [section for section in missing if section.slug == GOALS.slug]
    if len(sections) - len(missing) >= NEEDED_SECTIONS:
        return goals
    return goals + [section for section in missing if section.slug != GOALS.slug]


@dataclass(frozen=True)
class Meter:
    """Progress of a profile: its seven sections, and those missing for matching."""

    sections: list[Section]
    missing: list[Section]
    """Result of `missing_for_matching`."""

    @property
    def filled(self) -> int:
        return sum(section.is_filled for section in self.sections)

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """Next step towards matching, for the candidate."""
        if self.is_ready:
            return "Ready for matching."
        more = NEEDED_SECTIONS - self.filled
        if self.missing[0].slug != GOALS.slug:
            return f"Fill in {_more_sections(more)} to start matching."
        if more > 1:
            return (
                f"Write your career goals and fill in {_more_sections(more - 1)} to start matching."
            )
        return "Write your career goals to start matching."


def _more_sections(count: int) -> str:
    return "one more section" if count == 1 else f"{count} more sections"


def meter_of(profile: "Profile") -> Meter:
    sections = sections_of(profile)
    return Meter(sections, missing_for_matching(sections))
