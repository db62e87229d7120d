"""Fingerprint of a profile: only changes that matching reads make matches stale."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from conftest import Settle
from matching.fingerprint import fingerprint_of
from matching.models import MatchRefresh
from matching.prompts import build_profile_context
from matching.ranking.fit import Candidate
from matching.ranking.rank import rank
from matching.tests.factories import MatchRefreshFactory
from matching.tests.visitors import client_of, words_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import DatedEntry, Entry, Profile, Project, Volunteering
from talentnet.profiles.tests.factories import (
    AccomplishmentFactory,
    EducationFactory,
    ProfileFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db
STALE = "Your profile has changed since your last refresh. Refresh to update your matches."

READ: dict[str, Any] = {
    "location": "Porto, Portugal",
    "headline": "Tester",
    "skills": ["Python"],
    "ai_safety_interests": ["AI control"],
    "career_goals": "Something else.",
    "seeking": "A calm team.",
    "summary": "I test.",
    "remote_preference": "remote_only",
    "role_types": ["policy"],
    "experience_levels": ["senior"],
    "willing_to_relocate": True,
    "work_authorization": "EU",
    "minimum_salary_usd": 90_000,
    "availability": "From March",
    "commitment_types": ["full_time"],
    "hidden_from_organizations": ["Cedar Bay Institute"],
}
NOT_READ: dict[str, Any] = {
    "name": "Amara D.",
    "pronouns": "she/her",
    "links": ["https://amara.example.org"],
    "privacy_saved_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    "ai_consent_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    "ai_choice_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
}
ROW_FIELDS = {
    WorkExperienceFactory: ("organization", "title", "location", "start_date", "description"),
    AccomplishmentFactory: ("name", "issuer", "description"),
    EducationFactory: ("institution", "degree", "field_of_study", "end_date", "description"),
}


def again(profile: Profile) -> str:
    return fingerprint_of(Profile.objects.get(pk=profile.pk))


def change(profile: Profile, **fields: Any) -> None:
    Profile.objects.filter(pk=profile.pk).update(**fields)


def test_every_profile_field_is_classified() -> None:
    fields = {field.name for field in Profile._meta.fields}
    assert fields == {*READ, *NOT_READ, "id", "user", "created_at", "updated_at"}


@pytest.mark.parametrize("field", READ)
def test_field_that_matching_reads_changes_fingerprint(field: str) -> None:
    profile = ProfileFactory.create()
    before = again(profile)
    change(profile, **{field: READ[field]})
    assert again(profile) != before


@pytest.mark.parametrize("field", NOT_READ)
def test_field_that_matching_ignores_keeps_fingerprint(field: str) -> None:
    profile = ProfileFactory.create()
    before = again(profile)
    change(profile, **{field: NOT_READ[field]})
    assert again(profile) == before


@pytest.mark.parametrize(
    ("factory", "field"), [(made, field) for made, fields in ROW_FIELDS.items() for field in fields]
)
def test_every_field_of_entry_changes_fingerprint(factory: Any, field: str) -> None:
    row = factory.create()
    before = again(row.profile)
    type(row).objects.filter(pk=row.pk).update(**{field: "2020"})
    assert again(row.profile) != before


@pytest.mark.parametrize(
    "add",
    [
        lambda profile: WorkExperienceFactory.create(profile=profile),
        lambda profile: EducationFactory.create(profile=profile),
        lambda profile: Project.objects.create(profile=profile, name="Harness"),
        lambda profile: Volunteering.objects.create(profile=profile, organization="Meetup"),
    ],
    ids=["work", "education", "project", "volunteering"],
)
def test_added_or_deleted_entry_changes_fingerprint(add: Callable[[Profile], Any]) -> None:
    profile = ProfileFactory.create()
    before = again(profile)
    row = add(profile)
    assert again(profile) != before
    row.delete()
    assert again(profile) == before


def test_order_of_hidden_organizations_keeps_fingerprint() -> None:
    profile = ProfileFactory.create(hidden_from_organizations=["One", "Two"])
    before = again(profile)
    change(profile, hidden_from_organizations=["Two", "One"])
    assert again(profile) == before


@pytest.mark.parametrize("field", ["role_types", "experience_levels", "remote_preference"])
def test_preferences_change_fingerprint_of_long_profile(field: str) -> None:
    profile = ProfileFactory.create()
    for _ in range(10):
        WorkExperienceFactory.create(profile=profile, description="Kept tests honest. " * 150)
    before = again(profile)
    change(profile, **{field: READ[field]})
    assert again(profile) != before


def completed(**fields: Any) -> MatchRefresh:
    """Completed refresh with the profile's current fingerprint."""
    profile = ProfileFactory.create()
    made: MatchRefresh = MatchRefreshFactory.create(
        profile=profile,
        **{
            "status": "completed",
            "finished_at": timezone.now(),
            "created_at": timezone.now() - dt.timedelta(hours=2),
            "profile_fingerprint": fingerprint_of(profile),
            **fields,
        },
    )
    return made


