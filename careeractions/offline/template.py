"""Templates of cards: texts with slots for elements of a profile.

A template is usable if the profile fills every slot that its texts name:

    {skill}      skill, of one of the kinds in `skill` if the template names any
    {interest}   AI safety interest, likewise;  {other} is a second one
    {growth}     growth area as the name of a thing
    {advice}     growth area that can only be quoted, as matching wrote it
    {work}       "your work as an operations manager at Ziwani Health Partners"
    {field}      profession outside the usual crafts: "nursing";  {practice} is its {work}
    {study}      field of study
    {language}   language other than English
    {goal}       beginning of the career goals, quoted
    {where}      "in Nairobi", or "near you or online" if the profile names no place
    {area}       part of AI safety work to try, for sparse profiles
    {missing}    sections that a sparse profile leaves empty

A slot never opens a sentence and is never its subject, as the element may be plural.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from string import Formatter

from careeractions.action_types import ActionType
from careeractions.offline.kinds import ANY, Kinds


class Level(StrEnum):
    """Career level that a template is written for."""

    ENTRY = "entry"
    MID = "mid"
    SENIOR = "senior"


@dataclass(frozen=True)
class Template:
    """Texts of a card with slots, and the profiles that they suit."""

    type: ActionType
    title: str
    description: str
    rationale: str
    skill: Kinds = ANY
    interest: Kinds = ANY
    level: Level | None = None
    unless: str = ""
    """Slot that has to be empty, for cards about its absence."""

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Unique slots of the texts, in the order of first mention."""
        return tuple(dict.fromkeys(_slots(f"{self.title} {self.description} {self.rationale}")))

    @cached_property
    def title_slots(self) -> tuple[str, ...]:
        return tuple(_slots(self.title))


def _slots(text: str) -> list[str]:
    # The name is None for the text after the last slot.
    return [name for _, name, _, _ in Formatter().parse(text) if name]
