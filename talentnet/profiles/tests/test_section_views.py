"""Sections of the editor that consist of one form."""

import datetime as dt
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import (
    FORM_SECTIONS,
    SIGN_IN,
    autosave,
    errors_in,
    html_of,
    messages_of,
    meter_in,
    open_form,
    section_url,
    submit,
    token_in,
)
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = pytest.mark.django_db

BASICS, SKILLS, GOALS = (section_url(slug) for slug in ("basics", "skills", "goals"))
PREFERENCES, PRIVACY = section_url("preferences"), section_url("privacy")

TYPED: dict[str, dict[str, Any]] = {
    "basics": {
        "name": " Amara Diallo ",
        "pronouns": "she/her",
        "location": "Lisbon",
        "headline": "Engineer",
        "summary": "Line one.\r\nLine two.",
        "links": "https://example.org/amara\r\nhttp://example.net",
    },
    "skills": {"skills": "Python, in depth\r\nRust", "ai_safety_interests": "evaluations\nELK"},
    "goals": {"career_goals": "Line one.\r\nLine two.", "seeking": "A team."},
    "preferences": {
        "role_types": ["policy", "other"],
        "experience_levels": ["mid"],
        "commitment_types": ["full_time"],
        "remote_preference": "remote_only",
        "willing_to_relocate": "on",
        "work_authorization": "The EU",
        "minimum_salary_usd": "90000",
        "availability": "From March",
    },
    "privacy": {"hidden_from_organizations": "Foxglove, Inc.\r\nLanternfield"},
}
STORED: dict[str, dict[str, Any]] = {
    **TYPED,
    "basics": TYPED["basics"]
    | {
        "name": "Amara Diallo",
        "summary": "Line one.\nLine two.",
        "links": ["https://example.org/amara", "http://example.net"],
    },
    "skills": {
        "skills": ["Python, in depth", "Rust"],
        "ai_safety_interests": ["evaluations", "ELK"],
    },
    "goals": {"career_goals": "Line one.\nLine two.", "seeking": "A team."},
    "preferences": TYPED["preferences"]
    | {"willing_to_relocate": True, "minimum_salary_usd": 90000},
    "privacy": {"hidden_from_organizations": ["Foxglove, Inc.", "Lanternfield"]},
}


def stored() -> dict[str, Any]:
    return model_to_dict(Profile.objects.get())


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_typed_section_is_stored_and_shown_again(client: Client, slug: str) -> None:
    client.force_login(UserFactory.create())
    url = section_url(slug)
    response = submit(client, url, open_form(client, url), **TYPED[slug])
    assert messages_of(response) == ["Saved."]
    now = stored()
    assert {name: now[name] for name in STORED[slug]} == STORED[slug]
    again = open_form(client, url)
    assert [line.strip() for line in again[next(iter(TYPED[slug]))]] != []
    assert submit(client, url, again).status_code == 302
    assert stored() == now | {"privacy_saved_at": stored()["privacy_saved_at"]}


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_unchanged_form_changes_nothing(client: Client, amara: Profile, slug: str) -> None:
    before, url = stored(), section_url(slug)
    for save in (submit, autosave):
        assert save(client, url, open_form(client, url)).status_code in (200, 302)
    assert stored() == before | {"privacy_saved_at": stored()["privacy_saved_at"]}


def test_autosave_returns_state_token_and_meter(client: Client, amara: Profile) -> None:
    Profile.objects.update(career_goals="")
    data = open_form(client, GOALS)
    response = autosave(client, GOALS, data, career_goals="To build evaluations.")
    page = Page(response)
    assert response.status_code == 200
    assert page.one("p", class_="saved").text.strip().startswith("Saved at ")
    assert [e.tag for e in page.elements if e.tag in ("html", "form", "h1")] == []
    assert meter_in(response) == "7 of 7 filled. Ready for matching."
    assert page.one("nav", id="meter").attrs["hx-swap-oob"] == "true"
    assert token_in(response) == open_form(client, GOALS)["seen"][0] != data["seen"][0]


def test_autosaves_follow_each_other(client: Client, amara: Profile) -> None:
    data = open_form(client, GOALS)
    for typed in ("To", "To build", "To build evaluations."):
        response = autosave(client, GOALS, data, career_goals=typed)
        assert response.status_code == 200
        data["seen"] = [token_in(response)]
    assert Profile.objects.get().career_goals == "To build evaluations."


