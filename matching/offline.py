"""The offline scorer: judges opportunities by what they share with a profile, no model involved.

Verdicts have the shape of the tool `score_opportunities`, so validation and storage are shared. The
score is the ranking's points (`points.py`) on a scale from 0 to 100. The sentences come from the
ranking's reasons: shared elements in the posting's words, and obstacles.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from matching.ranking.fit import Candidate, Fit, FitReason, fit
from matching.ranking.points import points_of
from matching.ranking.reading.candidate import ElementKind
from matching.tiers import GOOD_FROM, GREAT_FROM, tier_of
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.normalizing.regions import remote_from
from talentnet.profiles.models import ExperienceLevel, Profile, RoleType
from talentnet.text import and_list, cut_at_word, normalized

MODEL_VERSION = "offline-scorer-5"

# Pairs of points and score; scores between two pairs are interpolated.
SCALE = ((0.0, 5), (0.1, 25), (0.28, GOOD_FROM), (0.5, GREAT_FROM), (0.95, 97))
# A posting with a missing essential can be good, but never great.
HIGHEST_WITH_A_LACK = GREAT_FROM - 1
NAMED = 3
LONGEST_NAMED = 60


def score_offline(profile: Profile, opportunities: Iterable[Opportunity]) -> dict[str, Any]:
    """Verdicts on opportunities, in the shape of the tool's input."""
    candidate = Candidate.of(profile)
    return {"matches": [_verdict(fit(candidate, opportunity)) for opportunity in opportunities]}


def _verdict(found: Fit) -> dict[str, Any]:
    score = _score(found)
    return {
        "opportunity_id": found.opportunity.pk,
        "tier": tier_of(score),
        "score": score,
        "strengths": _strengths(found),
        "gap": _gap(found),
        "recommendations": _recommendations(found),
    }


def _score(found: Fit) -> int:
    score = _on_scale(points_of(found).total)
    if not found.lacks_core or score <= GOOD_FROM:
        return score
    # Squeeze the scores above "good" below "great", so that their order stays.
    share = (score - GOOD_FROM) / (SCALE[-1][1] - GOOD_FROM)
    return round(GOOD_FROM + share * (HIGHEST_WITH_A_LACK - GOOD_FROM))


def _on_scale(points: float) -> int:
    for (low, low_score), (high, high_score) in pairwise(SCALE):
        if points <= high:
            return round(low_score + (high_score - low_score) * (points - low) / (high - low))
    return SCALE[-1][1]


def _strengths(found: Fit) -> list[str]:
    sentences = [
        f"{opening} {and_list(named)}."
        for kind, opening in OPENINGS.items()
        if (named := _named(found.reasons, kind))
    ]
    if found.wants_role:
        sentences.append(f"It is {_role_phrase(found.opportunity)}, which you are looking for.")
    elif found.shows_role:
        role = _role_phrase(found.opportunity)
        sentences.append(f"It is {role}, the kind of work your profile points to.")
    if found.suits_place:
        sentences.append(_place_sentence(found))
    return sentences


OPENINGS = {
    ElementKind.SKILL: "Asks for skills you have:",
    ElementKind.INTEREST: "Matches your interest in",
    ElementKind.GOAL: "Matches your goals:",
    ElementKind.WORK: "Builds on what you've done:",
}


def _named(reasons: list[FitReason], kind: ElementKind) -> list[str]:
    said = [reason for reason in reasons if reason.is_said and reason.element.kind == kind]
    if kind in (ElementKind.GOAL, ElementKind.WORK):
        # A term of many postings says nothing about this one.
        said = [reason for reason in said if not reason.element.is_common]
    return [_in_both_words(reason) for reason in said[:NAMED]]


def _in_both_words(reason: FitReason) -> str:
    """The profile's wording, with the posting's in brackets if it differs."""
    own, theirs = (
        cut_at_word(text, LONGEST_NAMED) for text in (reason.element.phrase, reason.words)
    )
    return own if normalized(own) == normalized(theirs) else f"{own} (“{theirs}”)"


def _role_phrase(opportunity: Opportunity) -> str:
    role = RoleType(opportunity.role_type)
    if role == RoleType.OTHER:
        return "work outside the usual categories"
    label = "policy and governance" if role == RoleType.POLICY else role.value
    article = "an" if label[0] in "aeiou" else "a"
    return f"{article} {label} role" if opportunity.kind == "job" else f"about {label}"


def _place_sentence(found: Fit) -> str:
    if found.opportunity.is_remote:
        said = found.opportunity.location
        return f"It can be done remotely{f'; it says “{said}”' if remote_from(said) else ''}."
    if found.is_nearby:
        return f"It is where you are: {found.opportunity.location}."
    if found.is_sought_place:
        return f"It is in {found.opportunity.location}, a place you name in what you look for."
    return f"It is in {found.opportunity.location}, and you are willing to relocate."


def _gap(found: Fit) -> str:
    """Sentence on the most important gap; empty if there is none."""
    if found.lacks:
        return f"It asks for {and_list(list(found.lacks))}, which your profile doesn't show."
    steps = found.steps_up or 0
    if steps > 1:
        return _level_sentence(found)
    offered, least = found.offer_below_minimum, found.candidate.profile.minimum_salary_usd
    if offered is not None:
        return f"It offers up to ${offered:,} a year, less than your minimum of ${least:,}."
    if found.missing_skills:
        skills = and_list(found.missing_skills[:NAMED])
        return f"Not on your profile yet: {skills}."
    if steps:
        return _level_sentence(found)
    if place := _place_gap(found):
        return place
    if not any(reason.is_said for reason in found.reasons):
        return "Your profile and this posting share few words; read it to see whether it suits you."
    return ""


def _place_gap(found: Fit) -> str:
    theirs, own = found.opportunity.location, found.candidate.profile.location
    if found.is_remote_elsewhere:
        return f"It says “{theirs}”; ask whether it can be done from {own}."
    if found.suits_place is not False:
        return ""
    if found.opportunity.is_remote:
        return "It is remote, and you would rather work on site."
    return f"It is in {theirs}, and your profile does not mention moving."


def _level_sentence(found: Fit) -> str:
    level = ExperienceLevel.values[found.posting.level or 0]
    shown = (
        "what you look for" if found.candidate.wanted_levels else "what your profile shows so far"
    )
    if (found.steps_up or 0) > 0:
        return f"It is at {level} level, above {shown}."
    return f"It is at {level} level, below {shown}."


def _recommendations(found: Fit) -> list[dict[str, str]]:
    items = [
        {
            "type": "skill",
            "action": f"Build skill in {skill}",
            "priority": "high" if first else "medium",
        }
        for skill, first in zip(found.missing_skills[:2], (True, False), strict=False)
    ]
    if found.wants_role and not found.shows_role:
        label = RoleType(found.opportunity.role_type).label.lower()
        items.append(
            {
                "type": "experience",
                "action": f"Gain hands-on experience in {label}",
                "priority": "medium",
            }
        )
    if found.matched_skills:
        items.append(
            {
                "type": "specific",
                "action": f"Show in your application where you used {found.matched_skills[0]}",
                "priority": "medium",
            }
        )
    return items
