"""Autosave of forms with an optimistic lock."""

from typing import Any

import pytest

from talentnet.profiles.forms.entry_forms import WorkExperienceForm
from talentnet.profiles.forms.sections import (
    BasicsForm,
    GoalsForm,
    PreferencesForm,
    PrivacyForm,
    SkillsForm,
)
from talentnet.profiles.models import Profile, WorkExperience
from talentnet.profiles.saving import EditConflict, SaveResult, save_form, token_of
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db


def stored_profile() -> Profile:
    return Profile.objects.get()


def current_token(form: Any = GoalsForm) -> str:
    """Return the token of a form over the only profile."""
    return token_of(form(instance=stored_profile()))


def save(form: Any, *, token: str, overwrite: bool = False, **typed: Any) -> SaveResult:
    return save_form(form(typed, instance=stored_profile()), seen=token, overwrite=overwrite)


def test_token_reflects_stored_values_only() -> None:
    ProfileFactory.create()
    stored = current_token()
    assert token_of(GoalsForm({"career_goals": "Typed."}, instance=stored_profile())) == stored
    Profile.objects.update(headline="Of another section")
    assert current_token() == stored
    Profile.objects.update(seeking="A team.")
    assert current_token() != stored


def test_token_reflects_list_order() -> None:
    ProfileFactory.create(skills=["a", "b"])
    stored = current_token(SkillsForm)
    Profile.objects.update(skills=["b", "a"])
    assert current_token(SkillsForm) != stored


def test_unsaved_row_has_no_token() -> None:
    assert token_of(WorkExperienceForm(instance=WorkExperience())) == ""


def test_save_returns_new_token() -> None:
    ProfileFactory.create()
    saved = save(GoalsForm, token=current_token(), career_goals=" Mine.\r\n")
    assert (saved.status, saved.token, stored_profile().career_goals) == (
        200,
        current_token(),
        "Mine.",
    )


def test_partial_save_returns_new_token() -> None:
    ProfileFactory.create(name="Amara", pronouns="she")
    saved = save(BasicsForm, token=current_token(BasicsForm), name="Ada", pronouns="x" * 51)
    assert (saved.status, saved.is_conflict, saved.token) == (422, False, current_token(BasicsForm))
    assert (stored_profile().name, stored_profile().pronouns, stored_profile().location) == (
        "Ada",
        "she",
        "",
    )


def test_save_without_valid_change_stores_nothing() -> None:
    profile = ProfileFactory.create(pronouns="she")
    as_stored: dict[str, Any] = {
        "name": profile.name,
        "location": profile.location,
        "headline": profile.headline,
    }
    saved = save(BasicsForm, token=current_token(BasicsForm), **as_stored, pronouns="x" * 51)
    assert (saved.status, saved.token) == (422, current_token(BasicsForm))
    assert stored_profile().updated_at == profile.updated_at


def test_conflict_saves_nothing_and_keeps_token() -> None:
    ProfileFactory.create(career_goals="First.", seeking="")
    token = current_token()
    Profile.objects.update(career_goals="Another tab's.")
    saved = save(GoalsForm, token=token, career_goals="Mine.", seeking="A team.")
    assert (saved.status, saved.token, saved.was_removed) == (409, token, False)
    assert saved.differences == [
        EditConflict("Career goals", "Another tab's."),
        EditConflict("What are you looking for now?", ""),
    ]
    assert (stored_profile().career_goals, stored_profile().seeking) == ("Another tab's.", "")
    assert saved.form.instance.career_goals == "Another tab's."
    assert saved.form["career_goals"].value() == "Mine."


def test_invalid_value_is_still_a_conflict() -> None:
    ProfileFactory.create(seeking="")
    token = current_token()
    Profile.objects.update(seeking="Another tab's.")
    typed: dict[str, Any] = {"career_goals": stored_profile().career_goals, "seeking": "x" * 1001}
    saved = save(GoalsForm, token=token, **typed)
    assert (saved.status, saved.token) == (409, token)
    overwritten = save(GoalsForm, token=token, overwrite=True, **typed)
    assert (overwritten.status, overwritten.token, stored_profile().seeking) == (
        422,
        current_token(),
        "Another tab's.",
    )


def test_conflict_shows_choice_labels() -> None:
    ProfileFactory.create(
        role_types=["policy", "research"],
        remote_preference="remote_only",
        willing_to_relocate=True,
        minimum_salary_usd=90000,
    )
    saved = save(PreferencesForm, token="stale", availability="From March")
    assert [(each.label, each.stored) for each in saved.differences] == [
        ("Role types", "Policy and governance, Research"),
        ("Remote preference", "Remote only"),
        ("Willing to relocate", "Yes"),
        ("Minimum salary (USD a year)", "90000"),
        ("Availability", ""),
    ]


def test_conflict_shows_list_items() -> None:
    ProfileFactory.create()
    saved = save(SkillsForm, token="stale", ai_safety_interests="evaluations\nAI control")
    assert saved.differences == [EditConflict("Skills", "Python, Threat modeling")]


def test_stale_token_without_change_is_no_conflict() -> None:
    profile = ProfileFactory.create()
    saved = save(GoalsForm, token="stale", career_goals=f" {profile.career_goals}\r\n")
    assert (saved.status, saved.token) == (200, current_token())


def test_overwrite_skips_conflict() -> None:
    ProfileFactory.create()
    saved = save(GoalsForm, token="stale", overwrite=True, career_goals="Mine.")
    assert (saved.status, saved.token, stored_profile().career_goals) == (
        200,
        current_token(),
        "Mine.",
    )


def test_saving_privacy_records_time() -> None:
    ProfileFactory.create(privacy_saved_at=None)
    save(PrivacyForm, token="stale", hidden_from_organizations="Foxglove")
    assert stored_profile().privacy_saved_at is None
    save(PrivacyForm, token=current_token(PrivacyForm), hidden_from_organizations="Foxglove")
    assert stored_profile().privacy_saved_at is not None


def test_new_row_needs_all_fields_valid() -> None:
    row = WorkExperience(profile=ProfileFactory.create())
    wrong = save_form(
        WorkExperienceForm({"organization": "Cedar Bay", "end_date": "soon"}, instance=row), seen=""
    )
    assert (wrong.status, wrong.token, WorkExperience.objects.count()) == (422, "", 0)
    right = save_form(WorkExperienceForm({"organization": "Cedar Bay"}, instance=row), seen="")
    stored = WorkExperience.objects.get()
    assert (right.status, stored.key) == (200, row.key)
    assert right.token == token_of(WorkExperienceForm(instance=stored))


def test_valid_fields_of_row_are_stored() -> None:
    row = WorkExperienceFactory.create(title="Engineer", end_date="2020")
    form = WorkExperienceForm(
        {"organization": row.organization, "title": "Lead", "end_date": "soon"}, instance=row
    )
    saved = save_form(form, seen=token_of(form))
    stored = WorkExperience.objects.get()
    assert (stored.title, stored.end_date) == ("Lead", "2020")
    assert saved.token == token_of(WorkExperienceForm(instance=stored))
