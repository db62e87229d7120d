"""Profile page of the signed-in candidate."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import SIGN_IN, html_of, meter_in, section_url
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    ProjectFactory,
    UserFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)
from talentnet.profiles.tests.pages import Page

pytestmark = pytest.mark.django_db

PAGE, EDIT = "/profile/", "/profile/edit/"
ALL_PAGES = (
    PAGE,
    *(
        section_url(slug)
        for slug in ("basics", "education", "work", "skills", "goals", "preferences", "privacy")
    ),
    *(f"/profile/rows/{kind}/" for kind in ("education", "work", "project", "volunteering")),
)


def test_page_shows_stored_profile(client: Client, amara: Profile) -> None:
    page = Page(client.get(PAGE))
    assert page.texts("h1") == ["Amara Diallo"]
    assert page.texts("li", within="skills") == ["Python", "Threat modeling"]
    assert page.texts("li", within="interests") == ["evaluations", "AI control"]
    assert page.texts("p", within="goals") == ["I want to build evaluations that labs rely on."]
    rows = [e.text for e in page.all("h3") if e.is_in(class_="entry place")]
    assert rows == [
        "Software Engineer at Lanternfield",
        "Honest Graders, Maintainer",
        "Facilitator at Lighthouse Reading Group",
        "Quiet Harbor University",
        "Prize for careful replication, Small Findings Quarterly",
        "Risk assessment, level two, Small Findings Quarterly",
        "Portuguese, native",
        "How graders are flattered, Small Findings Quarterly",
    ]
    shown = page.texts("p")
    for line in (
        "Engineer who tests language models",
        "Lisbon, Portugal",
        "since 2019",
        "BSc, Physics",
        "2015 – 2018-06",
        "2022 – 2023",
        "Kept the test systems of a payments team honest.",
    ):
        assert line in shown
    assert page.texts("dd", within="preferences") == ["Engineering"]


def test_row_has_anchor_with_its_key(client: Client, amara: Profile) -> None:
    page = Page(client.get(PAGE))
    for row in (amara.educations.get(), amara.projects.get()):
        assert page.one("article", id=f"entry-{row.key}").text.lstrip().startswith(str(row))


def test_meter_says_profile_is_ready(client: Client, amara: Profile) -> None:
    assert meter_in(client.get(PAGE)) == "7 of 7 filled. Ready for matching."


def test_meter_links_to_missing_sections(client: Client) -> None:
    client.force_login(UserFactory.create())
    response = client.get(PAGE)
    assert meter_in(response) == (
        "0 of 7 filled. Write your career goals and fill in 4 more sections to start matching."
    )
    links = [e.attrs["href"] for e in Page(response).all("a") if e.is_in(id="meter")]
    assert links == [
        section_url(slug)
        for slug in ("basics", "education", "work", "skills", "goals", "preferences", "privacy")
    ]
    assert Page(response).all("a", href=EDIT) != []


@pytest.mark.parametrize(
    ("fields", "slug"),
    [({"career_goals": ""}, "goals"), ({}, "basics"), ({"privacy_saved_at": None}, "education")],
)
def test_editor_opens_at_first_missing_section(
    client: Client, fields: dict[str, str], slug: str
) -> None:
    client.force_login(ProfileFactory.create(**fields).user)
    response = client.get(EDIT)
    assert (response.status_code, response.headers["Location"]) == (302, section_url(slug))


def test_pages_hold_no_data_of_others(client: Client, amara: Profile) -> None:
    other = ProfileFactory.create(
        name="Kofi Mensah",
        skills=["Beekeeping"],
        career_goals="To keep bees.",
        hidden_from_organizations=["Hornet"],
    )
    WorkExperienceFactory.create(profile=other, organization="Foxglove")
    EducationFactory.create(profile=other, institution="Rookery College")
    ProjectFactory.create(profile=other, name="Waggle")
    VolunteeringFactory.create(profile=other, organization="Meadow")
    seen = "".join(html_of(client.get(url)) for url in ALL_PAGES)
    foreign = "Kofi", "Beekeeping", "keep bees", "Hornet", "Foxglove", "Rookery", "Waggle", "Meadow"
    for own in ("Amara Diallo", "Lanternfield", "Quiet Harbor", "Honest Graders", "Lighthouse"):
        assert own in seen
    assert [word for word in foreign if word in seen] == []


def test_markup_is_shown_as_text(client: Client, amara: Profile) -> None:
    script = "<script>alert(1)</script>"
    Profile.objects.update(name=script, skills=[script], links=['https://example.org/?a="b'])
    amara.educations.update(institution=script)
    page = html_of(client.get(PAGE))
    assert "<script>alert(1)" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert 'href="https://example.org/?a=&quot;b"' in page


def test_page_says_whether_ai_is_used(client: Client, amara: Profile) -> None:
    assert "No AI model reads your profile" in html_of(client.get(PAGE))
    consented_at = timezone.now() - dt.timedelta(days=30)
    Profile.objects.update(ai_consent_at=consented_at)
    assert f"You agreed on {consented_at:%b} {consented_at.day}, {consented_at.year}" in html_of(
        client.get(PAGE)
    )


@pytest.mark.parametrize("url", [*ALL_PAGES, EDIT])
def test_every_page_needs_sign_in(client: Client, url: str) -> None:
    response = client.get(url)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={url}")


@pytest.mark.parametrize(
    ("current", "back_to"),
    [
        ("http://testserver/profile/edit/", "%2Fprofile%2Fedit%2F"),
        ("https://elsewhere.example.org/profile/", "%2Fprofile%2F"),
        ("", "%2F"),
    ],
)
def test_fragment_redirects_whole_page_to_sign_in(
    client: Client, current: str, back_to: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": current}
    response = client.get(PAGE, headers=headers)
    assert response.headers["HX-Redirect"].replace("/", "%2F") == (
        f"{SIGN_IN}?next=".replace("/", "%2F") + back_to
    )
    assert response.content == b""


@pytest.mark.parametrize(
    ("method", "url"), [("post", PAGE), ("put", PAGE), ("post", EDIT), ("delete", EDIT)]
)
def test_other_methods_are_not_allowed(
    client: Client, amara: Profile, method: str, url: str
) -> None:
    assert getattr(client, method)(url).status_code == 405
