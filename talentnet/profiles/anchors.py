"""Anchors into the profile page for quoted elements.

`matching/evidence.py` finds which of these elements a reason names. Both compare stored texts, so
they serve sentences of a model and of the offline scorer alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from rapidfuzz import fuzz

from talentnet.profiles.models import (
    CommitmentType,
    DatedEntry,
    Education,
    ExperienceLevel,
    Profile,
    Project,
    RemotePreference,
    RoleType,
)
from talentnet.text import names, normalized

CLOSE_FROM = 88
"""Least similarity of a basis and a passage, in percent of rapidfuzz's `partial_ratio`."""
SHORTEST_PASSAGE = 12
MOST_COMPARED = 30
"""Passages that are compared letter by letter; a full profile has hundreds."""


@dataclass(frozen=True)
class ProfileAnchor:
    """An element of the profile: what it says, and where it stands on the profile page."""

    phrase: str
    anchor: str
    section: str

    @cached_property
    def normalized(self) -> str:
        return normalized(self.phrase)

    @property
    def url(self) -> str:
        return f"{reverse('profiles:profile')}#{self.anchor}"


@dataclass(frozen=True)
class ProfileAnchors:
    """Everything a profile says: short elements, and passages of prose."""

    elements: list[ProfileAnchor] = field(default_factory=list)
    passages: list[ProfileAnchor] = field(default_factory=list)

    @classmethod
    def of(cls, profile: Profile) -> "ProfileAnchors":
        """Reads the profile's rows: four queries, unless they were prefetched."""
        entries = list(_entries(profile))
        elements = [*_listed(profile), *_preferences(profile)]
        for entry in entries:
            elements += _of_entry(entry)
        elements.append(ProfileAnchor(profile.location.split(",")[0], "basics", "location"))
        passages = [
            *_passage(profile.career_goals, "goals", "career goals"),
            *_passage(profile.seeking, "goals", "what you look for"),
            *_passage(profile.headline, "basics", "headline"),
            *_passage(profile.summary, "basics", "summary"),
            *(
                place
                for entry in entries
                for place in _passage(entry.description, _anchor(entry), str(entry))
            ),
        ]
        # Longest first: "Python testing" rather than "Python".
        known = [place for place in elements if place.normalized.strip()]
        return cls(sorted(known, key=lambda place: -len(place.phrase)), passages)

    def named_in(self, text: str) -> list[ProfileAnchor]:
        """The elements that a text names, each once, none inside a longer one."""
        rest, found = normalized(text), []
        for place in self.elements:
            if place.normalized in rest:
                rest = rest.replace(place.normalized, " | ")
                found.append(place)
        return sorted(found, key=lambda place: text.casefold().find(place.phrase.casefold()))

    def saying(self, phrase: str) -> list[ProfileAnchor]:
        """Anchors of a phrase: the equal element, else the first passage with it, else the elements
        it names."""
        wanted = normalized(phrase)
        exact = [place for place in self.elements if place.normalized == wanted][:1]
        if exact or not wanted.strip():
            return exact
        passages = (place for place in self.passages if wanted in place.normalized)
        return [ProfileAnchor(phrase, place.anchor, place.section) for place in passages][
            :1
        ] or self.named_in(phrase)

    def find(self, text: str) -> ProfileAnchor | None:
        """Anchor of a basis: an element, or part of a passage or nearly so; else None."""
        if named := self.named_in(text):
            return max(named, key=lambda place: len(place.phrase))
        for place in self.passages:
            if names(place.normalized, text):
                return place
        if len(text) < SHORTEST_PASSAGE:
            return None
        close = (place for place in self.passages[:MOST_COMPARED] if _is_close(text, place.phrase))
        return next(close, None)


def _is_close(text: str, passage: str) -> bool:
    return fuzz.partial_ratio(text.casefold(), passage.casefold()) >= CLOSE_FROM


def _entries(profile: Profile) -> Iterator[DatedEntry]:
    yield from profile.work_experiences.all()
    yield from profile.projects.all()
    yield from profile.volunteerings.all()
    yield from profile.educations.all()


def _anchor(entry: DatedEntry) -> str:
    return f"entry-{entry.key}"


def _of_entry(entry: DatedEntry) -> list[ProfileAnchor]:
    phrases = [str(entry)]
    if isinstance(entry, Education):
        phrases += [entry.field_of_study, entry.degree]
    elif isinstance(entry, Project):
        phrases += [entry.name]
    else:
        phrases += [getattr(entry, "title", ""), getattr(entry, "organization", "")]
    return [ProfileAnchor(phrase, _anchor(entry), str(entry)) for phrase in phrases if phrase]


def _listed(profile: Profile) -> list[ProfileAnchor]:
    return [
        *(ProfileAnchor(skill, "skills", "skills") for skill in profile.skills),
        *(ProfileAnchor(topic, "interests", "interests") for topic in profile.ai_safety_interests),
    ]


def _preferences(profile: Profile) -> list[ProfileAnchor]:
    labels = [
        *(RoleType(value).label for value in profile.role_types if value in RoleType),
        *(
            ExperienceLevel(value).label + " level"
            for value in profile.experience_levels
            if value in ExperienceLevel
        ),
        *(CommitmentType(v).label for v in profile.commitment_types if v in CommitmentType),
    ]
    if profile.remote_preference in (RemotePreference.REMOTE_ONLY, RemotePreference.HYBRID):
        labels += ["remote", "remotely"]
    if profile.willing_to_relocate:
        labels.append("relocate")
    return [ProfileAnchor(label, "preferences", "match preferences") for label in labels]


def _passage(text: str, anchor: str, section: str) -> list[ProfileAnchor]:
    return [ProfileAnchor(text, anchor, section)] if text.strip() else []
