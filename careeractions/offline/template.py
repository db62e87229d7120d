"""One card before it is anyone's: texts with slots for what a person offers.

The slots a template's texts name are what a profile must hold for it to be offered:

    {skill}      a skill, of one of the kinds in `skill` where the template asks for that
    {interest}   an AI safety interest, likewise;  {other} is a second one
    {growth}     something the matches say is worth building, as the name of a thing
    {advice}     the same where it can only be quoted, as matching wrote it
    {work}       "your work as an operations manager at Ziwani Health Partners"
    {field}      a profession of its own: "nursing";  {practice} is the {work} that shows it
    {study}      a field of study
    {language}   a language other than English
    {goal}       the beginning of the career goals, quoted
    {where}      "in Nairobi", or "near you or online" where the profile names no place
    {area}       a part of AI safety work to try, for profiles that say little yet
    {missing}    the sections such a profile still leaves empty

A slot never opens a sentence and is never its subject: what fills it may be plural.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from string import Formatter

from careeractions.action_types import ActionType
from careeractions.offline.kinds import ANY, Kinds


class Level(StrEnum):
    ENTRY = "entry"
    MID = "mid"
    SENIOR = "senior"


@dataclass(frozen=True)
class Template:
    type: ActionType
    title: str
    description: str
    rationale: str
    skill: Kinds = ANY
    interest: Kinds = ANY
    level: Level | None = None
    unless: str = ""
    """A slot that must stay empty: for cards that speak of its absence."""

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Unique slots in the texts, in the order of first mention."""
        return tuple(dict.fromkeys(_slots(f"{self.title} {self.description} {self.rationale}")))

    @cached_property
    def title_slots(self) -> tuple[str, ...]:
        return tuple(_slots(self.title))


def _slots(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]
