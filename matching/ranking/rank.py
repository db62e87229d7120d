"""The local ranking: which of all open opportunities deserve a closer look, and why.

No model and no network. Everything that the hard filters leave is compared by its words (`texts`);
what is nearest is looked at element by element (`sieve`); the likeliest of that is weighed by its
terms; and the best of these are read as a career adviser would, concept by concept, with level,
place and time (`matching.ranking.fit`, `matching.ranking.points`).
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

# For each that is wanted so many are looked at, weighed and read.
LOOKED_AT, WEIGHED, READ = 30.0, 4.0, 1.6
ROLE_ADDS_UNREAD = 0.07
"""Less than in `matching.ranking.points`, as everything else is less certain, too."""

# What is weighed and read of an opportunity; dates of which nothing depends take time to parse.
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
"""An opportunity's `COLUMNS`, read like the opportunity itself; to make a hundred of these would
take as long as all the rest of the weighing."""


@dataclass(frozen=True)
class Ranking:
    considered: int
    """Number of opportunities after the hard filters."""
    best: list[int]
    """Ids of the best, the best first."""


def rank(profile: Profile, *, limit: int) -> Ranking:
    """Rank everything the hard filters leave for this profile; two equals stand by their id."""
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
    """Rows of these texts within `left`, the most promising first by their terms."""
    # Asked row by row whether it is left: SQLite would filter everything once more instead.
    is_left = Exists(left.filter(pk=OuterRef("pk")))
    with_text = Opportunity.objects.filter(text_digest__in=list(looks))
    rows = with_text.filter(is_left).values_list(*COLUMNS, named=True)
    worth = {one.id: _likely_worth(candidate, one, looks[one.text_digest]) for one in rows}
    return sorted(rows, key=lambda one: (-worth[one.id], one.id))


def in_order(candidate: Candidate, rows: list[Row], looks: "dict[str, FirstLook]") -> list[int]:
    """Ids of these, which are read, the best first."""
    worth = {one.id: _worth(fit(candidate, one), looks[one.text_digest]) for one in rows}
    return sorted(worth, key=lambda pk: (-worth[pk], pk))


@dataclass(frozen=True)
class _Unread(Terms):
    """The terms, and what is known of the texts."""

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
