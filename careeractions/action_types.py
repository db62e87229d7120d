"""Eight types of career action, shared by prompt, pages and validation."""

from dataclasses import dataclass

from django.db import models


class ActionType(models.TextChoices):
    REPLICATE = "replicate", "Replicate research"
    COLLABORATE = "collaborate", "Collaborate"
    START_ORG = "start_org", "Start something"
    IDENTIFY_GAPS = "identify_gaps", "Explore a gap"
    VOLUNTEER = "volunteer", "Volunteer"
    BUILD_TOOLS = "build_tools", "Build tools"
    TEACH_WRITE = "teach_write", "Teach or write"
    DEVELOP_SKILLS = "develop_skills", "Develop skills"

    @property
    def icon(self) -> str:
        """Heroicon name."""
        return _DETAILS[self].icon

    @property
    def meaning(self) -> str:
        """One-line definition for the prompt."""
        return _DETAILS[self].meaning

    @property
    def signals(self) -> str:
        """Profile signals that speak for this type, for the prompt."""
        return _DETAILS[self].signals


@dataclass(frozen=True)
class _Details:
    icon: str
    meaning: str
    signals: str


# Part of the system prompt: a change here needs a new PROMPT_VERSION.
_DETAILS = {
    ActionType.REPLICATE: _Details(
        "beaker",
        "reproduce or extend existing AI safety research, to learn how it was done and to "
        "check whether it holds",
        "research training, machine learning or statistics practice, coursework in a "
        "field with published experiments, curiosity about a named research topic",
    ),
    ActionType.COLLABORATE: _Details(
        "user-group",
        "find people with complementary skills and work with them on something defined",
        "a strength that needs a counterpart (an engineer without a research question, a "
        "researcher without engineering, a policy mind without technical depth), remote "
        "readiness",
    ),
    ActionType.START_ORG: _Details(
        "rocket-launch",
        "launch an initiative, a local group or a project that is missing where they are",
        "leading, organizing or founding anything before; a place or community without an "
        "AI safety presence; people management",
    ),
    ActionType.IDENTIFY_GAPS: _Details(
        "magnifying-glass",
        "investigate a problem that few people work on, and write down what is missing",
        "deep knowledge of one domain outside AI, analytical or policy work, several "
        "interests that meet at an unusual point",
    ),
    ActionType.VOLUNTEER: _Details(
        "heart",
        "give time and skills to an organization or project that already exists",
        "operations, communications, legal, finance, design or language skills; part-time "
        "availability; a wish to try the field before a change of career",
    ),
    ActionType.BUILD_TOOLS: _Details(
        "wrench-screwdriver",
        "make software, datasets, templates or other resources that the field can use",
        "software, data or security experience; repeated friction they name in their own work",
    ),
    ActionType.TEACH_WRITE: _Details(
        "pencil-square",
        "share what they know by writing, teaching, translating or mentoring",
        "communication, teaching or publishing experience; explaining complex things; "
        "several languages; being a little further along a path that others are entering",
    ),
    ActionType.DEVELOP_SKILLS: _Details(
        "academic-cap",
        "build one specific technical or domain skill that their next step requires",
        "a growth area that their matches repeat, or a distance between the goals they "
        "state and the experience they show",
    ),
}
