"""Read a profile into what cards are made of."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pycountry

from careeractions.action_types import ActionType
from careeractions.offline import growth, subjects, work
from careeractions.offline.evidence import Evidence, evidence_in
from careeractions.offline.goals import Goal, forbidden_by, foreign_goal_in, goal_in
from careeractions.offline.kinds import (
    CRAFT_OF_ROLE,
    CRAFT_WORDS,
    Craft,
    mentions_any,
    profession_in,
)
from careeractions.offline.periods import ended_long_ago, is_current, years_between
from careeractions.offline.phrases import Phrase, element
from careeractions.offline.privacy import Privacy
from careeractions.offline.skills import (
    RankedSkill,
    is_language,
    known_terms,
    phrases_of,
    skills_in,
)
from careeractions.offline.subjects import NO_SUBJECT, Subject, SubjectOrigin
from careeractions.offline.template import Level
from careeractions.offline.topics import content_stems, products_in, topics_in
from careeractions.offline.words import HAZARDOUS_WORK
from talentnet.languages import language_of
from talentnet.profiles.models import (
    CommitmentType,
    ExperienceLevel,
    Profile,
    RemotePreference,
    WorkExperience,
)

# A second craft counts from this share of the first one's score.
_SECOND_CRAFT_SHARE = 0.6
# Below this score, a craft may be due to a single stray word.
_MIN_CRAFT_SCORE = 2
# Years of work from which a level counts, where no level is sought and no title tells.
_YEARS_OF_MID, _YEARS_OF_SENIOR = 3, 12
_HOURS = re.compile(r"(\d{1,2})(?:\s?(?:-|–|to)\s?(\d{1,2}))?\s?(?:h|hrs?|hours?)\b", re.IGNORECASE)
_WITHOUT_WORKPLACE = (
    *("retired", "unemployed", "student", "freelance", "freelancer", "self-employed"),
    *("career break", "between jobs", "looking for work", "on leave", "independent", "pensioner"),
)
_AREAS = (
    *("operations", "model evaluation", "communications", "policy and governance"),
    *("community building", "software engineering", "technical research"),
)
_AREA_OF_CRAFT = {
    Craft.RESEARCH: "technical research",
    Craft.ENGINEERING: "software engineering",
    Craft.POLICY: "policy and governance",
    Craft.OPERATIONS: "operations",
    Craft.COMMUNICATIONS: "communications",
}
_PHD_WORDS = ("phd", "doctoral", "postdoc", "post-doc", "postdoctoral", "researcher", "professor")


@dataclass(frozen=True)
class Growth:
    """Growth area that serves a subject of the person."""

    phrase: Phrase
    subject: Subject


@dataclass(frozen=True)
class Person:
    """Profile with its rows, each table read once."""

    profile: Profile
    growth_areas: tuple[str, ...] = ()

    # Goal and subjects

    @cached_property
    def privacy(self) -> Privacy:
        return Privacy.from_profile(self.profile)

    @cached_property
    def goal(self) -> Goal | None:
        text = self.profile.career_goals
        goal = goal_in(text) if self.reads_goal else foreign_goal_in(text)
        return goal if goal and self.privacy.allows(goal.passage) else None

    @cached_property
    def sought(self) -> Goal | None:
        goal = goal_in(self.profile.seeking)
        return goal if goal and self.privacy.allows(goal.passage) else None

    @cached_property
    def products(self) -> frozenset[str]:
        """What the goal sets out to make or reach."""
        if not self.reads_goal or not self.goal:
            return frozenset()
        # Of the clearest wish only: long goals mention much in passing.
        return products_in(self.goal.passage)

    @cached_property
    def language(self) -> str:
        """Language of the goals, else of the summary; empty if neither tells."""
        return language_of(self.profile.career_goals) or language_of(self.profile.summary)

    @property
    def reads_goal(self) -> bool:
        return self.language in ("", "en")

    @property
    def language_name(self) -> str:
        """English name of the goals' language if it isn't English."""
        if self.reads_goal:
            return ""
        language = pycountry.languages.get(alpha_2=self.language)
        return str(language.name).split(" (")[0] if language else "another language"

    @cached_property
    def interests(self) -> list[Phrase]:
        listed = phrases_of(self.profile.ai_safety_interests, self.privacy)
        return [interest for interest in listed if self._is_readable(interest.text)]

    def _is_readable(self, text: str) -> bool:
        """True if a phrase can stand in an English sentence."""
        if self.reads_goal:
            return text.isascii() or language_of(text) in ("", "en")
        # Short words of other languages look like English: only well-known terms are.
        return text.isascii() and (text.casefold() in known_terms() or bool(topics_in(text)))

    @cached_property
    def subjects(self) -> list[Subject]:
        """Subjects by weight, each text once; never empty."""
        goals = self.profile.career_goals
        listed = [
            *subjects.of_goal(self.goal, goals),
            *subjects.of_sought(self.sought, self.profile.seeking),
            *subjects.of_interests(self.interests, goals),
            *([subjects.of_field(self.field)] if self.field else []),
        ]
        unique: dict[str, Subject] = {}
        for subject in listed:
            # A goal to make a dataset is about what the rows are about.
            if subject.topics != ("data",) or "dataset" not in self.products:
                unique.setdefault(subject.text.casefold(), subject)
        # The sort is stable, so equal weights keep the order above.
        ranked = sorted(unique.values(), key=lambda subject: -subject.weight)
        return ranked or [NO_SUBJECT]

    @cached_property
    def forbidden(self) -> frozenset[str]:
        return forbidden_by(f"{self.profile.career_goals}\n{self.profile.seeking}")

    @cached_property
    def is_closed(self) -> bool:
        """True if nothing may be published: a hazardous goal or work, or the goal rules it out."""
        leading = self.subjects[0]
        return (
            "publish" in self.forbidden
            or any(s.is_hazardous and s.origin == SubjectOrigin.GOAL for s in self.subjects)
            or leading.is_hazardous
            or (
                self._works_on_hazards
                and (leading.is_technical or leading.origin != SubjectOrigin.GOAL)
            )
        )

    @property
    def _has_harmless_goal(self) -> bool:
        leading = self.subjects[0]
        return leading.origin == SubjectOrigin.GOAL and not leading.is_technical

    @property
    def _works_on_hazards(self) -> bool:
        newest = self.work[0].title if self.work else ""
        return mentions_any(f"{self.profile.headline}\n{newest}", HAZARDOUS_WORK)

    @cached_property
    def hazardous_subject(self) -> Subject:
        """Subject of cards for a person in closed mode."""
        hazardous = [subject for subject in self.subjects if subject.is_hazardous]
        return (hazardous or self.subjects)[0]

    # What they did and can do

    @cached_property
    def work(self) -> list[WorkExperience]:
        return list(self.profile.work_experiences.all())

    @cached_property
    def evidence(self) -> list[Evidence]:
        return evidence_in(self.profile, self.privacy)

    @cached_property
    def skills(self) -> list[RankedSkill]:
        done = frozenset(stem for clause in self.evidence for stem in clause.stems)
        skills = skills_in(
            self.profile.skills, self.privacy, goal=self.profile.career_goals, done=done
        )
        return [skill for skill in skills if self._is_readable(skill.phrase.text)]

    @cached_property
    def languages(self) -> list[Phrase]:
        listed = [*self.profile.skills, *self._listed_languages()]
        phrases = phrases_of(listed, self.privacy)
        return [p for p in phrases if is_language(p) and p.text.casefold() != "english"]

    def _listed_languages(self) -> list[str]:
        return [row.name for row in self.profile.accomplishments.all() if row.kind == "language"]

    @cached_property
    def position(self) -> Phrase | None:
        """Newest position that can be named, such as "your work as a nurse at Ziwani Health"."""
        if not self.reads_goal:
            return None
        phrases = (work.phrase(entry, self.privacy) for entry in self.work[:2])
        return next((p for p in phrases if p), None)

    @cached_property
    def field(self) -> Phrase | None:
        """Profession of the newest position, else of the headline; none that ended long ago."""
        if not self.reads_goal:
            return None
        for entry in self.work[:1]:
            name, basis = profession_in(entry.title), work.basis_of(entry, self.privacy)
            if name and basis and (not ended_long_ago(entry.end_date) or self._is_retired):
                return Phrase(name, (basis,))
        headline = element(self.profile.headline, max_words=12)
        if headline and self.privacy.allows(self.profile.headline):
            name = profession_in(self.profile.headline)
            return Phrase(name, headline.basis) if name else None
        return None

    @property
    def _is_retired(self) -> bool:
        return mentions_any(self.profile.headline, ("retired", "pensioner", "emeritus"))

    @cached_property
    def growth(self) -> list[Growth]:
        """Growth areas that serve the goal, an interest or the work, the weightiest first."""
        named = (growth.named(area) for area in self.growth_areas)
        phrases = [p for p in named if p and all(self.privacy.allows(b) for b in p.basis)]
        served = [Growth(p, s) for p in phrases if (s := self._served_by(p))]
        return [g for g in served if not topics_in(g.phrase.text) or not self.is_closed]

    def _served_by(self, area: Phrase) -> Subject | None:
        stems = growth.telling_stems(area.text)
        topics = {topic.key for topic in topics_in(area.text)}
        for subject in self.subjects:
            text = " ".join([subject.text, *subject.basis])
            if stems & content_stems(text) or topics.intersection(subject.topics):
                return subject
        done = frozenset(stem for clause in self.evidence for stem in clause.stems)
        return self.subjects[0] if stems and stems <= done else None

    # Circumstances

    @cached_property
    def crafts(self) -> tuple[Craft, ...]:
        """Strongest craft of the profile, and a second one close to it."""
        scores = self._craft_scores()
        # Ties go by the order of the enumeration, so that the result is deterministic.
        ranked = sorted(scores, key=lambda craft: (-scores[craft], list(Craft).index(craft)))
        if not ranked or scores[ranked[0]] < _MIN_CRAFT_SCORE:
            return (Craft.FIELD,) if self.field else ()
        best = scores[ranked[0]]
        close = [c for c in ranked[:2] if scores[c] >= best * _SECOND_CRAFT_SHARE]
        return tuple(dict.fromkeys([*close, *([Craft.FIELD] if self.field else [])]))

    def _craft_scores(self) -> Counter[Craft]:
        scores: Counter[Craft] = Counter()
        for text, weight in self._signals():
            for craft, words in CRAFT_WORDS.items():
                scores[craft] += weight if mentions_any(text, words) else 0
        # Roles that are looked for count less than the newest position, which counts 5.
        for number, role in enumerate(self.profile.role_types):
            if role in CRAFT_OF_ROLE:
                scores[CRAFT_OF_ROLE[role]] += 2 if number else 3
        if self.field:
            scores[Craft.FIELD] += 8
        # Unary plus drops crafts without points.
        return +scores

    def _signals(self) -> Iterable[tuple[str, int]]:
        """Texts that show a craft, each with the weight of a hit."""
        newest = (5, 2, 1, 1)
        yield from ((e.title, w) for e, w in zip(self.work, newest, strict=False))
        yield self.profile.headline, 3
        yield self.profile.career_goals, 2
        yield self.profile.seeking, 1
        yield from ((e.field_of_study, 1) for e in self.profile.educations.all())
        yield from ((skill.phrase.text, 1) for skill in self.skills[:10])

    @cached_property
    def years(self) -> float:
        """Years of work, added up; positions side by side count twice."""
        return sum(years_between(entry.start_date, entry.end_date) for entry in self.work)

    @cached_property
    def _titles(self) -> str:
        return "\n".join([self.profile.headline, *(entry.title for entry in self.work[:3])])

    @cached_property
    def level(self) -> Level:
        """Level to write for: titles and years first, then the level that is sought."""
        newest = self.work[0].title if self.work else ""
        sought = set(self.profile.experience_levels)
        if mentions_any(self._titles, _PHD_WORDS) and self.years < _YEARS_OF_SENIOR:
            return Level.MID
        if work.is_senior(newest) or self.years >= _YEARS_OF_SENIOR:
            return Level.SENIOR
        if work.is_beginner(newest) or mentions_any(self.profile.headline, ("student",)):
            return Level.ENTRY
        if sought & {ExperienceLevel.SENIOR, ExperienceLevel.LEAD}:
            return Level.SENIOR
        if self.years >= _YEARS_OF_MID or ExperienceLevel.MID in sought:
            return Level.MID
        return Level.ENTRY

    @cached_property
    def has_workplace(self) -> bool:
        newest = self.work[0] if self.work else None
        text = f"{self.profile.headline}\n{newest.title if newest else ''}"
        return bool(newest and is_current(newest.end_date)) and not mentions_any(
            f"{text}\n{newest.organization if newest else ''}", _WITHOUT_WORKPLACE
        )

    @cached_property
    def hours(self) -> str:
        """Hours a week to ask for, from the stated availability."""
        match = _HOURS.search(self.profile.availability)
        hours = int(match[1]) if match else 4
        if hours <= 3:
            return "one hour a week"
        return "four hours a week" if match and hours >= 10 else "two hours a week"

    @cached_property
    def where(self) -> str:
        # Without remarks, such as "Nairobi (UTC+3)".
        place = element(self.profile.location.split("(")[0].split(",")[0])
        is_named = place and self.privacy.allows(self.profile.location) and place.text.isascii()
        return f"in {place.basis[0].strip()}" if place and is_named else "near you or online"

    @property
    def areas(self) -> tuple[str, ...]:
        """Parts of AI safety work to try, those of the person's crafts first."""
        own = [_AREA_OF_CRAFT[craft] for craft in self.crafts if craft in _AREA_OF_CRAFT]
        return tuple(dict.fromkeys([*own, *_AREAS]))

    @cached_property
    def is_thin(self) -> bool:
        """True if there is next to nothing to write about."""
        return (
            not self.evidence
            and len(self.skills) + len(self.interests) + len(self.work) <= 1
            and not (self.goal and self.goal.wish)
        )

    @cached_property
    def favored(self) -> frozenset[ActionType]:
        commitments = set(self.profile.commitment_types)
        by_sign = {
            ActionType.VOLUNTEER: commitments
            & {CommitmentType.VOLUNTEER, CommitmentType.PART_TIME},
            ActionType.COLLABORATE: self.profile.remote_preference == RemotePreference.REMOTE_ONLY,
            ActionType.DEVELOP_SKILLS: self.level == Level.ENTRY,
        }
        return frozenset(type_ for type_, sign in by_sign.items() if sign)
