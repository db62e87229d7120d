"""What becomes of a form that is sent as one types."""

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
from talentnet.profiles.saving import EditConflict, Saved, save, token_of
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db


def now() -> Profile:
    return Profile.objects.get()


def seen(form: Any = GoalsForm) -> str:
    """The token of the only profile's form."""
    return token_of(form(instance=now()))


def sent(form: Any, *, token: str, overwrite: bool = False, **typed: Any) -> Saved:
    return save(form(typed, instance=now()), seen=token, overwrite=overwrite)


def test_the_token_is_of_what_is_stored_and_not_of_what_is_typed() -> None:
    ProfileFactory.create()
    stored = seen()
    assert token_of(GoalsForm({"career_goals": "Typed."}, instance=now())) == stored
    Profile.objects.update(headline="Of another section")
    assert seen() == stored
    Profile.objects.update(seeking="A team.")
    assert seen() != stored


def test_the_token_of_a_list_knows_its_order() -> None:
    ProfileFactory.create(skills=["a", "b"])
    stored = seen(SkillsForm)
    Profile.objects.update(skills=["b", "a"])
    assert seen(SkillsForm) != stored


def test_unsaved_row_has_no_token() -> None:
    assert token_of(WorkExperienceForm(instance=WorkExperience())) == ""


def test_a_save_gives_the_token_of_what_is_stored_then() -> None:
    ProfileFactory.create()
    saved = sent(GoalsForm, token=seen(), career_goals=" Mine.\r\n")
    assert (saved.status, saved.token, now().career_goals) == (200, seen(), "Mine.")


def test_a_partial_save_gives_the_token_of_what_is_stored_then() -> None:
    ProfileFactory.create(name="Amara", pronouns="she")
    saved = sent(BasicsForm, token=seen(BasicsForm), name="Ada", pronouns="x" * 51)
    assert (saved.status, saved.is_conflict, saved.token) == (422, False, seen(BasicsForm))
    assert (now().name, now().pronouns, now().location) == ("Ada", "she", "")


def test_nothing_valid_saves_nothing() -> None:
    profile = ProfileFactory.create(pronouns="she")
    as_stored: dict[str, Any] = {
        "name": profile.name,
        "location": profile.location,
        "headline": profile.headline,
    }
    saved = sent(BasicsForm, token=seen(BasicsForm), **as_stored, pronouns="x" * 51)
    assert (saved.status, saved.token) == (422, seen(BasicsForm))
    assert now().updated_at == profile.updated_at


def test_conflict_saves_nothing_and_keeps_its_token() -> None:
    ProfileFactory.create(career_goals="First.", seeking="")
    token = seen()
    Profile.objects.update(career_goals="Another tab's.")
    saved = sent(GoalsForm, token=token, career_goals="Mine.", seeking="A team.")
    assert (saved.status, saved.token, saved.was_removed) == (409, token, False)
    assert saved.differences == [
        EditConflict("Career goals", "Another tab's."),
        EditConflict("What are you looking for now?", ""),
    ]
    assert (now().career_goals, now().seeking) == ("Another tab's.", "")
    assert saved.form.instance.career_goals == "Another tab's."
    assert saved.form["career_goals"].value() == "Mine."


def test_invalid_value_counts_as_difference() -> None:
    ProfileFactory.create(seeking="")
    token = seen()
    Profile.objects.update(seeking="Another tab's.")
    typed: dict[str, Any] = {"career_goals": now().career_goals, "seeking": "x" * 1001}
    saved = sent(GoalsForm, token=token, **typed)
    assert (saved.status, saved.token) == (409, token)
    insisted = sent(GoalsForm, token=token, overwrite=True, **typed)
    assert (insisted.status, insisted.token, now().seeking) == (422, seen(), "Another tab's.")


def test_a_conflict_says_choices_in_the_words_of_the_form() -> None:
    ProfileFactory.create(
        role_types=["policy", "research"],
        remote_preference="remote_only",
        willing_to_relocate=True,
        minimum_salary_usd=90000,
    )
    saved = sent(PreferencesForm, token="stale", availability="From March")
    assert [(each.label, each.stored) for each in saved.differences] == [
        ("Role types", "Policy and governance, Research"),
        ("Remote preference", "Remote only"),
        ("Willing to relocate", "Yes"),
        ("Minimum salary (USD a year)", "90000"),
        ("Availability", ""),
    ]


def test_a_list_is_said_with_its_label_and_its_items() -> None:
    ProfileFactory.create()
    saved = sent(SkillsForm, token="stale", ai_safety_interests="evaluations\nAI control")
    assert saved.differences == [EditConflict("Skills", "Python, Threat modeling")]


def test_a_stale_token_without_a_difference_is_no_conflict() -> None:
    profile = ProfileFactory.create()
    saved = sent(GoalsForm, token="stale", career_goals=f" {profile.career_goals}\r\n")
    assert (saved.status, saved.token) == (200, seen())


def test_overwrite_is_not_asked_twice() -> None:
    ProfileFactory.create()
    saved = sent(GoalsForm, token="stale", overwrite=True, career_goals="Mine.")
    assert (saved.status, saved.token, now().career_goals) == (200, seen(), "Mine.")


def test_saving_privacy_says_when() -> None:
    ProfileFactory.create(privacy_saved_at=None)
    sent(PrivacyForm, token="stale", hidden_from_organizations="Foxglove")
    assert now().privacy_saved_at is None
    sent(PrivacyForm, token=seen(PrivacyForm), hidden_from_organizations="Foxglove")
    assert now().privacy_saved_at is not None


def test_a_new_row_is_stored_only_when_all_of_it_is_valid() -> None:
    row = WorkExperience(profile=ProfileFactory.create())
    wrong = save(
        WorkExperienceForm({"organization": "Cedar Bay", "end_date": "soon"}, instance=row), seen=""
    )
    assert (wrong.status, wrong.token, WorkExperience.objects.count()) == (422, "", 0)
    right = save(WorkExperienceForm({"organization": "Cedar Bay"}, instance=row), seen="")
    stored = WorkExperience.objects.get()
    assert (right.status, stored.key) == (200, row.key)
    assert right.token == token_of(WorkExperienceForm(instance=stored))


def test_valid_fields_of_row_are_stored() -> None:
    row = WorkExperienceFactory.create(title="Engineer", end_date="2020")
    form = WorkExperienceForm(
        {"organization": row.organization, "title": "Lead", "end_date": "soon"}, instance=row
    )
    saved = save(form, seen=token_of(form))
    stored = WorkExperience.objects.get()
    assert (stored.title, stored.end_date) == ("Lead", "2020")
    assert saved.token == token_of(WorkExperienceForm(instance=stored))
