"""Anchors into the profile page, for reasons that quote something from the profile.

`matching/evidence.py` finds which of these elements a reason names. Both compare stored texts, so
they serve sentences of the AI model and of the offline scorer alike.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

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
from talentnet.profiles.verifying import field_supporting
from talentnet.profiles.written import WrittenProfile
from talentnet.text import normalized


@dataclass(frozen=True)
class ProfileAnchor:
    """Text in the profile, with its section and its anchor on the profile page."""

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
    """All anchors of a profile: short elements, and passages of prose."""

    elements: list[ProfileAnchor] = field(default_factory=list)
    passages: list[ProfileAnchor] = field(default_factory=list)
    written: WrittenProfile | None = field(default=None, compare=False)

    @classmethod
    def of(cls, profile: Profile) -> "ProfileAnchors":
        """Collect all anchors; runs four queries unless the rows are prefetched."""
        written = WrittenProfile(profile)
        entries = [entry for entries in written.rows.values() for entry in entries]
        elements = [*_listed(profile), *_preferences(profile)]
        for entry in entries:
            elements += _entry_elements(entry)
        # The city alone: "Lisbon, Portugal" is seldom quoted in full.
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
        # Longest first, so that "Python testing" wins over "Python".
        named = [place for place in elements if place.normalized.strip()]
        in_order = sorted(named, key=lambda place: -len(place.phrase))
        return cls(in_order, passages, written)

    def named_in(self, text: str) -> list[ProfileAnchor]:
        """Return the elements that a text names, in its order, none inside a longer one."""
        rest, hits = normalized(text), []
        for place in self.elements:
            if place.normalized in rest:
                # The mark keeps the words before and after it from forming a phrase.
                rest = rest.replace(place.normalized, " | ")
                hits.append(place)
        return sorted(hits, key=lambda place: text.casefold().find(place.phrase.casefold()))

    def saying(self, phrase: str) -> list[ProfileAnchor]:
        """Return the element equal to a phrase, else the first passage that contains it, else the
        elements that it names."""
        words = normalized(phrase)
        exact = [place for place in self.elements if place.normalized == words][:1]
        if exact or not words.strip():
            return exact
        passages = (place for place in self.passages if words in place.normalized)
        return [ProfileAnchor(phrase, place.anchor, place.section) for place in passages][
            :1
        ] or self.named_in(phrase)

    def find(self, text: str) -> ProfileAnchor | None:
        """Return the field that verifies an element of a profile, by the rule of `verifying`."""
        if self.written is None:
            return None
        # Accomplishments are read only if nothing else verifies it, which saves most pages a query.
        place = field_supporting(text, self.written.main_fields) or field_supporting(
            text, self.written.accomplishment_fields
        )
        return ProfileAnchor(text, place.anchor, place.section) if place else None


# The id of its element in `profile.html`.
def _anchor(entry: DatedEntry) -> str:
    return f"entry-{entry.key}"


def _entry_elements(entry: DatedEntry) -> list[ProfileAnchor]:
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
