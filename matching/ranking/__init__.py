"""The local ranking: which of all open opportunities deserve a closer look, and why.

No model and no network. Everything that the hard filters leave is compared by its words (`texts`);
what is nearest is then read as a career adviser would, concept by concept, with level, place and
time (`matching.fit`, `matching.points`).
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from matching.fit import Fit, fit
from matching.models import Opportunity, OpportunityQuerySet
from matching.points import points_of
from matching.reading.candidate import Candidate
from talentnet.profiles.models import Profile

READ_PER_WANTED = 2
TEXT_ADDS = 0.15
"""What the nearest text adds to the relevance, which is about 1 for what fits well."""

# What is read of an opportunity; dates of which nothing depends take time to parse.
COLUMNS = (
    "id",
    "text_digest",
    "kind",
    "event_type",
    "title",
    "organization",
    "skills",
    "requirements",
    "description",
    "role_type",
    "experience_level",
    "location",
    "salary_range",
    "is_remote",
    "deadline",
)


@dataclass(frozen=True)
class Ranking:
    considered: int
    """How many opportunities the hard filters left."""
    best: list[int]
    """Ids of the best, the best first."""


def rank(profile: Profile, *, limit: int) -> Ranking:
    """Rank everything the hard filters leave for this profile; two equals stand by their id."""
    from matching.ranking.nearest import nearest  # brings NumPy, which a web process never needs

    candidate = Candidate.of(profile)
    left = Opportunity.objects.for_matching(profile)
    found = nearest(candidate, left, limit=READ_PER_WANTED * limit)
    ordered = in_order(candidate, left, found.text_scores)
    return Ranking(found.considered, [one.opportunity.pk for one in ordered[:limit]])


def in_order(
    candidate: Candidate, left: OpportunityQuerySet, text_scores: dict[str, float]
) -> list[Fit]:
    """The best first, of what has one of these texts, whose scores are from 0 to 1."""
    # Asked row by row whether it is left: SQLite would filter everything once more instead.
    is_left = Exists(left.filter(pk=OuterRef("pk")))
    with_text = Opportunity.objects.filter(text_digest__in=list(text_scores))
    read = with_text.filter(is_left).only(*COLUMNS)
    fits = [fit(candidate, opportunity) for opportunity in read]
    worth = {
        one.opportunity.pk: _worth(one, text_scores[one.opportunity.text_digest]) for one in fits
    }
    return sorted(fits, key=lambda one: (-worth[one.opportunity.pk], one.opportunity.pk))


def _worth(found: Fit, text_score: float) -> float:
    points = points_of(found)
    return round((points.relevance + TEXT_ADDS * text_score) * points.hindrance, 6)
