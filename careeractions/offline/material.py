"""Read a profile into phrases that cards can be about."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from careeractions.action_types import ActionType
from careeractions.offline import growth, work
from careeractions.offline.kinds import (
    CRAFT_OF_ROLE,
    CRAFT_WORDS,
    INTEREST_KINDS,
    SKILL_KINDS,
    Craft,
    Kinds,
    kinds_of,
    mentions_any,
    profession_in,
)
from careeractions.offline.phrases import Phrase, element, holds_address
from careeractions.offline.privacy import Privacy
from careeractions.offline.template import Level
from careeractions.offline.words import LANGUAGES
from talentnet.profiles.models import (
    CommitmentType,
    Education,
    ExperienceLevel,
    Profile,
    RemotePreference,
    WorkExperience,
)
from talentnet.text import and_list, plain_lines

# Cards combine slots, so a profile with a hundred skills would make thousands of variations.
MAX_PER_SLOT = 10
# Elements up to which a profile is thin, and its set is completed by starters.
MAX_THIN_ELEMENTS = 2
_AREAS = (
    "policy and governance",
    "technical research",
    "software engineering",
    "operations",
    "communications",
    "model evaluation",
    "community building",
)
# A second craft counts from this share of the first one's score.
_SECOND_CRAFT_SHARE = 0.5
# Below this score, a craft may be due to a single stray word.
_MIN_CRAFT_SCORE = 2
_MAX_GOAL_LENGTH, _MIN_GOAL_LENGTH = 120, 20
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
# No quotation marks, as the goal is put into some, and nothing that looks like markup.
_GOAL_TEXT = re.compile(r"[\w\s,.;:'’()/&+#%-]+")


@dataclass(frozen=True)
class Material:
    """Phrases by slot, with the crafts and level to write for."""

    slots: dict[str, tuple[Phrase, ...]]
    crafts: tuple[Craft, ...]
    level: Level
    favored: frozenset[ActionType] = frozenset()
    """Types that suit the person's circumstances."""

    @staticmethod
    def from_profile(profile: Profile, growth_areas: Sequence[str]) -> "Material":
        reading = ProfileReading(
            profile, list(profile.work_experiences.all()), list(profile.educations.all())
        )
        return reading.material(growth_areas)

    @property
    def substance(self) -> int:
        """Number of elements of the profile to write about."""
        own = ("skill", "interest", "work", "study", "goal")
        return sum(len(self.slots[slot]) for slot in own)

    @property
    def is_thin(self) -> bool:
        return self.substance <= MAX_THIN_ELEMENTS

    @property
    def is_translator(self) -> bool:
        return any(field.text == "translation" for field in self.slots["field"])

    def options(self, slot: str, kinds: Kinds) -> list[Phrase]:
        elements = self.slots["interest" if slot == "other" else slot]
        return [e for e in elements if not kinds or kinds & e.kinds][:MAX_PER_SLOT]


