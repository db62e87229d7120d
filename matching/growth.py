"""Growth areas: skills and experience that a candidate's matches recommend building."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matching.models import Match
from matching.validation import stored_recommendations
from talentnet.profiles.models import Profile

MAX_GROWTH_AREAS = 20
GROWTH_TYPES = ("skill", "experience")


@dataclass(frozen=True)
class GrowthArea:
    text: str
    match_count: int


def growth_areas(profile: Profile) -> list[GrowthArea]:
    """Recommended skills and experience of the undismissed matches, the most frequent first.

    Texts that differ only in case are merged. Ties go to the better match. At most 20.
    """
    matches = Match.objects.filter(profile=profile).undismissed().best_first()
    return merged_areas(matches.values_list("recommendations", flat=True))


def merged_areas(recommendations_of_matches: Iterable[object]) -> list[GrowthArea]:
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for stored in recommendations_of_matches:
        actions = [r.action for r in stored_recommendations(stored) if r.type in GROWTH_TYPES]
        # A dict per match: an area counts once per match.
        for key, action in {action.casefold(): action for action in actions}.items():
            spellings.setdefault(key, action)
            counts[key] += 1
    # most_common() is stable, so ties keep the order of the matches.
    return [GrowthArea(spellings[key], n) for key, n in counts.most_common(MAX_GROWTH_AREAS)]
