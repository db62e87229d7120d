"""What one profile and one opportunity have in common, what stands between them, and how well the
one suits the other by that.

Every judgment here names what it rests on: elements of the profile, and the posting's own words.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from matching.models import Opportunity
from matching.reading.candidate import Candidate, Element, Kind
from matching.reading.demands import Demand
from matching.reading.posting import Met, Posting, read_posting
from matching.reading.thesaurus import field_concepts_in
from matching.reading.words import stems_of
from matching.sources.normalizing.places import places_of
from matching.sources.normalizing.salaries import salary_of
from talentnet.profiles.models import CommitmentType, RemotePreference, RoleType
from talentnet.text import names, normalized

__all__ = ["Candidate", "Fit", "Reason", "fit"]

# A phrase met at this strength is said, and not only hinted at by one near it.
SAID = 0.5


_UNPAID = re.compile(
    r"\b(?:unpaid|volunteers?|equity only)\b|^\W*0\s*(?:\+|$)", re.IGNORECASE | re.MULTILINE
)


_AMOUNT = re.compile(r"[1-9]")
_OR_MORE = re.compile(r"\b(?:from|least|min|minimum|starting|over|above|more)\b|\+", re.IGNORECASE)


@dataclass(frozen=True)
class Reason:
    """An element of the profile that met words of the posting."""

    element: Element
    met: Met
    words: str
    """The posting's words, as they stand there."""

    @property
    def is_said(self) -> bool:
        return self.met.strength >= SAID


