"""Rows of the profile: opened, saved as they are typed, and listed."""

import uuid
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from talentnet.profiles.entries import KINDS, MAX_ENTRIES
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.tests.editor import (
    FACTORIES,
    SECTION_OF,
    SIGN_IN,
    SUBJECTS,
    autosave,
    errors_in,
    meter_in,
    opened,
    opened_new,
    row_url,
    section_url,
    send,
    text,
    token_in,
)
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = pytest.mark.django_db

each_kind = pytest.mark.parametrize("kind", list(KINDS)[:5])  # the rest share the fifth's table
each_dated_kind = pytest.mark.parametrize("kind", ["education", "work", "project", "volunteering"])
DATED = {
    "location": " Porto ",
    "start_date": "2021-09",
    "end_date": "2022",
    "description": "Line one.\r\nLine two.",
}
TYPED: dict[str, dict[str, str]] = {
    "education": {"institution": "Rookery College", "degree": "MSc", "field_of_study": "Logic"},
    "work": {"organization": "Cedar Bay", "title": "Lead Engineer"},
    "project": {"name": "Waggle", "title": "Author", "url": "https://example.org/waggle"},
    "volunteering": {"organization": "Meadow", "title": "Treasurer"},
    "publication": {"name": "On graders", "issuer": "Quarterly", "date": "2024-05"},
    "award": {"name": "A prize", "issuer": "Society", "date": "2023"},
    "certificate": {"name": "Audit", "issuer": "Board", "url": "https://example.org/audit"},
    "language": {"name": "Portuguese", "issuer": "native"},
}


def typed(kind: str) -> dict[str, str]:
    """Something in every field of this kind that the others have, too, and in its own."""
    shared = {name: text for name, text in DATED.items() if name in KINDS[kind].form.base_fields}
    return shared | TYPED[kind]


def rows(kind: str, profile: Profile) -> list[Entry]:
    return list(KINDS[kind].of(profile))


def stored(kind: str) -> list[dict[str, Any]]:
    return [
        model_to_dict(row) | {"key": row.key} for row in KINDS[kind].model._default_manager.all()
    ]