@pytest.mark.parametrize(
    ("slug", "button", "leads_to"),
    [
        ("basics", "continue", "/profile/edit/education/"),
        ("goals", "continue", "/profile/edit/preferences/"),
        ("goals", "stay", "/profile/edit/goals/"),
        ("privacy", "continue", "/profile/edit/privacy/"),
    ],
)
def test_without_javascript_button_decides_next_page(
    client: Client, amara: Profile, slug: str, button: str, leads_to: str
) -> None:
    url = section_url(slug)
    response = submit(client, url, open_form(client, url), **{button: "1"})
    assert (response.status_code, response.headers["Location"]) == (302, leads_to)


def test_valid_fields_are_saved_beside_invalid_ones(client: Client, amara: Profile) -> None:
    for save, name in ((autosave, "Ada"), (submit, "Grace")):
        response = save(
            client, BASICS, open_form(client, BASICS), name=name, links="javascript:alert(1)"
        )
        assert response.status_code == 422
        assert errors_in(response) == [
            "“javascript:alert(1)” isn't a web address. Start it with https://."
        ]
        assert "Saved, except the highlighted fields." in html_of(response)
        assert 'href="javascript:' not in html_of(response)
        assert (stored()["name"], stored()["links"]) == (name, [])


def test_refused_values_are_shown_again(client: Client, amara: Profile) -> None:
    response = submit(
        client, BASICS, open_form(client, BASICS), name="Ada", links="nowhere", pronouns="x" * 51
    )
    again = Page(response).form_data(BASICS)
    assert (again["name"], again["links"], again["pronouns"]) == (["Ada"], ["nowhere"], ["x" * 51])
    again["links"], again["pronouns"] = ["https://example.org"], ["she"]
    assert submit(client, BASICS, again).status_code == 302
    assert stored()["links"] == ["https://example.org"]


def test_corrected_autosave_is_no_conflict(client: Client, amara: Profile) -> None:
    response = autosave(client, BASICS, open_form(client, BASICS), name="Ada", links="nowhere")
    data = open_form(client, BASICS) | {"seen": [token_in(response)]}
    corrected = autosave(client, BASICS, data, links="https://example.org")
    assert corrected.status_code == 200
    assert errors_in(corrected) == []


@pytest.mark.parametrize("save", [submit, autosave])
def test_change_in_other_tab_conflicts(client: Client, amara: Profile, save: Any) -> None:
    data = open_form(client, SKILLS)
    Profile.objects.update(skills=["Rust", "<b>Go</b>"])
    before = stored()
    response = save(client, SKILLS, data, ai_safety_interests="ELK")
    page = Page(response)
    assert response.status_code == 409
    assert stored() == before
    named = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert named == {
        "Skills": "Rust, <b>Go</b>",
        "AI safety interests": "evaluations, AI control",
    }
    assert "this changed in another tab" in html_of(response)
    assert page.one("button", name="overwrite").text == "Keep my version"
    again = save(client, SKILLS, data, ai_safety_interests="ELK")
    assert (again.status_code, stored()) == (409, before)


def test_typed_text_stays_after_conflict(client: Client, amara: Profile) -> None:
    data = open_form(client, SKILLS)
    Profile.objects.update(skills=["Rust"])
    page = Page(submit(client, SKILLS, data, ai_safety_interests="ELK"))
    assert page.form_data(SKILLS)["ai_safety_interests"] == ["ELK"]
    overwritten = submit(client, SKILLS, page.form_data(SKILLS), overwrite="1")
    assert overwritten.status_code == 302
    assert (stored()["skills"], stored()["ai_safety_interests"]) == (
        ["Python", "Threat modeling"],
        ["ELK"],
    )


def test_overwrite_saves_despite_conflict(client: Client, amara: Profile) -> None:
    data = open_form(client, GOALS)
    Profile.objects.update(career_goals="Another tab's.")
    response = autosave(client, GOALS, data, career_goals="Mine.", overwrite="1")
    assert (response.status_code, stored()["career_goals"]) == (200, "Mine.")
    assert token_in(response) == open_form(client, GOALS)["seen"][0]


def test_same_change_in_both_tabs_is_no_conflict(client: Client, amara: Profile) -> None:
    data = open_form(client, GOALS)
    Profile.objects.update(career_goals="One.\nTwo.")
    response = autosave(client, GOALS, data, career_goals=" One.\r\nTwo. ")
    assert (response.status_code, stored()["career_goals"]) == (200, "One.\nTwo.")


def test_change_in_other_section_is_no_conflict(client: Client, amara: Profile) -> None:
    data = open_form(client, GOALS)
    Profile.objects.update(headline="Another tab's", skills=[])
    assert autosave(client, GOALS, data, career_goals="Mine.").status_code == 200
    assert (stored()["headline"], stored()["skills"]) == ("Another tab's", [])