def page_of(profile: Profile) -> str:
    return words_of(client_of(profile).get("/matches/"))


def test_edited_profile_is_reported_with_refresh_offer() -> None:
    refresh = completed()
    assert STALE not in page_of(refresh.profile)
    change(refresh.profile, skills=["Rust"])
    page = page_of(refresh.profile)
    assert STALE in page
    assert "Refresh matches" in page
    fragment = client_of(refresh.profile).get(f"/matches/refresh/{refresh.pk}/")
    assert STALE in words_of(fragment)
    # Undone, the matches are as good as before.
    change(refresh.profile, skills=refresh.profile.skills)
    assert STALE not in page_of(refresh.profile)


def test_renamed_candidate_keeps_matches_fresh() -> None:
    refresh = completed()
    change(refresh.profile, **NOT_READ)
    assert STALE not in page_of(refresh.profile)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "failed"},
        {"status": "queued", "created_at": timezone.now()},
        {"profile_fingerprint": ""},
    ],
    ids=["failed", "live", "from before this was kept"],
)
def test_refresh_without_fingerprint_reports_no_edit(fields: dict[str, Any]) -> None:
    refresh = completed(**fields)
    change(refresh.profile, skills=["Rust"])
    assert STALE not in page_of(refresh.profile)


def test_later_failed_refresh_does_not_hide_edit() -> None:
    profile = completed().profile
    MatchRefreshFactory.create(
        profile=profile, status="failed", created_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert "edited your profile" not in page_of(profile)
    change(profile, skills=["Rust"])
    said = "Your last refresh didn't finish, and your profile has changed since"
    assert said in page_of(profile)


def test_refresh_stores_fingerprint_it_read(settle: Settle) -> None:
    profile = ProfileFactory.create()
    OpportunityFactory.create()
    with settle():
        client_of(profile).post("/matches/refresh/")
    refresh = MatchRefresh.objects.get()
    assert (refresh.status, refresh.profile_fingerprint) == ("completed", again(profile))
    assert STALE not in page_of(profile)


def test_edit_during_refresh_makes_its_matches_stale(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = ProfileFactory.create()
    OpportunityFactory.create()

    def rank_while_the_profile_is_edited(read: Profile, *, limit: int) -> Any:
        change(profile, skills=["Rust"])
        return rank(read, limit=limit)

    monkeypatch.setattr("matching.compute.rank", rank_while_the_profile_is_edited)
    with settle():
        client_of(profile).post("/matches/refresh/")
    refresh = MatchRefresh.objects.get()
    assert refresh.status == "completed"
    assert refresh.profile_fingerprint == fingerprint_of(profile)
    assert STALE in page_of(profile)


ROWS = [kind for kind in Entry.__subclasses__() if not kind._meta.abstract]
ROWS += DatedEntry.__subclasses__()


@pytest.mark.parametrize("kind", ROWS, ids=[kind.__name__ for kind in ROWS])
def test_entry_type_counts_only_if_matching_reads_it(kind: type[Entry]) -> None:
    profile = ProfileFactory.create()
    before, told = again(profile), told_of(profile)
    fields = {"profile": profile, kind.SUBJECT: "Zymurgy", "description": "Zymurgical."}
    kind._default_manager.create(**fields)
    assert (again(profile) != before) is (told_of(profile) != told)


def told_of(profile: Profile) -> tuple[dict[str, float], str]:
    """Texts of a profile that the ranking and a model read."""
    profile = Profile.objects.get(pk=profile.pk)
    return Candidate.of(profile).words, build_profile_context(profile)