@each_kind
@pytest.mark.parametrize("save", [send, autosave])
def test_all_that_is_typed_is_stored_and_shown_again(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    url, sent = opened_new(client, kind)
    assert save(client, url, sent, **typed(kind)).status_code in (200, 302)
    first = rows(kind, amara)[0]
    expected = {name: text.strip().replace("\r\n", "\n") for name, text in typed(kind).items()}
    assert {name: getattr(first, name) for name in expected} == expected
    again = opened(client, url)
    assert {name: again[name] for name in expected} == {n: [v] for n, v in expected.items()}
    before = stored(kind)
    assert autosave(client, url, again).status_code == 200
    assert stored(kind) == before


@each_kind
def test_a_new_row_stands_before_the_others(client: Client, amara: Profile, kind: str) -> None:
    (old,) = rows(kind, amara)
    for n in (1, 2):
        url, sent = opened_new(client, kind)
        autosave(client, url, sent, **{SUBJECTS[kind]: f"New {n}"})
    names = [getattr(row, SUBJECTS[kind]) for row in rows(kind, amara)]
    assert names == ["New 2", "New 1", getattr(old, SUBJECTS[kind])]
    assert [row.position for row in rows(kind, amara)] == [0, 1, 2]


@each_kind
@pytest.mark.parametrize("save", [send, autosave])
def test_a_new_row_that_is_sent_twice_is_stored_once(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    url, sent = opened_new(client, kind)
    for _ in range(2):
        assert save(client, url, sent, **TYPED[kind]).status_code in (200, 302)
    assert len(rows(kind, amara)) == 2


def test_second_submit_of_new_row_conflicts(client: Client, amara: Profile) -> None:
    url, sent = opened_new(client, "work")
    autosave(client, url, sent, organization="Cedar Bay", title="Engineer")
    response = autosave(client, url, sent, organization="Cedar Bay", title="Intern")
    assert response.status_code == 409
    assert rows("work", amara)[0].title == "Engineer"  # type: ignore[attr-defined]  # it is work


def test_a_new_row_has_a_key_of_its_own_each_time(client: Client, amara: Profile) -> None:
    assert opened_new(client, "work")[0] != opened_new(client, "work")[0]


def test_autosave_returns_state_token_and_meter(client: Client) -> None:
    client.force_login(ProfileFactory.create().user)
    url, sent = opened_new(client, "volunteering")
    response = autosave(client, url, sent, organization="Meadow")
    page = Page(response)
    assert response.status_code == 200
    assert page.one("p", class_="saved").text.strip().startswith("Saved at ")
    assert [e.tag for e in page.elements if e.tag in ("html", "form", "h1")] == []
    assert meter_in(response) == "6 of 7 filled. Ready for matching."
    assert page.one("nav", id="meter").attrs["hx-swap-oob"] == "true"
    assert token_in(response) == opened(client, url)["seen"][0] != ""


def test_one_autosave_follows_the_other(client: Client, amara: Profile) -> None:
    url, sent = opened_new(client, "work")
    for typed in ("C", "Cedar", "Cedar Bay"):
        response = autosave(client, url, sent, organization=typed)
        assert response.status_code == 200
        sent["seen"] = [token_in(response)]
    assert [str(row) for row in rows("work", amara)] == [
        "Cedar Bay",
        "Software Engineer at Lanternfield",
    ]


def test_done_shows_list_instead_of_form(client: Client, amara: Profile) -> None:
    url, sent = opened_new(client, "work")
    response = autosave(client, url, sent, organization="Cedar Bay", close="1")
    assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == (
        "#work-list",
        "outerHTML",
    )
    assert Page(response).texts("h3") == ["Cedar Bay", "Software Engineer at Lanternfield"]


@pytest.mark.parametrize("button", [{}, {"close": "1"}])
def test_without_javascript_one_comes_back_to_the_row(
    client: Client, amara: Profile, button: dict[str, str]
) -> None:
    url, sent = opened_new(client, "project")
    response = send(client, url, sent, name="Waggle", **button)
    key = rows("project", amara)[0].key
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/profile/edit/work/#entry-{key}",
    )


@each_kind
def test_a_row_says_what_it_is_about(client: Client, amara: Profile, kind: str) -> None:
    url, sent = opened_new(client, kind)
    response = autosave(client, url, sent, location="Porto")
    assert response.status_code == 422
    assert errors_in(response) == ["This field is required."]
    assert "Not saved. Fix the highlighted fields." in text(response)
    assert (len(rows(kind, amara)), token_in(response)) == (1, "")


def test_valid_fields_are_saved_beside_invalid_ones(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    url = row_url(row, "work")
    response = autosave(
        client, url, opened(client, url), title="Lead Engineer", organization="", end_date="soon"
    )
    assert response.status_code == 422
    assert errors_in(response) == [
        "This field is required.",
        "Write a date as 2021, 2021-09 or 2021-09-30.",
    ]
    row.refresh_from_db()
    assert (row.title, row.organization, row.end_date) == ("Lead Engineer", "Lanternfield", "")
    shown = Page(send(client, url, opened(client, url), end_date="soon", close="1"))
    assert shown.sent(url)["end_date"] == ["soon"]


@each_dated_kind
def test_end_before_start_is_refused(client: Client, amara: Profile, kind: str) -> None:
    row: Any
    (row,) = rows(kind, amara)
    held, url = (row.start_date, row.end_date), row_url(row, kind)
    response = autosave(
        client, url, opened(client, url), start_date="2030-02", end_date="2030-01-31"
    )
    assert response.status_code == 422
    assert errors_in(response) == [
        "This is after the date on which it ended.",
        "This is before the date on which it began.",
    ]
    row.refresh_from_db()
    assert (row.start_date, row.end_date) == held
    same_year = autosave(client, url, opened(client, url), start_date="2030-02", end_date="2030")
    assert same_year.status_code == 200


def test_every_error_is_said_where_its_field_points(client: Client, amara: Profile) -> None:
    url, sent = opened_new(client, "work")
    page = Page(send(client, url, sent, end_date="soon"))
    for name in ("organization", "end_date"):
        described = page.one("input", name=name).attrs["aria-describedby"].split()
        assert [page.has(id=id_) for id_ in described] == [True] * len(described)


@pytest.mark.parametrize("save", [send, autosave])
def test_change_in_another_tab_is_not_overwritten(
    client: Client, amara: Profile, save: Any
) -> None:
    url = row_url(amara.educations.get(), "education")
    sent = opened(client, url)
    amara.educations.update(degree="MSc <b>")
    before = stored("education")
    response = save(client, url, sent, description="Mine.", close="1")
    page = Page(response)
    assert (response.status_code, stored("education")) == (409, before)
    assert dict(zip(page.texts("dt"), page.texts("dd"), strict=True)) == {
        "Degree": "MSc <b>",
        "Description": "(nothing)",
    }
    kept = save(client, url, sent, description="Mine.", overwrite="1")
    assert kept.status_code in (200, 302)
    row = amara.educations.get()
    assert (row.degree, row.description) == ("BSc", "Mine.")


def test_the_same_in_both_tabs_is_no_conflict(client: Client, amara: Profile) -> None:
    url = row_url(amara.educations.get(), "education")
    sent = opened(client, url)
    amara.educations.update(degree="MSc")
    assert autosave(client, url, sent, degree=" MSc ").status_code == 200


@each_kind
@pytest.mark.parametrize("save", [send, autosave])
def test_row_removed_in_another_tab_stays_removed(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    (row,) = rows(kind, amara)
    url = row_url(row, kind)
    sent = opened(client, url)
    row.delete()
    changed = {SUBJECTS[kind]: "Cedar Bay"}
    response = save(client, url, sent, **changed)
    assert (response.status_code, rows(kind, amara)) == (409, [])
    assert "this was removed in another tab" in text(response)
    kept = save(client, url, sent, **changed, overwrite="1")
    assert kept.status_code in (200, 302)
    (again,) = rows(kind, amara)
    assert (again.key, getattr(again, SUBJECTS[kind])) == (row.key, "Cedar Bay")


@each_kind
def test_a_profile_holds_at_most_fifty_rows_of_a_kind(
    client: Client, amara: Profile, kind: str
) -> None:
    FACTORIES[kind].create_batch(MAX_ENTRIES - 2, profile=amara)
    url, sent = opened_new(client, kind)
    assert autosave(client, url, sent, **TYPED[kind]).status_code == 200
    assert len(rows(kind, amara)) == MAX_ENTRIES == 50
    too_many_url, sent = opened_new(client, kind)
    for save in (send, autosave):
        response = save(client, too_many_url, sent, **TYPED[kind])
        said = [e.text for e in Page(response).all("li") if e.is_in(class_="errorlist nonfield")]
        assert (response.status_code, said) == (
            422,
            [f"A profile holds at most 50 rows of {KINDS[kind].noun}."],
        )
    shown = Page(send(client, too_many_url, sent, **TYPED[kind])).sent(too_many_url)
    assert shown[SUBJECTS[kind]] == [TYPED[kind][SUBJECTS[kind]]]
    assert len(rows(kind, amara)) == 50
    assert autosave(client, url, opened(client, url), location="Porto").status_code == 200


@each_kind
def test_rows_are_listed_on_their_page_and_as_a_fragment(
    client: Client, amara: Profile, kind: str
) -> None:
    (row,) = rows(kind, amara)
    fragment = Page(client.get(reverse("profiles:entries", args=[kind]), headers=HTMX))
    assert (fragment.texts("h3"), fragment.all("h1")) == ([str(row)], [])
    assert str(row) in Page(client.get(section_url(SECTION_OF[kind]))).texts("h3")
    response = client.get(reverse("profiles:entries", args=[kind]))
    assert response.headers["Location"] == f"/profile/edit/{SECTION_OF[kind]}/#{kind}-list"


@each_kind
def test_a_form_opens_in_its_page_or_as_a_fragment(
    client: Client, amara: Profile, kind: str
) -> None:
    (row,) = rows(kind, amara)
    for url in (row_url(row, kind), reverse("profiles:new_entry", args=[kind])):
        assert len(Page(client.get(url)).all("h1")) == 1
        fragment = Page(client.get(url, headers=HTMX))
        assert (len(fragment.all("form")), fragment.all("h1")) == (1, [])


@each_kind
def test_a_row_of_somebody_else_cannot_be_seen(client: Client, amara: Profile, kind: str) -> None:
    foreign = FACTORIES[kind].create(**{SUBJECTS[kind]: "Nowhere Bay"})
    assert client.get(row_url(foreign, kind)).status_code == 404
    assert client.get(row_url(foreign, kind), headers=HTMX).status_code == 404
    assert "Nowhere Bay" not in text(client.get(section_url(SECTION_OF[kind])))


@each_kind
@pytest.mark.parametrize("changes", [{}, {"overwrite": "1"}, {"seen": "0123456789abcdef"}])
def test_a_row_of_somebody_else_cannot_be_changed(
    client: Client, amara: Profile, kind: str, changes: dict[str, str]
) -> None:
    foreign = FACTORIES[kind].create()
    before = model_to_dict(foreign)
    other = {"profile": str(foreign.profile.pk), "id": str(foreign.pk)}
    autosave(client, row_url(foreign, kind), TYPED[kind] | other | changes)
    foreign.refresh_from_db()
    assert model_to_dict(foreign) == before
    assert rows(kind, foreign.profile) == [foreign]


def test_a_row_stays_with_its_owner_and_its_key(client: Client, amara: Profile) -> None:
    row, other = amara.work_experiences.get(), ProfileFactory.create()
    url = row_url(row, "work")
    forged = {"profile": str(other.pk), "key": str(uuid.uuid4()), "position": "9", "id": "99"}
    assert autosave(client, url, opened(client, url), title="Lead", **forged).status_code == 200
    (now,) = amara.work_experiences.all()
    assert (now.pk, now.key, now.position, now.title) == (row.pk, row.key, 0, "Lead")


@pytest.mark.parametrize(
    "url",
    [
        "/profile/rows/work/00000000-0000-4000-8000-000000000000/",
        "/profile/rows/awards/",
        "/profile/rows/awards/new/",
        "/profile/rows/work/1/",
    ],
)
def test_unknown_row_is_not_found(client: Client, amara: Profile, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("view", ["entry", "new_entry"])
def test_the_forms_need_a_sign_in(client: Client, view: str) -> None:
    row = WorkExperienceFactory.create()
    args = ["work", row.key] if view == "entry" else ["work"]
    url = reverse(f"profiles:{view}", args=args)
    response = client.get(url)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={url}")


def test_a_form_sent_after_the_sign_in_lapsed_changes_nothing(
    client: Client, amara: Profile
) -> None:
    url, sent = opened_new(client, "work")
    client.logout()
    response = send(client, url, sent, organization="Cedar Bay")
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert "HX-Redirect" in autosave(client, url, sent, organization="Cedar Bay").headers
    assert len(rows("work", amara)) == 1


def test_a_form_from_elsewhere_is_refused(amara: Profile) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    url = row_url(amara.work_experiences.get(), "work")
    assert strict.post(url, {"organization": "Mine", "overwrite": "1"}).status_code == 403
    assert amara.work_experiences.get().organization == "Lanternfield"


@pytest.mark.parametrize(
    ("method", "view"),
    [("post", "new_entry"), ("post", "entries"), ("put", "entry"), ("delete", "entry")],
)
def test_other_methods_are_not_allowed(
    client: Client, amara: Profile, method: str, view: str
) -> None:
    args = ["work", amara.work_experiences.get().key] if view == "entry" else ["work"]
    assert getattr(client, method)(reverse(f"profiles:{view}", args=args)).status_code == 405
    assert len(rows("work", amara)) == 1
