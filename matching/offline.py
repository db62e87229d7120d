"""The offline scorer: judges opportunities by what they share with a profile, no model involved.

It answers in the shape of the tool `score_opportunities`, so that the same validation and storing
follow. Its points are a rule of thumb, written to be explained: every point given or kept back
is said in a strength, the gap or a recommendation.
"""

from collections.abc import Iterable
from typing import Any

from matching.fit import Candidate, Fit, fit
from matching.models import Match, Opportunity
from talentnet.profiles.models import Profile, RoleType
from talentnet.text import and_list

MODEL_VERSION = "offline-scorer-1"

GREAT_FROM, GOOD_FROM = 75, 55
SKILL_POINTS, FIRST_SKILL_POINTS = 10, 16
INTEREST_POINTS = 10
BASE, ROLE_WANTED, ROLE_SHOWN, PLACE = 20, 10, 10, 10
HIGHEST = 97
NAMED = 3


def score_offline(profile: Profile, opportunities: Iterable[Opportunity]) -> dict[str, Any]:
    """Verdicts in the shape of the tool's input."""
    candidate = Candidate.of(profile)
    return {"matches": [_verdict(fit(candidate, opportunity)) for opportunity in opportunities]}


def _verdict(found: Fit) -> dict[str, Any]:
    score = _score(found)
    return {
        "opportunity_id": found.opportunity.pk,
        "tier": _tier(score),
        "score": score,
        "strengths": _strengths(found),
        "gap": _gap(found),
        "recommendations": _recommendations(found),
    }


def _score(found: Fit) -> int:
    skills = len(found.matched_skills)
    points = BASE
    points += FIRST_SKILL_POINTS + SKILL_POINTS * (min(skills, 4) - 1) if skills else 0
    points += INTEREST_POINTS * min(len(found.matched_interests), 2)
    points += ROLE_WANTED if found.wants_role else 0
    points += ROLE_SHOWN if found.shows_role else 0
    points += PLACE if found.suits_place else 0
    return min(points, HIGHEST)


def _tier(score: int) -> Match.Tier:
    if score >= GREAT_FROM:
        return Match.Tier.GREAT
    return Match.Tier.GOOD if score >= GOOD_FROM else Match.Tier.EXPLORING


def _strengths(found: Fit) -> list[str]:
    sentences = []
    if found.matched_skills:
        skills = and_list(found.matched_skills[:NAMED])
        sentences.append(f"The posting names skills of yours: {skills}.")
    if found.matched_interests:
        topics = and_list(found.matched_interests[:NAMED])
        sentences.append(f"It touches your interest in {topics}.")
    if found.wants_role:
        sentences.append(f"It is {_role_phrase(found.opportunity)}, which you are looking for.")
    elif found.shows_role:
        role = _role_phrase(found.opportunity)
        sentences.append(f"It is {role}, the kind of work your profile points to.")
    if found.suits_place:
        sentences.append(_place_sentence(found))
    return sentences


def _role_phrase(opportunity: Opportunity) -> str:
    role = RoleType(opportunity.role_type)
    if role == RoleType.OTHER:
        return "work outside the usual categories"
    label = "policy and governance" if role == RoleType.POLICY else role.value
    article = "an" if label[0] in "aeiou" else "a"
    return f"{article} {label} role" if opportunity.kind == "job" else f"about {label}"


def _place_sentence(found: Fit) -> str:
    if found.opportunity.is_remote:
        return "It can be done remotely."
    if found.is_nearby:
        return f"It is where you are: {found.opportunity.location}."
    return f"It is in {found.opportunity.location}, and you are willing to relocate."


def _gap(found: Fit) -> str:
    if found.missing_skills:
        skills = and_list(found.missing_skills[:NAMED])
        return f"Your profile does not show this yet: {skills}."
    if found.suits_place is False and found.opportunity.is_remote:
        return "It is remote, and you would rather work on site."
    if found.suits_place is False:
        return f"It is in {found.opportunity.location}, and your profile does not mention moving."
    if not (found.matched_skills or found.matched_interests):
        return "Your profile and this posting share few words; read it to see whether it suits you."
    return ""


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
