"""Growth areas: skills and experience that a candidate's matches recommend building."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matching.models import Match
from matching.validation import stored_recommendations
from talentnet.profiles.models import Profile

MAX_GROWTH_AREAS = 20
GROWTH_TYPES = ("skill", "experience")
# What a better match asks for matters more, and so does what it asks for most.
_TIER_WEIGHTS: dict[str, int] = {Match.Tier.GREAT: 3, Match.Tier.GOOD: 2, Match.Tier.EXPLORING: 1}
_PRIORITY_WEIGHTS = {"high": 3, "medium": 2, "low": 1}


@dataclass(frozen=True)
class GrowthArea:
    text: str
    match_count: int


def growth_areas(profile: Profile) -> list[GrowthArea]:
    """Recommended skills and experience of the undismissed matches, the weightiest first.

    An area's weight is the sum over its matches of tier (great 3, good 2, exploring 1) times
    priority (high 3, medium 2, low 1). Texts that differ only in case are merged. Ties go to the
    better match. At most 20.
    """
    matches = Match.objects.filter(profile=profile).undismissed().best_first()
    return merged_areas(matches.values_list("tier", "recommendations"))


def merged_areas(recommendations_of_matches: Iterable[tuple[str, object]]) -> list[GrowthArea]:
    """Merge the areas of matches, given as tier and stored recommendations."""
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for tier, stored in recommendations_of_matches:
        areas = [r for r in stored_recommendations(stored) if r.type in GROWTH_TYPES]
        # A dict per match: an area counts once per match.
        for key, area in {area.action.casefold(): area for area in areas}.items():
            spellings.setdefault(key, area.action)
            counts[key] += 1
            weights[key] += _TIER_WEIGHTS.get(tier, 1) * _PRIORITY_WEIGHTS.get(area.priority, 1)
    # most_common() is stable, so ties keep the order of the matches.
    ranked = weights.most_common(MAX_GROWTH_AREAS)
    return [GrowthArea(spellings[key], counts[key]) for key, _ in ranked]
