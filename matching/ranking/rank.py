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
from matching.ranking.fit import Fit, compare
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
    eligible = eligible_opportunities(profile)
    pool_size, shortlist_size = int(LOOKED_AT * limit), int(WEIGHED * limit)
    nearby = nearest(candidate, eligible, pool_size=pool_size, shortlist_size=shortlist_size)
    likeliest = weighed(candidate, eligible, nearby.looks)[: int(READ * limit)]
    return Ranking(nearby.considered, in_order(candidate, likeliest, nearby.looks)[:limit])


def weighed(
    candidate: Candidate, eligible: OpportunityQuerySet, looks: "dict[str, FirstLook]"
) -> list[Row]:
    """Eligible rows with these texts, the most promising by terms first."""
    # EXISTS checks only these rows; with a plain filter SQLite scans all eligible ones again.
    is_eligible = Exists(eligible.filter(pk=OuterRef("pk")))
    with_text = Opportunity.objects.filter(text_digest__in=list(looks))
    rows = with_text.filter(is_eligible).values_list(*COLUMNS, named=True)
    worth = {row.id: _likely_worth(candidate, row, looks[row.text_digest]) for row in rows}
    return sorted(rows, key=lambda row: (-worth[row.id], row.id))


def in_order(candidate: Candidate, rows: list[Row], looks: "dict[str, FirstLook]") -> list[int]:
    """Read the postings and return their ids, the best first."""
    worth = {row.id: _worth(compare(candidate, row), looks[row.text_digest]) for row in rows}
    return sorted(worth, key=lambda pk: (-worth[pk], pk))


@dataclass(frozen=True)
class _Unread(Terms):
    """Terms with the level from the first look, before the text is read."""

    look: "FirstLook"

    @property
    def level(self) -> int | None:
        stated = super().level
        return self.look.level if stated is None else stated


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


def _worth(fit: Fit, look: "FirstLook") -> float:
    points = points_of(fit)
    return round((points.relevance + NEARNESS_ADDS * look.nearness) * points.hindrance, 6)