@dataclass(frozen=True)
class ProfileReading:
    """Profile with its rows, each table read once."""

    profile: Profile
    work: list[WorkExperience]
    educations: list[Education]

    @cached_property
    def privacy(self) -> Privacy:
        return Privacy.from_profile(self.profile)

    def material(self, growth_areas: Sequence[str]) -> Material:
        return Material(self.slots(growth_areas), self.crafts, self.level, self.favored)

    def slots(self, growth_areas: Sequence[str]) -> dict[str, tuple[Phrase, ...]]:
        skills = self._phrases(self.profile.skills)
        languages = [skill for skill in skills if _is_language(skill)]
        slots: dict[str, list[Phrase]] = {
            "skill": [_with_kinds(s, SKILL_KINDS) for s in skills if s not in languages],
            "interest": [_with_kinds(i, INTEREST_KINDS) for i in self._interests],
            "language": [
                language for language in languages if language.text.casefold() != "english"
            ],
            "work": [w for w in (work.phrase(e, self.privacy) for e in self.work[:2]) if w],
            "study": self._phrases(e.field_of_study for e in self.educations),
            "field": [self._field] if self._field else [],
            "practice": [w for w in (work.phrase(e, self.privacy) for e in self._practice) if w],
            "goal": [goal] if (goal := self._goal()) else [],
            "where": [self._where()],
            "growth": self._growth(growth.named(a) for a in growth_areas),
            "advice": self._growth(growth.advised(a) for a in growth_areas),
            "area": [Phrase(area) for area in _AREAS],
        }
        # Last, as it mentions elements of other slots.
        slots["missing"] = [self._missing(slots)]
        return {slot: tuple(elements) for slot, elements in slots.items()}

    def _phrases(self, texts: Iterable[object]) -> list[Phrase]:
        # The first spelling of a skill listed twice is kept.
        phrases: dict[str, Phrase] = {}
        for text in texts:
            phrase = element(text)
            if phrase and self.privacy.allows(str(text)):
                phrases.setdefault(phrase.text.casefold(), phrase)
        return list(phrases.values())

    @cached_property
    def _interests(self) -> list[Phrase]:
        return self._phrases(self.profile.ai_safety_interests)

    def _growth(self, areas: Iterable[Phrase | None]) -> list[Phrase]:
        return [a for a in areas if a and all(self.privacy.allows(b) for b in a.basis)]

    @cached_property
    def _field(self) -> Phrase | None:
        """Profession that the newest position with one names, else the headline."""
        for entry in self.work[:3]:
            name, basis = profession_in(entry.title), work.basis_of(entry, self.privacy)
            if name and basis:
                return Phrase(name, (basis,))
        headline = element(self.profile.headline, max_words=12)
        if headline and self.privacy.allows(self.profile.headline):
            name = profession_in(self.profile.headline)
            return Phrase(name, headline.basis) if name else None
        return None

    @property
    def _practice(self) -> list[WorkExperience]:
        """Positions in the profession of `_field`."""
        name = self._field.text if self._field else ""
        return [entry for entry in self.work[:3] if name and profession_in(entry.title) == name]

    def _goal(self) -> Phrase | None:
        """First sentence of the career goals in quotation marks, if it is safe to quote."""
        line = next(iter(plain_lines(self.profile.career_goals)), "")
        sentence = _SENTENCE_END.split(line, maxsplit=1)[0].rstrip(" .!")
        text, is_cut = _cut(sentence)
        if (
            len(text) < _MIN_GOAL_LENGTH
            or text not in self.profile.career_goals
            or not _GOAL_TEXT.fullmatch(text)
            # A very long word could break the layout of a card.
            or any(len(word) > 30 for word in text.split())
            or holds_address(text)
            or not self.privacy.allows(text)
        ):
            return None
        return Phrase(f"“{text}{'…' if is_cut else ''}”", (text,))

    def _where(self) -> Phrase:
        # Without remarks, such as "Nairobi (UTC+3)".
        place = element(self.profile.location.split("(")[0])
        if place and self.privacy.allows(self.profile.location):
            city = place.basis[0].split(",")[0].strip()
            return Phrase(f"in {city}", place.basis)
        return Phrase("near you or online")

    def _missing(self, slots: dict[str, list[Phrase]]) -> Phrase:
        """Clause that names the empty sections of a sparse profile."""
        present = [*slots["skill"], *slots["language"], *slots["interest"], *slots["work"]][:2]
        empty = [label for label, filled in self._filled().items() if not filled]
        clause = (
            f"its {'sections' if len(empty) > 1 else 'section'} for {and_list(empty)} "
            f"{'are' if len(empty) > 1 else 'is'} still empty"
            if empty
            else "few of its entries can be quoted here"
        )
        if present:
            beyond = and_list([phrase.text for phrase in present])
            return Phrase(f"beyond {beyond} {clause}", tuple(b for p in present for b in p.basis))
        label = (empty or ["skills"])[0]
        return Phrase(clause, (f"{label.capitalize()}: still empty",))

    def _filled(self) -> dict[str, bool]:
        return {
            "skills": bool(self.profile.skills),
            "interests": bool(self.profile.ai_safety_interests),
            "work experience": bool(self.work),
            "career goals": bool(self.profile.career_goals.strip()),
        }

    @cached_property
    def crafts(self) -> tuple[Craft, ...]:
        """Strongest craft of the profile, a second one close to it, and any other profession."""
        scores = self._craft_scores()
        # Ties go by the order of the enumeration, so that the result is deterministic.
        ranked = sorted(scores, key=lambda craft: (-scores[craft], list(Craft).index(craft)))
        if not ranked or scores[ranked[0]] < _MIN_CRAFT_SCORE:
            return ()
        best = scores[ranked[0]]
        close = [c for c in ranked[:2] if scores[c] >= best * _SECOND_CRAFT_SHARE]
        return tuple(dict.fromkeys([*close, *(c for c in ranked if c == Craft.FIELD)]))

    def _craft_scores(self) -> Counter[Craft]:
        scores: Counter[Craft] = Counter()
        for text, weight in self._signals():
            for craft, words in CRAFT_WORDS.items():
                scores[craft] += weight if mentions_any(text, words) else 0
        # Roles that are looked for count less than the newest position, which counts 5.
        for number, role in enumerate(self.profile.role_types):
            if role in CRAFT_OF_ROLE:
                scores[CRAFT_OF_ROLE[role]] += 3 if number else 4
        if self._field:
            scores[Craft.FIELD] += 9 if self._field_is_current() else 3
        # Unary plus drops crafts without points.
        return +scores

    def _signals(self) -> list[tuple[str, int]]:
        """Texts that show a craft, each with the weight of a hit."""
        profile = self.profile
        skills = [(skill, 1) for skill in profile.skills if isinstance(skill, str)]
        return [
            # The newest position shows most; longer texts mention much in passing.
            *((entry.title, 2 if number else 5) for number, entry in enumerate(self.work[:4])),
            (profile.headline, 3),
            (profile.seeking, 2),
            (profile.career_goals, 1),
            (profile.summary, 1),
            *((entry.field_of_study, 1) for entry in self.educations),
            *skills[:MAX_PER_SLOT],
        ]

    def _field_is_current(self) -> bool:
        newest = self.work[0].title if self.work else self.profile.headline
        return bool(profession_in(newest))

    @property
    def level(self) -> Level:
        """Level to write for: the one sought if stated, else the newest title's."""
        sought = set(self.profile.experience_levels)
        newest = self.work[0].title if self.work else ""
        if ExperienceLevel.ENTRY in sought or not self.work:
            return Level.ENTRY
        if not sought and (work.is_beginner(newest) or work.is_beginner(self.profile.headline)):
            return Level.ENTRY
        if sought & {ExperienceLevel.SENIOR, ExperienceLevel.LEAD} or work.is_senior(newest):
            return Level.SENIOR
        return Level.MID

    @property
    def favored(self) -> frozenset[ActionType]:
        commitments = set(self.profile.commitment_types)
        by_sign = {
            ActionType.VOLUNTEER: commitments
            & {CommitmentType.VOLUNTEER, CommitmentType.PART_TIME},
            ActionType.COLLABORATE: self.profile.remote_preference == RemotePreference.REMOTE_ONLY,
            ActionType.DEVELOP_SKILLS: self.level == Level.ENTRY,
        }
        return frozenset(type_ for type_, sign in by_sign.items() if sign)


def _is_language(skill: Phrase) -> bool:
    return skill.text.casefold() in LANGUAGES


def _with_kinds(phrase: Phrase, table: dict[str, tuple[str, ...]]) -> Phrase:
    return replace(phrase, kinds=kinds_of(phrase.text, table))


def _cut(sentence: str) -> tuple[str, bool]:
    if len(sentence) <= _MAX_GOAL_LENGTH:
        return sentence, False
    return sentence[:_MAX_GOAL_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:("), True
