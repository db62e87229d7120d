"""Make an evaluation case of a career action: its person without name or contacts, and the card."""

from typing import Any

from careeractions.findings import findings_from
from careeractions.models import ActionReview, CareerAction
from talentnet.languages import language_of
from talentnet.profiles.models import Profile
from talentnet.profiles.withholding import withhold

_PROFILE_TEXTS = ("headline", "location", "career_goals", "seeking", "summary", "availability")
_PROFILE_LISTS = ("skills", "ai_safety_interests", "role_types", "experience_levels")
_DATED = ("location", "start_date", "end_date", "description")
_SECTIONS = {
    "work": ("work_experiences", ("title", "organization", *_DATED)),
    "projects": ("projects", ("name", "title", *_DATED)),
    "volunteering": ("volunteerings", ("organization", "title", *_DATED)),
    "education": (
        "educations",
        ("institution", "degree", "field_of_study", "start_date", "end_date"),
    ),
    "accomplishments": ("accomplishments", ("kind", "name", "issuer", "date")),
}
# Verdicts that say that the checks' findings are right.
_AT_FAULT = frozenset({ActionReview.Verdict.WRONG, ActionReview.Verdict.UNSAFE})


def case_of(card: CareerAction, verdict: str) -> dict[str, Any]:
    """Case in the form of `evaluation/data/faults.jsonl`.

    Its kinds are the codes of the findings if staff judged the card wrong or unsafe, else none.
    """
    profile = card.profile
    codes = sorted({finding.code for finding in findings_from(card.findings)})
    return {
        "id": f"reviewed-{card.pk}",
        "part": "dev",
        "language": language_of(profile.career_goals) or "en",
        "person": _person(profile),
        "known": [],
        "card": {
            "type": card.type,
            "title": card.title,
            "description": card.description,
            "rationale": card.rationale,
            "profileBasis": list(card.profile_basis),
        },
        "kinds": codes if verdict in _AT_FAULT else [],
    }


def _person(profile: Profile) -> dict[str, Any]:
    texts = {name: withhold(getattr(profile, name), profile) for name in _PROFILE_TEXTS}
    lists = {
        name: [withhold(str(item), profile) for item in getattr(profile, name)]
        for name in _PROFILE_LISTS
    }
    rows = {
        section: [_row(row, fields, profile) for row in getattr(profile, related).all()]
        for section, (related, fields) in _SECTIONS.items()
    }
    return {"id": f"reviewed-{profile.pk}", "profile": texts | lists, **rows}


def _row(row: Any, fields: tuple[str, ...], profile: Profile) -> dict[str, str]:
    return {name: withhold(str(getattr(row, name)), profile) for name in fields}
