import datetime as dt

import pytest
from django.utils import timezone
from pydantic import SecretStr
from pytest_django import Settings

from talentnet.profiles.access import profile_of
from talentnet.profiles.models import Education, Profile, WorkExperience
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    UserFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db


def test_profile_is_created_on_first_use() -> None:
    user = UserFactory.create()
    profile = profile_of(user)
    assert (profile.user, profile_of(user).pk) == (user, profile.pk)
    assert list(Profile.objects.all()) == [profile]


def test_consent_keeps_its_first_date() -> None:
    profile = ProfileFactory.create()
    profile.set_ai_consent(given=True)
    first = profile.ai_consent_at
    assert first is not None
    assert timezone.now() - first < dt.timedelta(minutes=1)
    profile.set_ai_consent(given=True)
    assert profile.ai_consent_at == first


def test_withdrawn_consent_is_cleared() -> None:
    profile = ProfileFactory.create(consenting=True)
    profile.set_ai_consent(given=False)
    assert profile.ai_consent_at is None


@pytest.mark.parametrize(
    ("key", "consenting", "writer"),
    [("key", True, "anthropic"), ("key", False, "offline"), ("", True, "offline")],
)
def test_backend_needs_key_and_consent(
    settings: Settings, key: str, consenting: bool, writer: str
) -> None:
    settings.ANTHROPIC_API_KEY = SecretStr(key)
    assert ProfileFactory.create(consenting=consenting).llm_backend == writer


def test_profile_name_falls_back_to_number() -> None:
    named, unnamed = ProfileFactory.create(), ProfileFactory.create(name="")
    assert (str(named), str(unnamed)) == ("Amara Diallo", f"Profile {unnamed.pk}")


def test_entry_name_uses_known_fields() -> None:
    work = WorkExperience(organization="Lanternfield", title="Engineer", start_date="2019")
    assert (str(work), work.period) == ("Engineer at Lanternfield", "since 2019")
    assert str(WorkExperience(organization="Lanternfield")) == "Lanternfield"
    assert str(Education(institution="Quiet Harbor University")) == "Quiet Harbor University"


def test_entries_are_ordered_by_position_then_id() -> None:
    profile = ProfileFactory.create()
    last = WorkExperienceFactory.create(profile=profile, position=2)
    first = WorkExperienceFactory.create(profile=profile, position=0)
    second = WorkExperienceFactory.create(profile=profile, position=0)
    assert list(profile.work_experiences.all()) == [first, second, last]


def test_entries_are_deleted_with_profile() -> None:
    entry = EducationFactory.create()
    WorkExperienceFactory.create(profile=entry.profile)
    entry.profile.delete()
    assert (Education.objects.count(), WorkExperience.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "subtitle", "period_and_place"),
    [
        ({}, "", ""),
        ({"degree": "BSc"}, "BSc", ""),
        ({"field_of_study": "Physics", "location": "Lisbon"}, "Physics", "Lisbon"),
        (
            {"degree": "BSc", "field_of_study": "Physics", "location": "L", "start_date": "2019"},
            "BSc, Physics",
            "since 2019 · L",
        ),
    ],
)
def test_education_lines_skip_empty_fields(
    fields: dict[str, str], subtitle: str, period_and_place: str
) -> None:
    education = Education(institution="University", **fields)
    assert education.subtitle == subtitle
    assert education.period_and_place == period_and_place
