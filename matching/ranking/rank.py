"""Rank open opportunities for a profile, without a model or network.

A funnel of four steps, each more thorough and for fewer opportunities:

1. compare the words of everything that passes the hard filters (`texts`, `nearest`);
2. check the nearest for each element of the profile (`sieve`);
3. weigh the likeliest by their terms, such as level and place (`terms`);
4. read the best concept by concept (`fit`, `points`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from matching.hard_filters import eligible_opportunities
from matching.ranking.fit import Fit, fit
from matching.ranking.points import (
    NEARNESS_ADDS,
    field_points,
    level_points,
    place_points,
    points_of,
    role_points,
)
from matching.ranking.reading.candidate import Candidate
from matching.ranking.terms import Terms
from talentnet.opportunities.models import Opportunity, OpportunityQuerySet
from talentnet.profiles.models import Profile

if TYPE_CHECKING:
    from matching.ranking.nearest import FirstLook

# How many are checked, weighed and read per result; measured by benchmarks/ranking_recall.py.
LOOKED_AT, WEIGHED, READ = 30.0, 4.0, 1.6
ROLE_ADDS_UNREAD = 0.07
"""Less than ROLE_ADDS in `points`, since the other parts are only estimates here."""

# Columns for weighing and reading. Unused dates are left out, as parsing them takes time.
COLUMNS = (
    "id",
    "text_digest",
    "kind",
    "event_type",
    "title",
    "organization",
    "role_type",
    "experience_level",
    "location",
    "is_remote",
    "skills",
    "requirements",
    "description",
    "salary_range",
    "deadline",
)

type Row = Any
"""Named tuple of `COLUMNS`, used like an Opportunity. Creating a hundred model instances would take
as long as the rest of the weighing."""


@dataclass(frozen=True)
class Ranking:
    considered: int
    """Number of opportunities after the hard filters."""
    best: list[int]
    """Opportunity ids, the best first."""


def rank(profile: Profile, *, limit: int) -> Ranking:
    """Rank everything that passes the hard filters; ties are ordered by id."""
    from matching.ranking.nearest import nearest  # brings NumPy, which a web process never needs

    candidate = Candidate.of(profile)
    left = eligible_opportunities(profile)
    looked_at, kept = int(LOOKED_AT * limit), int(WEIGHED * limit)
    found = nearest(candidate, left, looked_at=looked_at, kept=kept)
    likeliest = weighed(candidate, left, found.looks)[: int(READ * limit)]
    return Ranking(found.considered, in_order(candidate, likeliest, found.looks)[:limit])


def weighed(
    candidate: Candidate, left: OpportunityQuerySet, looks: "dict[str, FirstLook]"
) -> list[Row]:
    """Eligible rows with these texts, the most promising by terms first."""
    # EXISTS checks only these rows; with a plain filter SQLite scans all eligible ones again.
    is_left = Exists(left.filter(pk=OuterRef("pk")))
    with_text = Opportunity.objects.filter(text_digest__in=list(looks))
    rows = with_text.filter(is_left).values_list(*COLUMNS, named=True)
    worth = {one.id: _likely_worth(candidate, one, looks[one.text_digest]) for one in rows}
    return sorted(rows, key=lambda one: (-worth[one.id], one.id))


def in_order(candidate: Candidate, rows: list[Row], looks: "dict[str, FirstLook]") -> list[int]:
    """Read the postings and return their ids, the best first."""
    worth = {one.id: _worth(fit(candidate, one), looks[one.text_digest]) for one in rows}
    return sorted(worth, key=lambda pk: (-worth[pk], pk))


@dataclass(frozen=True)
class _Unread(Terms):
    """Terms with the level from the first look, before the text is read."""

    look: "FirstLook"

    @property
    def level(self) -> int | None:
        said = super().level
        return self.look.level if said is None else said


def _likely_worth(candidate: Candidate, opportunity: Row, look: "FirstLook") -> float:
    terms = _Unread(candidate, opportunity, look)
    relevance = look.relevance + NEARNESS_ADDS * look.nearness
    subjects = look.subjects + terms.subjects_of_name
    return (
        (relevance + ROLE_ADDS_UNREAD * role_points(terms))
        * level_points(terms.steps_up, terms.is_attended)
        * place_points(terms)
        * field_points(terms.candidate, subjects)
    )


def _worth(found: Fit, look: "FirstLook") -> float:
    points = points_of(found)
    return round((points.relevance + NEARNESS_ADDS * look.nearness) * points.hindrance, 6)
