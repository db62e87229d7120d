"""Turn a fit into one number from 0 to 1: relevance times hindrance.

The weights were tuned on the tuning part of `benchmarks/judged` and are no finer than it can tell;
see docs/benchmarks.md.
"""

from dataclasses import dataclass
from math import exp

from matching.ranking.fit import Fit
from matching.ranking.reading.candidate import Candidate, ElementKind
from matching.ranking.terms import Terms
from talentnet.profiles.models import RoleType

# Per kind of element: the most it adds, and the scale of its saturation (smaller fills sooner).
FILLS = {
    ElementKind.SKILL: (0.38, 1.3),
    ElementKind.INTEREST: (0.30, 0.9),
    ElementKind.GOAL: (0.16, 1.0),
    ElementKind.WORK: (0.20, 1.5),
}
# A posting without a role type gets a third of a match.
ROLE_ADDS, ROLE_UNKNOWN = 0.15, 0.3
NEARNESS_ADDS = 0.15
"""Bonus for the text with the most similar words, where many are ranked."""

# Weight of an element that is common in postings.
COMMON = 0.4

# Factors for 0 to 3 steps above or below the candidate's level.
UP = (1.0, 0.75, 0.3, 0.12)
DOWN = (1.0, 0.85, 0.45, 0.2)
ATTENDED_BELOW, LEVEL_UNKNOWN = 0.7, 0.9
UNPAID, PAYS_LESS = 0.5, 0.6
ELSEWHERE, SAME_COUNTRY, RELOCATES, TRAVELS = 0.5, 0.92, 0.9, 0.85
NOT_THE_WANTED_PLACE, REMOTE_ELSEWHERE = 0.8, 0.7
# Per strict requirement that is missing, at most two.
LACKS_ONE = 0.45
LACKS_SKILLS, SOME_OF_MANY = 0.65, 2.0
NO_SUBJECT, ONE_SUBJECT = 0.55, 0.9
# A deadline this near leaves little or no time for an application.
TOO_SOON_DAYS, SOON_DAYS = 1.5, 3.0


@dataclass(frozen=True)
class Points:
    relevance: float
    hindrance: float

    @property
    def total(self) -> float:
        return self.relevance * self.hindrance


def points_of(fit: Fit) -> Points:
    by_texts = field_points(fit.candidate, fit.subjects) * _gap_factor(fit)
    by_terms = level_points(fit.steps_up, fit.is_attended) * place_points(fit)
    return Points(
        _relevance(fit) + ROLE_ADDS * role_points(fit),
        by_texts * by_terms * _time_factor(fit) * _pay_factor(fit),
    )


def _relevance(fit: Fit) -> float:
    sums = dict.fromkeys(ElementKind, 0.0)
    best: dict[tuple[ElementKind, object], float] = {}
    for element, met in fit.met:
        # Two elements that met the very same words count once.
        key = (element.kind, met.place[:2])
        strength = met.strength * (COMMON if element.is_common else 1)
        gain = max(0.0, strength - best.get(key, 0.0))
        best[key] = max(best.get(key, 0.0), strength)
        sums[element.kind] += gain
    return sum(most * (1 - exp(-sums[kind] / fill)) for kind, (most, fill) in FILLS.items())


def role_points(terms: Terms) -> float:
    role = terms.opportunity.role_type
    if not (terms.candidate.roles or terms.candidate.profile.role_types):
        return 0.0
    if role in ("", RoleType.OTHER):
        return ROLE_UNKNOWN
    if terms.candidate.profile.role_types:
        preferred = 1.0 if terms.wants_role else 0.0
        # Half for the wish, half for what the profile shows.
        return 0.5 * preferred + 0.5 * terms.candidate.roles.get(role, 0.0)
    return terms.candidate.roles.get(role, 0.0)


def level_points(steps: int | None, is_attended: bool) -> float:
    if steps is None:
        return LEVEL_UNKNOWN
    if steps < 0 and is_attended:
        return ATTENDED_BELOW
    return UP[min(steps, 3)] if steps >= 0 else DOWN[min(-steps, 3)]


def place_points(terms: Terms) -> float:
    suits = terms.suits_place
    if terms.is_attended:
        return 1.0 if suits else TRAVELS
    if suits is False and terms.opportunity.is_remote:
        return NOT_THE_WANTED_PLACE
    if terms.is_remote_elsewhere:
        return RELOCATES if terms.candidate.profile.willing_to_relocate else REMOTE_ELSEWHERE
    is_near = terms.is_nearby or terms.is_sought_place
    if terms.opportunity.is_remote or is_near or suits is None:
        return 1.0
    if terms.is_in_same_country:
        return SAME_COUNTRY
    return RELOCATES if suits else ELSEWHERE


def _gap_factor(fit: Fit) -> float:
    factor: float = LACKS_ONE ** min(len(fit.lacks), 2)
    skills = fit.asked_skills
    if skills:
        shown = sum(strength for _, strength in skills)
        # Two thirds of a short list are enough, and a few of a very long one.
        enough = min(1.0, max(1.5 * shown / len(skills), 1 - exp(-shown / SOME_OF_MANY)))
        factor *= LACKS_SKILLS + (1 - LACKS_SKILLS) * enough
    return factor


def field_points(candidate: Candidate, subjects: int) -> float:
    """Points for being about AI safety, for candidates who care about that."""
    if not candidate.profile.ai_safety_interests:
        return 1.0
    return (NO_SUBJECT, ONE_SUBJECT, 1.0)[min(subjects, 2)]


def _time_factor(terms: Terms) -> float:
    days = terms.days_left
    if days is None or days > SOON_DAYS:
        return 1.0
    return 0.8 if days < TOO_SOON_DAYS else 0.92


def _pay_factor(terms: Terms) -> float:
    if terms.is_attended:
        return 1.0
    if terms.is_unpaid:
        return UNPAID
    return 1.0 if terms.offer_below_minimum is None else PAYS_LESS
