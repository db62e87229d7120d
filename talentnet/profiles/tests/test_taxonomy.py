from collections import Counter

import pytest

from talentnet.profiles.models import RoleType
from talentnet.profiles.stored import MAX_ITEM_LENGTH
from talentnet.profiles.taxonomy import TaxonomyGroup, Term, interests, skills
from talentnet.text import has_url, one_line

MAX_NAME_LENGTH = 60  # suggestions must be readable at a glance; typed entries may be longer
SKILL_GROUPS = {
    RoleType.RESEARCH: [
        "Interpretability methods",
        "Evaluations and red teaming",
        "Research craft",
    ],
    RoleType.ENGINEERING: ["Software and infrastructure", "Security", "Programming languages"],
    RoleType.POLICY: ["Policy and law", "Governance and standards"],
    RoleType.OPERATIONS: ["Operations and people", "Finance, legal and fundraising"],
    RoleType.COMMUNICATIONS: ["Communications and writing", "Community and events"],
}
INTEREST_GROUPS = {
    RoleType.RESEARCH: "Alignment",
    RoleType.ENGINEERING: "Control and oversight",
    RoleType.POLICY: "Governance and policy",
    RoleType.OPERATIONS: "Operations of the field",
    RoleType.COMMUNICATIONS: "Communications and public understanding",
}
both_lists = pytest.mark.parametrize("groups", [skills(), interests()], ids=["skills", "interests"])


def _terms(groups: tuple[TaxonomyGroup, ...]) -> list[Term]:
    return [term for group in groups for term in group.terms]


def _spellings(groups: tuple[TaxonomyGroup, ...]) -> list[str]:
    return [spelling for term in _terms(groups) for spelling in term.spellings]


def _names_by_spelling(groups: tuple[TaxonomyGroup, ...]) -> dict[str, str]:
    return {s.casefold(): term.name for term in _terms(groups) for s in term.spellings}


def _sizes(groups: tuple[TaxonomyGroup, ...]) -> dict[str, int]:
    return {group.group: len(group.terms) for group in groups}


def test_spellings_start_with_name() -> None:
    assert Term(name="communications", also=("comms",)).spellings == ("communications", "comms")
    assert Term(name="Rust").spellings == ("Rust",)


@both_lists
def test_spellings_are_unique_in_any_case(groups: tuple[TaxonomyGroup, ...]) -> None:
    counts = Counter(spelling.casefold() for spelling in _spellings(groups))
    assert [spelling for spelling, count in counts.items() if count > 1] == []


@both_lists
def test_groups_are_unique(groups: tuple[TaxonomyGroup, ...]) -> None:
    assert len(_sizes(groups)) == len(groups)


def test_shared_spelling_means_same_term() -> None:
    of_skills, of_interests = _names_by_spelling(skills()), _names_by_spelling(interests())
    shared = of_skills.keys() & of_interests.keys()
    assert "evals" in shared
    assert {s: of_skills[s] for s in shared} == {s: of_interests[s] for s in shared}


@both_lists
def test_spelling_fits_profile_item(groups: tuple[TaxonomyGroup, ...]) -> None:
    limit = min(MAX_NAME_LENGTH, MAX_ITEM_LENGTH)
    assert [s for s in _spellings(groups) if not 0 < len(s) <= limit] == []


@both_lists
def test_spelling_is_one_plain_line(groups: tuple[TaxonomyGroup, ...]) -> None:
    assert [s for s in _spellings(groups) if s != one_line(s) or has_url(s)] == []


@both_lists
def test_spelling_is_single_item(groups: tuple[TaxonomyGroup, ...]) -> None:
    assert [s for s in _spellings(groups) if "," in s or ";" in s] == []


def test_role_types_have_groups() -> None:
    roles = set(RoleType) - {RoleType.OTHER}
    assert SKILL_GROUPS.keys() == roles
    assert INTEREST_GROUPS.keys() == roles


@pytest.mark.parametrize("role", SKILL_GROUPS)
def test_role_type_has_enough_terms(role: RoleType) -> None:
    of_skills, of_interests = _sizes(skills()), _sizes(interests())
    assert sum(of_skills[group] for group in SKILL_GROUPS[role]) >= 35
    assert of_interests[INTEREST_GROUPS[role]] >= 7


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("mech interp", "mechanistic interpretability"),
        ("RLHF", "reinforcement learning from human feedback"),
        ("evals", "model evaluations"),
        ("red-teaming", "red teaming"),
        ("SAEs", "sparse autoencoders"),
        ("infosec", "information security"),
        ("RSPs", "frontier safety frameworks"),
        ("people ops", "people operations"),
        ("comms", "communications"),
    ],
)
def test_skill_is_found_by_short_name(spelling: str, name: str) -> None:
    assert _names_by_spelling(skills())[spelling.casefold()] == name


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("mech interp", "mechanistic interpretability"),
        ("ELK", "eliciting latent knowledge"),
        ("evals", "model evaluations"),
        ("x-risk", "existential risk"),
        ("TAIG", "technical AI governance"),
        ("HEMs", "hardware-enabled governance"),
        ("model welfare", "AI welfare"),
    ],
)
def test_interest_is_found_by_short_name(spelling: str, name: str) -> None:
    assert _names_by_spelling(interests())[spelling.casefold()] == name
