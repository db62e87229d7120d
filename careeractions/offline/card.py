"""Fill a template for a person: texts, reasons and the elements that they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careeractions.offline.evidence import Evidence
from careeractions.offline.person import Person
from careeractions.offline.phrases import Phrase
from careeractions.offline.skills import RankedSkill
from careeractions.offline.subjects import Subject, SubjectOrigin
from careeractions.offline.template import Group, Template
from careeractions.validation import MAX_TITLE_WORDS, MIN_TITLE_WORDS, is_near_duplicate

MAX_TITLE_LENGTH = 90
MAX_ELEMENTS = 4


@dataclass(frozen=True)
class Card:
    """Template with its subject, and what in the profile speaks for it."""

    template: Template
    person: Person
    subject: Subject
    skill: RankedSkill | None = None
    evidence: Evidence | None = None
    growth: Phrase | None = None
    language: str = ""
    area: str = ""
    score: float = 0

    @cached_property
    def title(self) -> str:
        return self._filled(self.template.title, self.subject.short)

    @cached_property
    def description(self) -> str:
        return self._filled(self.template.description, self.subject.text)

    @property
    def fits(self) -> bool:
        """True if the title has a valid length and the card rests on the profile."""
        words = len(self.title.split())
        return (
            MIN_TITLE_WORDS <= words <= MAX_TITLE_WORDS
            and len(self.title) <= MAX_TITLE_LENGTH
            and bool(self.subject.short or "subject" not in self.template.slots)
            and bool(self.basis or self.person.is_thin)
        )

    def resembles(self, titles: Iterable[str]) -> bool:
        return any(is_near_duplicate(self.title, title) for title in titles)

    @cached_property
    def basis(self) -> list[str]:
        """Passages of the profile behind the card, the goal first."""
        goal = self.person.goal
        position = self.person.position
        elements = [
            *([goal.passage] if goal and self.subject.origin == SubjectOrigin.GOAL else []),
            *self.subject.basis,
            *([self.evidence.clause] if self.evidence else []),
            *(self.skill.phrase.basis if self.skill else ()),
            *(position.basis if position and self._rests_on_position else ()),
            *(self.person.field.basis if self.person.field and self._is_of_field else ()),
        ]
        return list(dict.fromkeys(elements))[:MAX_ELEMENTS] or self._fallback_basis()

    def _fallback_basis(self) -> list[str]:
        """Anything that the profile says, for cards without a goal or an interest."""
        person = self.person
        phrases = [*(s.phrase for s in person.skills[:2]), *person.languages[:1]]
        listed = [b for phrase in phrases for b in phrase.basis]
        if person.position:
            listed += person.position.basis
        passages = [g.passage for g in (person.goal, person.sought) if g]
        return [*passages, *listed][:2]

    @property
    def _is_of_field(self) -> bool:
        return "field" in self.template.slots

    @property
    def _rests_on_position(self) -> bool:
        return self.evidence is None and self.person.position is not None

    # Reasons

    def rationale(self, *, tells_goal: bool) -> str:
        """Why it suits the person; `tells_goal` spells the goal out, once a set."""
        why = self._filled(self.template.why, self.subject.text)
        first = f"{self._because(tells_goal=tells_goal)}, and {why}."
        return " ".join(filter(None, [first, self._second(), self._language_remark()]))

    def _because(self, *, tells_goal: bool) -> str:
        goal, subject = self.person.goal, self.subject
        if self.template.group == Group.STARTERS:
            return "Your profile says little so far"
        if subject.origin == SubjectOrigin.GOAL:
            if tells_goal and goal and goal.wish:
                return f"You want {goal.wish}"
            return f"Your goal is about {subject.text}"
        if subject.origin == SubjectOrigin.INTEREST:
            return f"You name {subject.text} among your interests"
        if subject.origin == SubjectOrigin.SOUGHT:
            return f"You look for work on {subject.text}"
        if subject.origin == SubjectOrigin.FIELD and self.person.field:
            return f"Your profession is {self.person.field.text}"
        if tells_goal and goal and goal.wish:
            return f"You want {goal.wish}"
        return "You are looking for a way into AI safety"

    def _second(self) -> str:
        if self.evidence:
            return self.evidence.sentence
        if self.skill:
            return f"You list {self.skill.phrase.text} among your skills."
        position = self.person.position
        return f"You can draw on {position.text}." if position else ""

    def _language_remark(self) -> str:
        if not self.person.language_name:
            return ""
        return (
            f"Your goals are in {self.person.language_name}; moves written without AI come in "
            "English only."
        )

    def as_item(self, *, tells_goal: bool) -> dict[str, Any]:
        """Item in the shape of the tool's input."""
        return {
            "type": self.template.type.value,
            "title": self.title,
            "description": self.description,
            "rationale": self.rationale(tells_goal=tells_goal),
            "profileBasis": self.basis,
        }

    def _filled(self, text: str, subject: str) -> str:
        field = self.person.field
        return text.format(
            subject=subject,
            growth=self.growth.text if self.growth else "",
            language=self.language,
            area=self.area,
            field=field.text if field else "",
            hours=self.person.hours,
            where=self.person.where,
        )
