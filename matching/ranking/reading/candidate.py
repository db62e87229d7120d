"""A profile prepared for comparison with many postings.

Reads skills, interests, goals, work, projects, volunteering, education and accomplishments, but
never name, pronouns, nationality, work authorization or links. Prose may still mention a name or a
nationality, so words that could be part of a name don't count.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from statistics import fmean
from typing import NamedTuple

from django.utils import timezone

from matching.ranking.reading.levels import LEVELS, is_beginner, level_of_title, years_of
from matching.ranking.reading.neutral import (
    concepts_in,
    neutral_stems,
    neutral_titles_in,
    without_name,
)
from matching.ranking.reading.posting import PhraseIndex
from matching.ranking.reading.roles import role_shares
from matching.ranking.reading.skills import listed_in, parts_of
from matching.ranking.reading.thesaurus import TermReading, common_concepts, thesaurus
from matching.ranking.reading.words import says_something
from talentnet.opportunities.normalizing.places import GeoPlace, places_of
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.stems import stems_of, words_of
from talentnet.text import normalized

# Bounds the time per posting for very long profiles.
MAX_ELEMENTS = 150
MAX_PER_KIND = 60


class ElementKind(StrEnum):
    SKILL = "skill"
    INTEREST = "interest"
    GOAL = "goal"
    WORK = "work"


class ProfileElement(NamedTuple):
    """Phrase of the profile, in its own words, with its synonyms and related phrases."""

    phrase: str
    kind: ElementKind
    readings: tuple[TermReading, ...]
    is_common: bool = False
    """True for a term so common in postings that it says little."""


@dataclass(frozen=True)
class Candidate:
    profile: Profile
    work: tuple[WorkExperience, ...]
    projects: tuple[Project, ...]
    volunteering: tuple[Volunteering, ...]
    education: tuple[Education, ...]
    accomplishments: tuple[Accomplishment, ...]

    @classmethod
    def of(cls, profile: Profile) -> "Candidate":
        """Read the profile's entries: five queries, unless prefetched."""
        return cls(
            profile,
            tuple(profile.work_experiences.all()),
            tuple(profile.projects.all()),
            tuple(profile.volunteerings.all()),
            tuple(profile.educations.all()),
            tuple(profile.accomplishments.all()),
        )

    @cached_property
    def elements(self) -> list[ProfileElement]:
        """Elements without duplicates, each in its first wording and kind."""
        terms = thesaurus()
        seen: dict[object, ProfileElement] = {}
        for kind, phrase in self._phrases():
            concept = terms.concept_of(phrase)
            key = tuple(stems_of(phrase)) if concept is None else concept
            # "Go" and "R" are stop words in prose, but skills in a list.
            says = kind == ElementKind.SKILL or any(map(says_something, words_of(phrase)))
            if key != () and key not in seen and says:
                is_common = concept in common_concepts()
                seen[key] = ProfileElement(phrase, kind, terms.readings(phrase), is_common)
        return list(seen.values())[:MAX_ELEMENTS]

    @cached_property
    def readings(self) -> list[tuple[TermReading, ...]]:
        """Phrases to look for in postings, per element."""
        return [tuple(_readings_to_find(element)) for element in self.elements]

    @cached_property
    def phrase_index(self) -> PhraseIndex:
        return PhraseIndex(self.readings)

    def _phrases(self) -> Iterator[tuple[ElementKind, str]]:
        profile = self.profile
        skills = profile.skills[:MAX_PER_KIND]
        yield from ((ElementKind.SKILL, part) for skill in skills for part in listed_in(skill))
        yield from (
            (ElementKind.SKILL, entry.name)
            for entry in self.accomplishments
            if entry.kind in (Accomplishment.Kind.LANGUAGE, Accomplishment.Kind.CERTIFICATE)
        )
        topics = profile.ai_safety_interests[:MAX_PER_KIND]
        yield from ((ElementKind.INTEREST, topic) for topic in topics)
        yield from ((ElementKind.GOAL, phrase) for phrase in concepts_in(self.goals))
        yield from ((ElementKind.GOAL, title) for title in neutral_titles_in(self.goals))
        for text in (*self.titles, *self.background):
            yield from ((ElementKind.WORK, phrase) for phrase in concepts_in([text]))
        yield from ((ElementKind.WORK, entry.field_of_study) for entry in self.education)

    @cached_property
    def headline(self) -> str:
        return self._without_name([self.profile.headline])[0]

    @cached_property
    def goals(self) -> list[str]:
        return self._without_name([self.profile.career_goals, self.profile.seeking])

    @cached_property
    def titles(self) -> list[str]:
        """Titles of entries and fields of study, where capitals don't indicate names."""
        return self._without_name(
            [
                *(entry.title for entry in self.work),
                *(entry.title for entry in self.projects),
                *(entry.title for entry in self.volunteering),
                *(entry.field_of_study for entry in self.education),
                *(entry.name for entry in self._written),
            ]
        )

    @cached_property
    def background(self) -> list[str]:
        entries = (*self.work, *self.projects, *self.volunteering, *self.education, *self._written)
        return [
            self.headline,
            *self._without_name([self.profile.summary, *(entry.description for entry in entries)]),
            *self._without_name([entry.degree for entry in self.education]),
        ]

    def _without_name(self, texts: list[str]) -> list[str]:
        return without_name(texts, self.profile.name)

    @property
    def _written(self) -> list[Accomplishment]:
        return [a for a in self.accomplishments if a.kind != Accomplishment.Kind.LANGUAGE]

    @cached_property
    def words(self) -> dict[str, float]:
        """Stems with their weights: the query of the text comparison."""
        weights: dict[str, float] = {}
        for element in self.elements:
            weight = _WEIGHTS[element.kind]
            for reading in element.readings:
                for stemmed in reading.stems:
                    if says_something(stemmed):
                        weights[stemmed] = max(weights.get(stemmed, 0), weight * reading.strength)
        weighted = (
            *((neutral_stems(text), 0.5) for text in (*self.goals, self.headline)),
            *((neutral_stems(text, is_title=True), 0.5) for text in self.titles),
            *((neutral_stems(text), 0.25) for text in self.background),
        )
        for stems, weight in weighted:
            for stemmed in filter(says_something, stems):
                weights[stemmed] = max(weights.get(stemmed, 0), weight)
        return weights

    @cached_property
    def shown(self) -> str:
        """Stems of the whole profile, each between spaces."""
        listed = [element.phrase for element in self.elements if element.kind == ElementKind.SKILL]
        topics = self.profile.ai_safety_interests[:MAX_PER_KIND]
        stems = [" ".join(stems_of(phrase)) for phrase in (*listed, *topics)]
        titles = [" ".join(neutral_stems(text, is_title=True)) for text in self.titles]
        prose = [" ".join(neutral_stems(text)) for text in (*self.goals, *self.background)]
        return f" {' | '.join([*stems, *titles, *prose])} "

    def shows(self, phrase: str) -> float:
        """Strength from 0 to 1 with which the profile shows a phrase or a synonym."""
        cache = self._shown_strengths
        if phrase not in cache:
            whole = self._strength_of(thesaurus().readings(phrase))
            parts = [self._strength_of(thesaurus().readings(part)) for part in parts_of(phrase)]
            # "A or B" needs one of them; "A, B" needs all, so parts count on average.
            of_parts = max(parts, default=0.0) if " or " in phrase else fmean(parts or [0.0])
            cache[phrase] = max(whole, of_parts)
        return cache[phrase]

    @cached_property
    def _shown_strengths(self) -> dict[str, float]:
        return {}

    def _strength_of(self, readings: Iterable[TermReading]) -> float:
        strengths = (r.strength for r in readings if f" {' '.join(r.stems)} " in self.shown)
        return max(strengths, default=0.0)

    @cached_property
    def roles(self) -> dict[str, float]:
        """Share of each role type in the profile's words; the strongest has 1."""
        listed = [*self.profile.skills, *self.profile.ai_safety_interests]
        return role_shares(
            [
                (3, [self.headline, *self.titles]),
                (2, self.goals),
                (1, [*listed, *self.titles, *self.background]),
            ]
        )

    @cached_property
    def level(self) -> int | None:
        """Level from 0 (entry) to 3 (lead) by years of work and titles; None if unknown."""
        years = years_of([(entry.start_date, entry.end_date) for entry in self.work])
        if not self.work:
            return 0 if self.education else None
        # A headline like "Intern at …" describes the present.
        first, _, _ = self.profile.headline.strip().partition(" ")
        now = [first, *(e.title for e in self.work if not e.end_date)]
        if any(map(is_beginner, now)):
            return 0  # whatever they did for years before
        titled = [level for e in self.work if (level := level_of_title(e.title)) is not None]
        # Under two years is entry level, under five mid level.
        by_years = 0 if years < 2 else 1 if years < 5 else 2
        # A title counts for at most one level more than the years: "CEO" of a one-year start-up.
        return max([by_years, *(level for level in titled if level <= by_years + 1)])

    @cached_property
    def places(self) -> tuple[GeoPlace, ...]:
        return places_of(self.profile.location)

    @cached_property
    def sought_places(self) -> list[str]:
        """Clauses of the "looking for" text, without those that rule something out."""
        clauses = _CLAUSE_END.split(self.profile.seeking)
        return [clause for clause in clauses if not _RULES_OUT.search(normalized(clause))]

    @cached_property
    def wanted_levels(self) -> list[int]:
        return [LEVELS[level] for level in self.profile.experience_levels if level in LEVELS]

    def steps_to(self, level: int | None, *, is_new_kind_of_work: bool) -> int | None:
        """Steps from the candidate's level to a posting's, positive if it asks for more.

        None if unknown. In a new kind of work, up to two levels below their own suit people.
        """
        preferred, own = self.wanted_levels, self.level
        if level is None:
            return None
        if preferred:
            return min((level - preferred_level for preferred_level in preferred), key=abs)
        if own is None:
            return None
        lowest = max(0, own - 2) if is_new_kind_of_work else own
        return min(level - lowest, 0) if level < lowest else max(level - own, 0)

    @cached_property
    def past_roles(self) -> dict[str, float]:
        """Share of each role type in the titles of past work."""
        return role_shares([(1, [entry.title for entry in self.work])])

    @cached_property
    def has_doctorate(self) -> bool:
        return any(
            _DOCTORATE.search(entry.degree) and entry.end_date and not _is_future(entry.end_date)
            for entry in self.education
        )

    @cached_property
    def is_student(self) -> bool:
        return any(
            entry.start_date and (not entry.end_date or _is_future(entry.end_date))
            for entry in self.education
        )


_CLAUSE_END = re.compile(r"[.;,:()\n]")
_RULES_OUT = re.compile(r" (?:not|no|never|nor|except|but|outside|beyond|leave|leaving|avoid) ")
_DOCTORATE = re.compile(r"\b(?:ph\.?\s?d|d\.?\s?phil|doctorate|doctoral|doctor)\b", re.IGNORECASE)
# Weight of an element's words in the text comparison, by kind.
_WEIGHTS = {
    ElementKind.SKILL: 1.0,
    ElementKind.INTEREST: 1.0,
    ElementKind.GOAL: 0.8,
    ElementKind.WORK: 0.5,
}


def _is_future(date: str) -> bool:
    """True if a date (YYYY, YYYY-MM or YYYY-MM-DD) is in the future."""
    return date > timezone.now().date().isoformat()[: len(date)]


def _readings_to_find(element: ProfileElement) -> Iterable[TermReading]:
    """Readings to look for. Nearby concepts don't count for past work."""
    if element.kind == ElementKind.WORK:
        return (reading for reading in element.readings if reading.strength == 1)
    return element.readings
