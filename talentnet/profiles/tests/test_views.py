"""One's own profile: seen, and edited as a whole."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from talentnet.profiles.models import Education, Profile, WorkExperience
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    UserFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db

PAGE, EDIT = "/profile/", "/profile/edit/"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def amara(client: Client) -> Profile:
    """Signed in, with one education and one work experience."""
    profile: Profile = ProfileFactory.create(user__email="amara@example.org")
    EducationFactory.create(profile=profile)
    WorkExperienceFactory.create(profile=profile)
    client.force_login(profile.user)
    return profile


def text(response: Any) -> str:
    return str(response.content.decode())


def filled_in(client: Client) -> dict[str, Any]:
    """What a browser would send if the edit page were saved as it stands."""
    context = client.get(EDIT).context
    sent: dict[str, Any] = {}
    for name in ("educations", "work_experiences"):
        formset = context[name]
        for form in (formset.management_form, *formset):
            sent |= {bound.html_name: bound.value() for bound in form}
    sent |= {bound.html_name: bound.value() for bound in context["form"]}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def save(client: Client, **changes: Any) -> Any:
    return client.post(EDIT, filled_in(client) | changes)


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]  # the test client's


def test_the_profile_page_shows_what_is_stored(client: Client, amara: Profile) -> None:
    page = text(client.get(PAGE))
    for shown in (
        "Amara Diallo",
        "Lisbon, Portugal",
        "Threat modeling",
        "AI control",
        "I want to build evaluations that labs rely on.",
        "Software Engineer at Lanternfield",
        "since 2019",
        "Quiet Harbor University",
        "BSc, Physics",
        "2015 – 2018-06",
        "Ready for matching.",
    ):
        assert shown in page


def test_the_profile_page_says_what_is_missing(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = text(client.get(PAGE))
    assert "Not ready for matching yet." in page
    assert '<a href="/profile/edit/#goals">career goals</a>' in page


def test_the_pages_hold_ones_own_data_only(client: Client, amara: Profile) -> None:
    other = ProfileFactory.create(name="Kofi Mensah", skills=["Beekeeping"])
    WorkExperienceFactory.create(profile=other, organization="Foxglove")
    EducationFactory.create(profile=other, institution="Rookery College")
    for url in (PAGE, EDIT):
        page = text(client.get(url))
        assert "Amara Diallo" in page
        for foreign in ("Kofi", "Beekeeping", "Foxglove", "Rookery"):
            assert foreign not in page


def test_what_was_typed_is_shown_as_text(client: Client, amara: Profile) -> None:
    Profile.objects.update(name="<script>alert(1)</script>", links=['https://example.org/?a="b'])
    page = text(client.get(PAGE))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_profile_page_takes_the_same_queries_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    short, long = ProfileFactory.create(), ProfileFactory.create()
    for entries, profile in ((1, short), (5, long)):
        EducationFactory.create_batch(entries, profile=profile)
        WorkExperienceFactory.create_batch(entries, profile=profile)
    client.force_login(short.user)
    with CaptureQueriesContext(connection) as counted:
        assert text(client.get(PAGE)).count("Quiet Harbor University") == 1
    client.force_login(long.user)
    with django_assert_num_queries(len(counted)):
        assert text(client.get(PAGE)).count("Quiet Harbor University") == 5


def test_saving_the_page_as_it_stands_changes_nothing(client: Client, amara: Profile) -> None:
    held = ("name", "headline", "skills", "ai_safety_interests", "role_types", "career_goals")
    before = [getattr(amara, name) for name in held]
    response = save(client)
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert messages_of(response) == ["Your profile is saved."]
    amara.refresh_from_db()
    assert [getattr(amara, name) for name in held] == before
    assert (amara.educations.count(), amara.work_experiences.count()) == (1, 1)


def test_everything_on_the_form_is_stored(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)
    save(
        client,
        name=" Amara Diallo ",
        pronouns="she/her",
        location="Lisbon",
        links="https://example.org/amara",
        skills="Python, Rust",
        ai_safety_interests="evaluations\nAI control",
        career_goals="Line one.\r\nLine two.",
        role_types=["policy", "other"],
        experience_levels=["mid"],
        commitment_types=["full_time"],
        remote_preference="remote_only",
        willing_to_relocate="on",
        minimum_salary_usd="90000",
        hidden_from_organizations="Foxglove, Inc.\nLanternfield",
    )
    profile = Profile.objects.get(user=user)
    assert (profile.name, profile.pronouns, profile.location) == (
        "Amara Diallo",
        "she/her",
        "Lisbon",
    )
    assert profile.links == ["https://example.org/amara"]
    assert profile.skills == ["Python", "Rust"]
    assert profile.ai_safety_interests == ["evaluations", "AI control"]
    assert profile.career_goals.splitlines() == ["Line one.", "Line two."]
    assert (profile.role_types, profile.experience_levels) == (["policy", "other"], ["mid"])
    assert (profile.commitment_types, profile.remote_preference) == (["full_time"], "remote_only")
    assert (profile.willing_to_relocate, profile.minimum_salary_usd) == (True, 90000)
    assert profile.hidden_from_organizations == ["Foxglove, Inc.", "Lanternfield"]


def test_saving_fills_the_privacy_section(client: Client, amara: Profile) -> None:
    Profile.objects.update(privacy_saved_at=None)
    save(client)
    amara.refresh_from_db()
    assert amara.privacy_saved_at is not None
    assert timezone.now() - amara.privacy_saved_at < dt.timedelta(minutes=1)


def test_consent_is_given_with_its_date(client: Client, amara: Profile) -> None:
    save(client, ai_consent="on")
    amara.refresh_from_db()
    assert amara.ai_consent_at is not None
    assert timezone.now() - amara.ai_consent_at < dt.timedelta(minutes=1)


def test_consent_keeps_its_date_when_the_form_is_saved_again(
    client: Client, amara: Profile
) -> None:
    given = timezone.now() - dt.timedelta(days=30)
    Profile.objects.update(ai_consent_at=given)
    save(client, headline="Another headline")
    amara.refresh_from_db()
    assert (amara.headline, amara.ai_consent_at) == ("Another headline", given)
    assert f"You agreed on {given:%b} {given.day}, {given.year}" in text(client.get(PAGE))


def test_consent_is_withdrawn(client: Client, amara: Profile) -> None:
    Profile.objects.update(ai_consent_at=timezone.now())
    sent = filled_in(client)
    del sent["ai_consent"]
    client.post(EDIT, sent)
    amara.refresh_from_db()
    assert amara.ai_consent_at is None
    assert "No AI model reads your profile" in text(client.get(PAGE))


def test_rows_are_added_changed_and_deleted(client: Client, amara: Profile) -> None:
    sent = filled_in(client) | {
        "education-0-DELETE": "on",
        "work-0-title": "Lead Engineer",
        "work-1-organization": "Cedar Bay",
        "work-1-start_date": "2021-09",
    }
    client.post(EDIT, sent)
    assert list(amara.educations.all()) == []
    assert [(str(entry), entry.period) for entry in amara.work_experiences.all()] == [
        ("Cedar Bay", "since 2021-09"),
        ("Lead Engineer at Lanternfield", "since 2019"),
    ]


def test_one_thing_wrong_saves_nothing_and_loses_nothing(client: Client, amara: Profile) -> None:
    response = save(
        client,
        **{
            "name": "Another Name",
            "skills": "Beekeeping, Rust",
            "links": "javascript:alert(1)",
            "work-0-title": "Lead Engineer",
            "work-1-organization": "Cedar Bay",
            "work-1-start_date": "soon",
            "education-0-DELETE": "on",
        },
    )
    page = text(response)
    assert response.status_code == 422
    for kept in (
        'value="Another Name"',
        "Beekeeping, Rust</textarea>",
        "javascript:alert(1)</textarea>",
        'value="Lead Engineer"',
        'value="Cedar Bay"',
        'value="soon"',
    ):
        assert kept in page
    assert "“javascript:alert(1)” is not a web address; begin it with https://." in page
    assert "Write a date as 2021, 2021-09 or 2021-09-30." in page
    assert 'href="javascript:' not in page
    stored = Profile.objects.get()
    assert (stored.name, stored.skills, stored.links) == (amara.name, amara.skills, [])
    assert [entry.title for entry in WorkExperience.objects.all()] == ["Software Engineer"]
    assert Education.objects.count() == 1


def test_a_work_experience_needs_its_organization(client: Client, amara: Profile) -> None:
    response = save(client, **{"work-1-title": "Engineer"})
    assert response.status_code == 422
    assert "This field is required." in text(response)
    assert WorkExperience.objects.count() == 1


def test_a_row_of_somebody_else_cannot_be_touched(client: Client, amara: Profile) -> None:
    foreign = WorkExperienceFactory.create(organization="Foxglove")
    for change in ({"work-0-organization": "Mine"}, {"work-0-DELETE": "on"}):
        save(client, **{"work-0-id": str(foreign.pk), **change})
    assert list(foreign.profile.work_experiences.values_list("pk", "organization")) == [
        (foreign.pk, "Foxglove")
    ]


def test_a_row_deleted_in_another_tab_is_explained(client: Client, amara: Profile) -> None:
    sent = filled_in(client)
    WorkExperience.objects.all().delete()
    response = client.post(EDIT, sent)
    assert response.status_code == 422
    assert 'class="errorlist' in text(response)


def test_a_post_without_a_form_is_no_crash(client: Client, amara: Profile) -> None:
    assert client.post(EDIT, {}).status_code == 422
    assert Profile.objects.get().name == "Amara Diallo"


@pytest.mark.parametrize("url", [PAGE, EDIT])
def test_the_pages_need_a_sign_in(client: Client, url: str) -> None:
    response = client.get(url)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={url}")


def test_a_form_sent_after_the_sign_in_lapsed_changes_nothing(
    client: Client, amara: Profile
) -> None:
    sent = filled_in(client) | {"name": "Another Name"}
    client.logout()
    response = client.post(EDIT, sent)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert Profile.objects.get().name == "Amara Diallo"


@pytest.mark.parametrize(
    ("current", "back_to"),
    [
        ("http://testserver/profile/edit/", "%2Fprofile%2Fedit%2F"),
        ("https://elsewhere.example.org/profile/", "%2Fprofile%2F"),
        ("", "%2F"),
    ],
)
def test_a_fragment_sends_its_whole_page_to_the_sign_in(
    client: Client, current: str, back_to: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": current}
    response = client.get(PAGE, headers=headers)
    assert response.headers["HX-Redirect"].replace("/", "%2F") == (
        f"{SIGN_IN}?next=".replace("/", "%2F") + back_to
    )
    assert response.content == b""


@pytest.mark.parametrize(("method", "url"), [("post", PAGE), ("put", EDIT), ("delete", EDIT)])
def test_other_methods_are_not_allowed(
    client: Client, amara: Profile, method: str, url: str
) -> None:
    assert getattr(client, method)(url).status_code == 405


def test_a_form_from_elsewhere_is_refused(amara: Profile) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    response = strict.post(EDIT, {"name": "Another Name"})
    assert response.status_code == 403
    assert "This page was open for too long" in text(response)
    assert Profile.objects.get().name == "Amara Diallo"