@dataclass(frozen=True)
class Fit:
    candidate: Candidate
    opportunity: Opportunity

    @cached_property
    def posting(self) -> Posting:
        return posting_of(self.opportunity)

    # What is in common

    @cached_property
    def met(self) -> list[tuple[Element, Met]]:
        met = self.posting.meet(self.candidate.wanted)
        elements = self.candidate.elements
        return [(elements[number], met[number]) for number in sorted(met)]

    @cached_property
    def reasons(self) -> list[Reason]:
        """The strongest first."""
        found = sorted(self.met, key=lambda one: -one[1].strength)
        return [Reason(element, met, self.posting.words_at(met.place)) for element, met in found]

    @property
    def matched_skills(self) -> list[str]:
        """Skills of the profile that the posting names, in the profile's words."""
        skills = [met for met in self.met if met[0].kind == Kind.SKILL]
        return [element.phrase for element, met in skills if met.strength >= SAID]

    @cached_property
    def asked(self) -> list[tuple[str, float]]:
        """The posting's skills, and how strongly the profile shows each of them."""
        return [(skill, self.candidate.shows(skill)) for skill in self.posting.skills]

    @property
    def missing_skills(self) -> list[str]:
        """Skills of the posting that nothing in the profile says, in the posting's words."""
        return [skill for skill, shown in self.asked if shown < SAID]

    # Kind of work, level, place, time

    @property
    def wants_role(self) -> bool:
        """Whether its kind of work is among those the candidate looks for."""
        return self.opportunity.role_type in self.candidate.profile.role_types

    @property
    def shows_role(self) -> bool:
        """Whether the profile's own words show this kind of work."""
        return self.opportunity.role_type in self.candidate.roles

    @cached_property
    def is_nearby(self) -> bool:
        own, theirs = self.candidate.places, places_of(self.opportunity.location)
        if own and not any(place.city for place in own):
            return False  # a country is no place where one is
        if own and any(place.city for place in theirs):
            return any(one.is_same_city(other) for one in own for other in theirs)
        return names(self._location, self.candidate.profile.location.split(",")[0])

    @cached_property
    def is_in_same_country(self) -> bool:
        own, theirs = self.candidate.places, places_of(self.opportunity.location)
        countries = {place.country for place in own} & {place.country for place in theirs}
        return bool(countries - {""})

    @cached_property
    def is_sought_place(self) -> bool:
        """Whether what the candidate writes of what they seek names its city."""
        cities = {place.city for place in places_of(self.opportunity.location)} - {""}
        return any(
            re.search(rf"(?<!\w){re.escape(city)}(?!\w)", clause)
            for city in cities
            for clause in self.candidate.sought_places
        )

    @cached_property
    def suits_place(self) -> bool | None:
        """None where one of the two does not say."""
        profile = self.candidate.profile
        if self.opportunity.is_remote:
            return profile.remote_preference != RemotePreference.ON_SITE
        if not (profile.location and self._location.strip()) or " remote " in self._location:
            return None
        if self.is_nearby or self.is_sought_place:
            return True
        # Nobody relocates for an event, and many travel to one.
        return None if self.is_attended else profile.willing_to_relocate

    @cached_property
    def _location(self) -> str:
        return normalized(self.opportunity.location)

    @cached_property
    def steps_up(self) -> int | None:
        """Steps from the candidate's level to the posting's: above 0 asks for more than there is,
        below 0 for less; None where it is not known. In a kind of work that is new to them, people
        may begin lower."""
        wanted = self.candidate.wanted_levels
        level, own = self.posting.level, self.candidate.level
        if self.is_attended and level is None:
            return 0
        if level is None or (own is None and not wanted):
            return None
        if wanted:
            return min((level - one for one in wanted), key=abs)
        if own is None:
            return None
        lowest = max(0, own - 2) if self._is_new_kind_of_work else own
        return min(level - lowest, 0) if level < lowest else max(level - own, 0)

    @property
    def _is_new_kind_of_work(self) -> bool:
        role = self.opportunity.role_type
        return role not in ("", RoleType.OTHER) and self.candidate.past_roles.get(role, 0) < 0.5

    @cached_property
    def lacks(self) -> list[str]:
        """What the requirements shut people out without, and the candidate does not have."""
        who = self.candidate
        meets = {
            Demand.DOCTORATE: who.has_doctorate,
            Demand.NO_DOCTORATE: not who.has_doctorate,
            Demand.STUDENT: who.is_student,
            Demand.LAW_DEGREE: who.shows("law") == 1,
        }
        return sorted(demand for demand in self.posting.demands if not meets[demand])

    @property
    def lacks_core(self) -> bool:
        """Whether something is missing that the posting is built on: what shuts people out, a
        level, a skill named in the title, or half of the skills it lists."""
        missing = self.missing_skills
        title = normalized(self.opportunity.title)
        return bool(
            self.lacks
            or (self.steps_up or 0) > 0
            or any(names(title, skill) for skill in missing)
            or (missing and len(missing) * 2 >= len(self.asked))
        )

    @property
    def is_attended(self) -> bool:
        """An event to go to, other than a fellowship, which one moves and is chosen for."""
        is_fellowship = self.opportunity.event_type == Opportunity.EventType.FELLOWSHIP
        return self.opportunity.kind == Opportunity.Kind.EVENT and not is_fellowship

    @cached_property
    def subjects(self) -> int:
        """How many of the subjects of AI safety the posting and the organization's name show."""
        by_name = set(field_concepts_in(stems_of(self.opportunity.organization)))
        return self.posting.subjects + len(by_name)

    @property
    def is_unpaid(self) -> bool:
        """Whether it says so, to somebody who does not look for voluntary work."""
        salary = self.opportunity.salary_range
        says_so = bool(_UNPAID.search(salary)) or (
            bool(_UNPAID.search(self.opportunity.title)) and not _AMOUNT.search(salary)
        )
        return says_so and CommitmentType.VOLUNTEER not in self.candidate.profile.commitment_types

    @cached_property
    def offer_below_minimum(self) -> int | None:
        """US dollars a year at most, where that is less than the candidate's minimum."""
        least = self.candidate.profile.minimum_salary_usd
        if not least or not self.opportunity.salary_range:
            return None
        countries = {place.country for place in places_of(self.opportunity.location)}
        country = countries.pop() if len(countries) == 1 else ""
        salary = salary_of(self.opportunity.salary_range, country)
        is_open = salary.maximum is None and _OR_MORE.search(self.opportunity.salary_range)
        offered = None if is_open else salary.usd_a_year
        return offered if offered is not None and offered < least else None

    @property
    def days_left(self) -> float | None:
        return _days_until(self.opportunity.deadline)


def fit(candidate: Candidate, opportunity: Opportunity) -> Fit:
    return Fit(candidate, opportunity)


def posting_of(opportunity: Opportunity) -> Posting:
    return read_posting(
        opportunity.title,
        tuple(opportunity.skills),
        opportunity.requirements,
        opportunity.description,
        opportunity.experience_level,
    )


def _days_until(moment: dt.datetime | None) -> float | None:
    return None if moment is None else (moment - timezone.now()).total_seconds() / 86_400
