"""Terms of an opportunity from a candidate's view: role, level, place, pay and time.

Reads no long text, so a level stated only in the requirements is left to `matching.ranking.fit`.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils import timezone

from matching.ranking.reading.candidate import Candidate
from matching.ranking.reading.levels import level_of_posting
from matching.ranking.reading.thesaurus import field_concepts_in
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.normalizing.places import places_of
from talentnet.opportunities.normalizing.regions import remote_from
from talentnet.opportunities.normalizing.salaries import salary_of
from talentnet.profiles.models import CommitmentType, RemotePreference, RoleType
from talentnet.stems import stems_of
from talentnet.text import names, normalized

# Also a salary of "0", alone on its line.
_UNPAID = re.compile(
    r"\b(?:unpaid|volunteers?|equity only)\b|^[^\w\n]*0\s*(?:\+|$)", re.IGNORECASE | re.MULTILINE
)
# A volunteer coordinator with a salary is paid.
_AMOUNT = re.compile(r"[1-9]")
# "From $50,000" has no upper limit, so it may still meet the minimum.
_OR_MORE = re.compile(r"\b(?:from|least|min|minimum|starting|over|above|more)\b|\+", re.IGNORECASE)
# Most postings share a few locations, so this cache is often hit.
_normalized_location = lru_cache(maxsize=4096)(normalized)


@dataclass(frozen=True)
class Terms:
    """Terms of one opportunity, or of a row of its columns, for one candidate."""

    candidate: Candidate
    opportunity: Opportunity

    @property
    def is_attended(self) -> bool:
        """True for events other than fellowships, which are more like jobs."""
        is_fellowship = self.opportunity.event_type == Opportunity.EventType.FELLOWSHIP
        return self.opportunity.kind == Opportunity.Kind.EVENT and not is_fellowship

    # Field, kind of work, level

    @cached_property
    def subjects_of_name(self) -> int:
        """Number of AI safety subjects in the organization's name."""
        return len(set(field_concepts_in(stems_of(self.opportunity.organization))))

    @property
    def wants_role(self) -> bool:
        """True if the candidate looks for this role type."""
        return self.opportunity.role_type in self.candidate.profile.role_types

    @property
    def shows_role(self) -> bool:
        """True if the profile's own words show this role type."""
        return self.opportunity.role_type in self.candidate.roles

    @property
    def level(self) -> int | None:
        """Level from 0 (entry) to 3 (lead), as stated or by the title."""
        stated, title = self.opportunity.experience_level, self.opportunity.title
        return level_of_posting(stated, title, requirements="")

    @cached_property
    def steps_up(self) -> int | None:
        """Steps from the candidate's level up to this one; events without a level suit everyone."""
        if self.is_attended and self.level is None:
            return 0
        role = self.opportunity.role_type
        is_known = role not in ("", RoleType.OTHER)
        # Less than half as strong as the strongest role of past work.
        is_new = is_known and self.candidate.past_roles.get(role, 0) < 0.5
        return self.candidate.steps_to(self.level, is_new_kind_of_work=is_new)

    # Place

    @cached_property
    def is_nearby(self) -> bool:
        own, theirs = self.candidate.places, places_of(self.opportunity.location)
        if own and not any(place.city for place in own):
            return False  # a country alone is not nearby
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
        """True if the candidate's "looking for" text names the city."""
        cities = {place.city for place in places_of(self.opportunity.location)} - {""}
        return any(
            whole_word(city).search(clause)
            for city in cities
            for clause in self.candidate.sought_places
        )

    @cached_property
    def is_remote_elsewhere(self) -> bool:
        """True for remote work limited to countries other than the candidate's."""
        own = {place.country for place in self.candidate.places}
        theirs = remote_from(self.opportunity.location) if self.opportunity.is_remote else set()
        return bool(theirs and own and "" not in own and not own & theirs)

    @cached_property
    def suits_place(self) -> bool | None:
        """True if the place suits; None if one side doesn't say."""
        profile = self.candidate.profile
        if self.opportunity.is_remote:
            if profile.remote_preference == RemotePreference.ON_SITE:
                return False
            return None if self.is_remote_elsewhere else True
        if not (profile.location and self._location.strip()) or " remote " in self._location:
            return None
        if self.is_nearby or self.is_sought_place:
            return True
        # People travel to an event instead of relocating.
        return None if self.is_attended else profile.willing_to_relocate

    @cached_property
    def _location(self) -> str:
        return _normalized_location(self.opportunity.location)

    # Pay and time

    @property
    def is_unpaid(self) -> bool:
        """True for unpaid work, unless the candidate looks for volunteering."""
        salary = self.opportunity.salary_range
        says_so = bool(_UNPAID.search(salary)) or (
            bool(_UNPAID.search(self.opportunity.title)) and not _AMOUNT.search(salary)
        )
        return says_so and CommitmentType.VOLUNTEER not in self.candidate.profile.commitment_types

    @cached_property
    def offer_below_minimum(self) -> int | None:
        """Highest offer in US dollars a year, if below the candidate's minimum; else None."""
        least = self.candidate.profile.minimum_salary_usd
        if not least or not self.opportunity.salary_range:
            return None
        countries = {place.country for place in places_of(self.opportunity.location)}
        # The country decides on the currency of "$"; two countries leave it open.
        country = countries.pop() if len(countries) == 1 else ""
        salary = salary_of(self.opportunity.salary_range, country)
        is_open = salary.maximum is None and _OR_MORE.search(self.opportunity.salary_range)
        offered = None if is_open else salary.usd_a_year
        return offered if offered is not None and offered < least else None

    @property
    def days_left(self) -> float | None:
        return _days_until(self.opportunity.deadline)


def whole_word(city: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(city)}(?!\w)")


def _days_until(moment: dt.datetime | None) -> float | None:
    return None if moment is None else (moment - timezone.now()).total_seconds() / 86_400