def test_invalid_value_does_not_hide_conflict(client: Client, amara: Profile) -> None:
    data = open_form(client, BASICS)
    Profile.objects.update(links=["https://example.org"])
    response = autosave(client, BASICS, data, links="nowhere")
    assert (response.status_code, token_in(response)) == (409, data["seen"][0])
    assert Page(response).texts("dd") == ["https://example.org"]


def test_meter_ignores_unsaved_text(client: Client) -> None:
    client.force_login(ProfileFactory.create(career_goals="").user)
    data = open_form(client, GOALS)
    Profile.objects.update(seeking="Another tab's.")
    response = autosave(client, GOALS, data, career_goals="Mine.")
    assert response.status_code == 409
    assert meter_in(response).startswith("4 of 7 filled. Write your career goals")


def test_line_break_counts_once(client: Client, amara: Profile) -> None:
    fits = "a\r\n" * 2499 + "bb"
    assert len(fits.replace("\r\n", "\n")) == 5000
    response = autosave(client, GOALS, open_form(client, GOALS), career_goals=fits)
    assert (response.status_code, len(stored()["career_goals"])) == (200, 5000)
    before = stored()
    response = submit(client, GOALS, open_form(client, GOALS), career_goals=f"{fits}b")
    assert response.status_code == 422
    assert errors_in(response) == ["Ensure this value has at most 5000 characters (it has 5001)."]
    assert stored() == before
    (shown,) = Page(response).form_data(GOALS)["career_goals"]
    assert shown.replace("\r\n", "\n") == f"{fits}b".replace("\r\n", "\n")


@pytest.mark.parametrize("save", [submit, autosave])
def test_saving_fills_the_privacy_section(client: Client, save: Any) -> None:
    client.force_login(ProfileFactory.create(privacy_saved_at=None).user)
    save(client, PRIVACY, open_form(client, PRIVACY))
    saved_at = Profile.objects.get().privacy_saved_at
    assert saved_at is not None
    assert timezone.now() - saved_at < dt.timedelta(minutes=1)


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_forged_internal_fields_are_ignored(client: Client, amara: Profile, slug: str) -> None:
    Profile.objects.update(privacy_saved_at=None)
    other, url = UserFactory.create(), section_url(slug)
    before = Profile.objects.values("id", "user", "ai_consent_at", "ai_choice_at", "created_at")
    before_values = dict(before.get())
    forged = {"id": "9", "user": str(other.pk)} | dict.fromkeys(
        ("ai_consent_at", "ai_choice_at", "created_at", "privacy_saved_at"), "2020-01-01 10:00"
    )
    assert autosave(client, url, open_form(client, url), **forged).status_code == 200
    assert dict(before.get()) == before_values
    saved_at = Profile.objects.get().privacy_saved_at
    assert saved_at is None or saved_at.year != 2020


def test_other_profile_is_not_changed(client: Client, amara: Profile) -> None:
    other = ProfileFactory.create(name="Kofi Mensah")
    autosave(client, BASICS, open_form(client, BASICS), name="Ada", id=str(other.pk))
    assert dict(Profile.objects.values_list("id", "name")) == {
        amara.pk: "Ada",
        other.pk: "Kofi Mensah",
    }


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_empty_post_erases_nothing(client: Client, amara: Profile, slug: str) -> None:
    before = stored()
    response = client.post(section_url(slug), {})
    assert response.status_code == (302 if slug == "privacy" else 409)
    assert stored() == before | {"privacy_saved_at": stored()["privacy_saved_at"]}


def test_signed_out_form_changes_nothing(client: Client, amara: Profile) -> None:
    data = open_form(client, BASICS)
    client.logout()
    response = submit(client, BASICS, data, name="Ada")
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    headers = HTMX | {"HX-Current-URL": f"http://testserver{BASICS}"}
    response = client.post(BASICS, data | {"name": "Ada"}, headers=headers)
    assert response.headers["HX-Redirect"] == f"{SIGN_IN}?next=%2Fprofile%2Fedit%2Fbasics%2F"
    assert stored()["name"] == "Amara Diallo"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("slug", [*FORM_SECTIONS, "education", "work"])
def test_other_methods_are_not_allowed(
    client: Client, amara: Profile, method: str, slug: str
) -> None:
    assert getattr(client, method)(section_url(slug)).status_code == 405


@pytest.mark.parametrize("slug", ["education", "work", "nowhere"])
def test_post_to_section_without_form_is_not_found(
    client: Client, amara: Profile, slug: str
) -> None:
    assert client.post(f"/profile/edit/{slug}/", {}).status_code == 404


def test_form_without_csrf_token_is_refused(amara: Profile) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    response = strict.post(BASICS, {"name": "Ada", "overwrite": "1"})
    assert response.status_code == 403
    assert "This page has expired" in html_of(response)
    assert stored()["name"] == "Amara Diallo"
