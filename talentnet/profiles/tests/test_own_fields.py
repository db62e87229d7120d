"""Reader of our own export's `meta.talentnet`, which is as untrusted as any file."""

from typing import Any

import pytest

from talentnet.profiles.importing.json_resume import read_resume
from talentnet.profiles.importing.own_fields import OWN_FIELDS
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.models import Profile

ALL: dict[str, Any] = {
    "pronouns": "she/her",
    "ai_safety_interests": ["evaluations", "AI  control"],
    "career_goals": "One.\nTwo.",
    "seeking": "A team.",
    "remote_preference": "remote_only",
    "role_types": ["policy", "engineering"],
    "experience_levels": ["mid"],
    "commitment_types": ["full_time"],
    "willing_to_relocate": True,
    "work_authorization": "EU",
    "minimum_salary_usd": 90_000,
    "availability": "from March",
    "hidden_from_organizations": ["Lanternfield"],
}


def read_own(own: object) -> ImportedProfile:
    return read_resume({"basics": {}, "meta": {"talentnet": own}})


def read(**fields: object) -> ImportedProfile:
    return read_own({"version": 1, "profile": fields})


def own_values(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in OWN_FIELDS}


def test_all_own_fields_are_read() -> None:
    imported = read(**ALL)
    assert own_values(imported.profile) == ALL
    assert imported.unplaced == []


@pytest.mark.parametrize("name", list(ALL))
@pytest.mark.parametrize("wrong", [{"a": 1}, [{}], [[]], 1.5])
def test_value_of_wrong_type_is_noted(name: str, wrong: object) -> None:
    imported = read(**ALL | {name: wrong})
    assert own_values(imported.profile) == own_values(Profile(**ALL)) | {
        name: getattr(Profile(), name)
    }
    (sentence,) = imported.unplaced
    assert sentence.startswith(f"{name.replace('_', ' ')}: Input should be ")


@pytest.mark.parametrize("name", list(ALL))
def test_null_equals_missing_field(name: str) -> None:
    imported = read(**ALL | {name: None})
    assert own_values(imported.profile) == own_values(Profile(**ALL)) | {
        name: getattr(Profile(), name)
    }
    assert imported.unplaced == []


@pytest.mark.parametrize(
    ("fields", "stored", "sentence"),
    [
        (
            {"role_types": ["policy", "sorcery", "policy"]},
            {"role_types": ["policy"]},
            "role types: “sorcery” isn't one of the choices",
        ),
        (
            {"remote_preference": "sometimes"},
            {"remote_preference": ""},
            "remote preference: Value 'sometimes' is not a valid choice.",
        ),
        (
            {"minimum_salary_usd": -1},
            {"minimum_salary_usd": None},
            "minimum salary usd: Ensure this value is greater than or equal to 0.",
        ),
        (
            {"minimum_salary_usd": True},
            {"minimum_salary_usd": None},
            "minimum salary usd: Input should be a valid integer",
        ),
        (
            {"willing_to_relocate": "yes"},
            {"willing_to_relocate": False},
            "willing to relocate: Input should be a valid boolean",
        ),
        (
            {"pronouns": "x" * 60},
            {"pronouns": "x" * 49 + "…"},
            "pronouns: cut to 50 of 60 characters",
        ),
        (
            {"hidden_from_organizations": ["x" * 201, "Cedar\nBay"]},
            {"hidden_from_organizations": ["Cedar Bay"]},
            "hidden from organizations: 1 too long or too many",
        ),
        (
            {"ai_safety_interests": [f"topic {n}" for n in range(101)]},
            {"ai_safety_interests": [f"topic {n}" for n in range(100)]},
            "ai safety interests: 1 too long or too many",
        ),
    ],
)
def test_invalid_value_is_noted(
    fields: dict[str, Any], stored: dict[str, Any], sentence: str
) -> None:
    imported = read(**fields)
    assert {name: getattr(imported.profile, name) for name in stored} == stored
    assert imported.unplaced == [sentence]


@pytest.mark.django_db
@pytest.mark.parametrize("salary", [10**18 * 10, 10**400])
def test_number_beyond_column_is_noted(salary: int) -> None:
    imported = read(minimum_salary_usd=salary)
    assert imported.profile.minimum_salary_usd is None
    (sentence,) = imported.unplaced
    assert sentence.startswith("minimum salary usd: Ensure this value is less than or equal to ")


@pytest.mark.parametrize("own", ["talentnet", 1, [], [{"version": 1}], True])
def test_non_object_is_noted(own: object) -> None:
    assert read_own(own).unplaced == ["meta.talentnet: not in the form that our export has"]
    imported = read_own({"version": 1, "profile": own})
    assert imported.unplaced == ["meta.talentnet.profile: not in the form that our export has"]


@pytest.mark.parametrize("meta", [None, "v1.0.0", 1, [], {}, {"talentnet": None}])
def test_foreign_meta_is_ignored(meta: object) -> None:
    imported = read_resume({"basics": {}, "meta": meta})
    assert (own_values(imported.profile), imported.unplaced) == (own_values(Profile()), [])


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_known_fields_of_other_version_are_read(version: object) -> None:
    imported = read_own({"version": version, "profile": {"pronouns": "they", "shoe_size": 40}})
    assert imported.profile.pronouns == "they"
    assert imported.unplaced == [
        "meta.talentnet: from another version, so only the fields we know were read"
    ]


def test_import_never_sets_consent_or_moves() -> None:
    moment = "2026-03-01T12:00:00Z"
    imported = read_own(
        {
            "version": 1,
            "profile": {"ai_consent_at": moment, "ai_choice_at": moment, "user": 1, "id": 1},
            "consent": {"ai_consent_at": moment, "ai_choice_at": moment},
            "career_actions": [{"title": "Build a harness"}],
        }
    )
    profile = imported.profile
    assert (profile.ai_consent_at, profile.ai_choice_at, profile.privacy_saved_at) == (None,) * 3
    assert profile.pk is None
    assert not Profile.user.is_cached(profile)
    assert imported.unplaced == [
        "meta.talentnet.career_actions: for information only, not imported"
    ]
