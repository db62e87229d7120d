"""The offline scorer: judges opportunities by what they share with a profile, no model involved.

Verdicts have the shape of the tool `score_opportunities`, so validation and storage are shared. The
score is the ranking's points (`points.py`) on a scale from 0 to 100. The sentences come from the
ranking's reasons: shared elements in the posting's words, and obstacles.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from matching.ranking.fit import Candidate, Fit, FitReason, compare
from matching.ranking.points import points_of
from matching.ranking.reading.candidate import ElementKind
from matching.tiers import GOOD_FROM, GREAT_FROM, tier_of
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.normalizing.regions import remote_from
from talentnet.profiles.models import ExperienceLevel, Profile, RoleType
from talentnet.text import and_list, cut_at_word, normalized

# Stored with each match; raise it with any change of verdicts.
MODEL_VERSION = "offline-scorer-5"

# Pairs of points and score; scores between two pairs are interpolated.
SCALE = ((0.0, 5), (0.1, 25), (0.28, GOOD_FROM), (0.5, GREAT_FROM), (0.95, 97))
# A posting with a missing essential can be good, but never great.
HIGHEST_WITH_GAP = GREAT_FROM - 1
# Elements per sentence, and characters per element.
MAX_NAMED = 3
MAX_NAME_LENGTH = 60


def score_offline(profile: Profile, opportunities: Iterable[Opportunity]) -> dict[str, Any]:
    """Verdicts on opportunities, in the shape of the tool's input."""
    candidate = Candidate.of(profile)
    return {"matches": [_verdict(compare(candidate, opportunity)) for opportunity in opportunities]}


def _verdict(fit: Fit) -> dict[str, Any]:
    score = _score(fit)
    return {
        "opportunity_id": fit.opportunity.pk,
        "tier": tier_of(score),
        "score": score,
        "strengths": _strengths(fit),
        "gap": _gap(fit),
        "recommendations": _recommendations(fit),
    }


def _score(fit: Fit) -> int:
    score = _on_scale(points_of(fit).total)
    if not fit.lacks_core or score <= GOOD_FROM:
        return score
    # Squeeze the scores above "good" below "great", so that their order stays.
    share = (score - GOOD_FROM) / (SCALE[-1][1] - GOOD_FROM)
    return round(GOOD_FROM + share * (HIGHEST_WITH_GAP - GOOD_FROM))


def _on_scale(points: float) -> int:
    for (low, low_score), (high, high_score) in pairwise(SCALE):
        if points <= high:
            return round(low_score + (high_score - low_score) * (points - low) / (high - low))
    return SCALE[-1][1]


def _strengths(fit: Fit) -> list[str]:
    sentences = [
        f"{opening} {and_list(named)}."
        for kind, opening in OPENINGS.items()
        if (named := _named(fit.reasons, kind))
    ]
    if fit.wants_role:
        sentences.append(f"It is {_role_phrase(fit.opportunity)}, which you are looking for.")
    elif fit.shows_role:
        role = _role_phrase(fit.opportunity)
        sentences.append(f"It is {role}, the kind of work your profile points to.")
    if fit.suits_place:
        sentences.append(_place_sentence(fit))
    return sentences


OPENINGS = {
    ElementKind.SKILL: "Asks for skills you have:",
    ElementKind.INTEREST: "Matches your interest in",
    ElementKind.GOAL: "Matches your goals:",
    ElementKind.WORK: "Builds on what you've done:",
}


def _named(reasons: list[FitReason], kind: ElementKind) -> list[str]:
    stated = [reason for reason in reasons if reason.is_said and reason.element.kind == kind]
    if kind in (ElementKind.GOAL, ElementKind.WORK):
        # A term of many postings says nothing about this one.
        stated = [reason for reason in stated if not reason.element.is_common]
    return [_in_both_wordings(reason) for reason in stated[:MAX_NAMED]]


def _in_both_wordings(reason: FitReason) -> str:
    """The profile's wording, with the posting's in brackets if it differs."""
    own, theirs = (
        cut_at_word(text, MAX_NAME_LENGTH) for text in (reason.element.phrase, reason.words)
    )
    return own if normalized(own) == normalized(theirs) else f"{own} (“{theirs}”)"


def _role_phrase(opportunity: Opportunity) -> str:
    role = RoleType(opportunity.role_type)
    # An "other role" would say nothing.
    if role == RoleType.OTHER:
        return "work outside the usual categories"
    label = "policy and governance" if role == RoleType.POLICY else role.value
    article = "an" if label[0] in "aeiou" else "a"
    return f"{article} {label} role" if opportunity.kind == "job" else f"about {label}"


def _place_sentence(fit: Fit) -> str:
    if fit.opportunity.is_remote:
        location = fit.opportunity.location
        return (
            f"It can be done remotely{f'; it says “{location}”' if remote_from(location) else ''}."
        )
    if fit.is_nearby:
        return f"It is where you are: {fit.opportunity.location}."
    if fit.is_sought_place:
        return f"It is in {fit.opportunity.location}, a place you name in what you look for."
    return f"It is in {fit.opportunity.location}, and you are willing to relocate."


def _gap(fit: Fit) -> str:
    """Sentence on the most important gap; empty if there is none."""
    if fit.lacks:
        return f"It asks for {and_list(list(fit.lacks))}, which your profile doesn't show."
    # From here by weight: a level too high by two, then pay, skills, one level, place.
    steps = fit.steps_up or 0
    if steps > 1:
        return _level_sentence(fit)
    offered, least = fit.offer_below_minimum, fit.candidate.profile.minimum_salary_usd
    if offered is not None:
        return f"It offers up to ${offered:,} a year, less than your minimum of ${least:,}."
    if fit.missing_skills:
        skills = and_list(fit.missing_skills[:MAX_NAMED])
        return f"Not on your profile yet: {skills}."
    if steps:
        return _level_sentence(fit)
    if place := _place_gap(fit):
        return place
    if not any(reason.is_said for reason in fit.reasons):
        return "Your profile and this posting share few words; read it to see whether it suits you."
    return ""


def _place_gap(fit: Fit) -> str:
    theirs, own = fit.opportunity.location, fit.candidate.profile.location
    if fit.is_remote_elsewhere:
        return f"It says “{theirs}”; ask whether it can be done from {own}."
    if fit.suits_place is not False:
        return ""
    if fit.opportunity.is_remote:
        return "It is remote, and you would rather work on site."
    return f"It is in {theirs}, and your profile does not mention moving."


def _level_sentence(fit: Fit) -> str:
    level = ExperienceLevel.values[fit.posting.level or 0]
    shown = "what you look for" if fit.candidate.wanted_levels else "what your profile shows so far"
    if (fit.steps_up or 0) > 0:
        return f"It is at {level} level, above {shown}."
    return f"It is at {level} level, below {shown}."


def _recommendations(fit: Fit) -> list[dict[str, str]]:
    items = [
        {
            "type": "skill",
            "action": f"Build skill in {skill}",
            "priority": "high" if first else "medium",
        }
        for skill, first in zip(fit.missing_skills[:2], (True, False), strict=False)
    ]
    if fit.wants_role and not fit.shows_role:
        label = RoleType(fit.opportunity.role_type).label.lower()
        items.append(
            {
                "type": "experience",
                "action": f"Gain hands-on experience in {label}",
                "priority": "medium",
            }
        )
    if fit.matched_skills:
        items.append(
            {
                "type": "specific",
                "action": f"Show in your application where you used {fit.matched_skills[0]}",
                "priority": "medium",
            }
        )
    return items
