"""Compare one profile with one opportunity: what they share, what is missing, what rules it out.

Every judgment names its evidence: elements of the profile and the posting's own words.
"""

from dataclasses import dataclass
from functools import cached_property

from matching.ranking.reading.candidate import Candidate, ElementKind, ProfileElement
from matching.ranking.reading.demands import Demand
from matching.ranking.reading.posting import Met, Posting, read_posting
from matching.ranking.terms import Terms
from talentnet.opportunities.models import Opportunity
from talentnet.text import names, normalized

__all__ = ["Candidate", "Fit", "FitReason", "compare"]

# From this strength a phrase counts as stated. A related phrase alone stays below it.
SAID = 0.5


@dataclass(frozen=True)
class FitReason:
    """An element of the profile that met words of the posting."""

    element: ProfileElement
    met: Met
    words: str
    """The posting's exact words."""

    @property
    def is_said(self) -> bool:
        return self.met.strength >= SAID


@dataclass(frozen=True)
class Fit(Terms):
    """Terms plus what reading the posting's text adds."""

    @cached_property
    def posting(self) -> Posting:
        return posting_of(self.opportunity)

    # Common ground

    @cached_property
    def met(self) -> list[tuple[ProfileElement, Met]]:
        met = self.posting.meet(self.candidate.phrase_index)
        elements = self.candidate.elements
        return [(elements[number], met[number]) for number in sorted(met)]

    @cached_property
    def reasons(self) -> list[FitReason]:
        """Shared elements, the strongest first."""
        found = sorted(self.met, key=lambda one: -one[1].strength)
        return [FitReason(element, met, self.posting.words_at(met.place)) for element, met in found]

    @property
    def matched_skills(self) -> list[str]:
        """Skills of the profile that the posting names, in the profile's words."""
        skills = [met for met in self.met if met[0].kind == ElementKind.SKILL]
        return [element.phrase for element, met in skills if met.strength >= SAID]

    @cached_property
    def asked_skills(self) -> list[tuple[str, float]]:
        """Skills of the posting, with the strength from 0 to 1 that the profile shows."""
        return [(skill, self.candidate.shows(skill)) for skill in self.posting.skills]

    @property
    def missing_skills(self) -> list[str]:
        """Skills of the posting that the profile doesn't show, in the posting's words."""
        return [skill for skill, shown in self.asked_skills if shown < SAID]

    # Level, gaps, field

    @property
    def level(self) -> int | None:
        return self.posting.level

    @cached_property
    def lacks(self) -> list[str]:
        """Strict requirements that the candidate doesn't meet."""
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
        """True if an essential is missing: a strict requirement, a level, a skill in the title, or
        half of the listed skills."""
        missing = self.missing_skills
        title = normalized(self.opportunity.title)
        return bool(
            self.lacks
            or (self.steps_up or 0) > 0
            or any(names(title, skill) for skill in missing)
            # Half of the listed skills missing means that the main part is missing.
            or (missing and len(missing) * 2 >= len(self.asked_skills))
        )

    @cached_property
    def subjects(self) -> int:
        """Number of AI safety subjects in the posting and the organization's name."""
        return self.posting.subjects + self.subjects_of_name


def compare(candidate: Candidate, opportunity: Opportunity) -> Fit:
    return Fit(candidate, opportunity)


def posting_of(opportunity: Opportunity) -> Posting:
    return read_posting(
        opportunity.title,
        tuple(opportunity.skills),
        opportunity.requirements,
        opportunity.description,
        opportunity.experience_level,
    )
