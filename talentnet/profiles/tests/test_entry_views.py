"""Views of profile rows: forms, autosave and lists."""

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
    html_of,
    meter_in,
    open_form,
    open_new_form,
    row_url,
    section_url,
    submit,
    token_in,
)
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = pytest.mark.django_db

each_kind = pytest.mark.parametrize(
    "kind", list(KINDS)[:5]
)  # the others share the table of the fifth
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
    """Return a value for every field of a kind."""
    shared = {name: text for name, text in DATED.items() if name in KINDS[kind].form.base_fields}
    return shared | TYPED[kind]


def rows(kind: str, profile: Profile) -> list[Entry]:
    return list(KINDS[kind].rows_of(profile))


def stored(kind: str) -> list[dict[str, Any]]:
    return [
        model_to_dict(row) | {"key": row.key} for row in KINDS[kind].model._default_manager.all()
    ]


@each_kind
@pytest.mark.parametrize("save", [submit, autosave])
def test_typed_row_is_stored_and_shown_again(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    url, data = open_new_form(client, kind)
    assert save(client, url, data, **typed(kind)).status_code in (200, 302)
    first = rows(kind, amara)[0]
    expected = {name: text.strip().replace("\r\n", "\n") for name, text in typed(kind).items()}
    assert {name: getattr(first, name) for name in expected} == expected
    again = open_form(client, url)
    assert {name: again[name] for name in expected} == {n: [v] for n, v in expected.items()}
    before = stored(kind)
    assert autosave(client, url, again).status_code == 200
    assert stored(kind) == before


@each_kind
def test_new_row_comes_first(client: Client, amara: Profile, kind: str) -> None:
    (old,) = rows(kind, amara)
    for n in (1, 2):
        url, data = open_new_form(client, kind)
        autosave(client, url, data, **{SUBJECTS[kind]: f"New {n}"})
    names = [getattr(row, SUBJECTS[kind]) for row in rows(kind, amara)]
    assert names == ["New 2", "New 1", getattr(old, SUBJECTS[kind])]
    assert [row.position for row in rows(kind, amara)] == [0, 1, 2]


@each_kind
@pytest.mark.parametrize("save", [submit, autosave])
def test_new_row_submitted_twice_is_stored_once(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    url, data = open_new_form(client, kind)
    for _ in range(2):
        assert save(client, url, data, **TYPED[kind]).status_code in (200, 302)
    assert len(rows(kind, amara)) == 2


def test_second_submit_of_new_row_conflicts(client: Client, amara: Profile) -> None:
    url, data = open_new_form(client, "work")
    autosave(client, url, data, organization="Cedar Bay", title="Engineer")
    response = autosave(client, url, data, organization="Cedar Bay", title="Intern")
    assert response.status_code == 409
    assert rows("work", amara)[0].title == "Engineer"  # type: ignore[attr-defined]  # it is work


def test_new_row_gets_new_key(client: Client, amara: Profile) -> None:
    assert open_new_form(client, "work")[0] != open_new_form(client, "work")[0]


def test_autosave_returns_state_token_and_meter(client: Client) -> None:
    client.force_login(ProfileFactory.create().user)
    url, data = open_new_form(client, "volunteering")
    response = autosave(client, url, data, organization="Meadow")
    page = Page(response)
    assert response.status_code == 200
    assert page.one("p", class_="saved").text.strip().startswith("Saved at ")
    assert [e.tag for e in page.elements if e.tag in ("html", "form", "h1")] == []
    assert meter_in(response) == "6 of 7 filled. Ready for matching."
    assert page.one("nav", id="meter").attrs["hx-swap-oob"] == "true"
    assert token_in(response) == open_form(client, url)["seen"][0] != ""


def test_autosaves_follow_each_other(client: Client, amara: Profile) -> None:
    url, data = open_new_form(client, "work")
    for typed in ("C", "Cedar", "Cedar Bay"):
        response = autosave(client, url, data, organization=typed)
        assert response.status_code == 200
        data["seen"] = [token_in(response)]
    assert [str(row) for row in rows("work", amara)] == [
        "Cedar Bay",
        "Software Engineer at Lanternfield",
    ]


def test_done_replaces_form_with_list(client: Client, amara: Profile) -> None:
    url, data = open_new_form(client, "work")
    response = autosave(client, url, data, organization="Cedar Bay", close="1")
    assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == (
        "#work-list",
        "outerHTML",
    )
    assert Page(response).texts("h3") == ["Cedar Bay", "Software Engineer at Lanternfield"]


@pytest.mark.parametrize("button", [{}, {"close": "1"}])
def test_without_javascript_save_returns_to_row(
    client: Client, amara: Profile, button: dict[str, str]
) -> None:
    url, data = open_new_form(client, "project")
    response = submit(client, url, data, name="Waggle", **button)
    key = rows("project", amara)[0].key
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/profile/edit/work/#entry-{key}",
    )


@each_kind
def test_row_without_subject_is_refused(client: Client, amara: Profile, kind: str) -> None:
    url, data = open_new_form(client, kind)
    response = autosave(client, url, data, location="Porto")
    assert response.status_code == 422
    assert errors_in(response) == ["This field is required."]
    assert "Not saved. Fix the highlighted fields." in html_of(response)
    assert (len(rows(kind, amara)), token_in(response)) == (1, "")


def test_valid_fields_are_saved_beside_invalid_ones(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    url = row_url(row, "work")
    response = autosave(
        client, url, open_form(client, url), title="Lead Engineer", organization="", end_date="soon"
    )
    assert response.status_code == 422
    assert errors_in(response) == [
        "This field is required.",
        "Enter a date as 2021, 2021-09 or 2021-09-30.",
    ]
    row.refresh_from_db()
    assert (row.title, row.organization, row.end_date) == ("Lead Engineer", "Lanternfield", "")
    shown = Page(submit(client, url, open_form(client, url), end_date="soon", close="1"))
    assert shown.form_data(url)["end_date"] == ["soon"]


@each_dated_kind
def test_period_ending_before_start_is_refused(client: Client, amara: Profile, kind: str) -> None:
    row: Any
    (row,) = rows(kind, amara)
    period, url = (row.start_date, row.end_date), row_url(row, kind)
    response = autosave(
        client, url, open_form(client, url), start_date="2030-02", end_date="2030-01-31"
    )
    assert response.status_code == 422
    assert errors_in(response) == [
        "The start date is after the end date.",
        "The end date is before the start date.",
    ]
    row.refresh_from_db()
    assert (row.start_date, row.end_date) == period
    same_year = autosave(client, url, open_form(client, url), start_date="2030-02", end_date="2030")
    assert same_year.status_code == 200


def test_errors_are_linked_to_their_fields(client: Client, amara: Profile) -> None:
    url, data = open_new_form(client, "work")
    page = Page(submit(client, url, data, end_date="soon"))
    for name in ("organization", "end_date"):
        described = page.one("input", name=name).attrs["aria-describedby"].split()
        assert [page.has(id=id_) for id_ in described] == [True] * len(described)


@pytest.mark.parametrize("save", [submit, autosave])
def test_change_in_other_tab_conflicts(client: Client, amara: Profile, save: Any) -> None:
    url = row_url(amara.educations.get(), "education")
    data = open_form(client, url)
    amara.educations.update(degree="MSc <b>")
    before = stored("education")
    response = save(client, url, data, description="Mine.", close="1")
    page = Page(response)
    assert (response.status_code, stored("education")) == (409, before)
    assert dict(zip(page.texts("dt"), page.texts("dd"), strict=True)) == {
        "Degree": "MSc <b>",
        "Description": "(nothing)",
    }
    overwritten = save(client, url, data, description="Mine.", overwrite="1")
    assert overwritten.status_code in (200, 302)
    row = amara.educations.get()
    assert (row.degree, row.description) == ("BSc", "Mine.")


def test_same_change_in_both_tabs_is_no_conflict(client: Client, amara: Profile) -> None:
    url = row_url(amara.educations.get(), "education")
    data = open_form(client, url)
    amara.educations.update(degree="MSc")
    assert autosave(client, url, data, degree=" MSc ").status_code == 200


@each_kind
@pytest.mark.parametrize("save", [submit, autosave])
def test_row_removed_in_other_tab_conflicts(
    client: Client, amara: Profile, kind: str, save: Any
) -> None:
    (row,) = rows(kind, amara)
    url = row_url(row, kind)
    data = open_form(client, url)
    row.delete()
    changed = {SUBJECTS[kind]: "Cedar Bay"}
    response = save(client, url, data, **changed)
    assert (response.status_code, rows(kind, amara)) == (409, [])
    assert "this was removed in another tab" in html_of(response)
    overwritten = save(client, url, data, **changed, overwrite="1")
    assert overwritten.status_code in (200, 302)
    (again,) = rows(kind, amara)
    assert (again.key, getattr(again, SUBJECTS[kind])) == (row.key, "Cedar Bay")


@each_kind
def test_more_than_fifty_rows_are_refused(client: Client, amara: Profile, kind: str) -> None:
    FACTORIES[kind].create_batch(MAX_ENTRIES - 2, profile=amara)
    url, data = open_new_form(client, kind)
    assert autosave(client, url, data, **TYPED[kind]).status_code == 200
    assert len(rows(kind, amara)) == MAX_ENTRIES == 50
    too_many_url, data = open_new_form(client, kind)
    for save in (submit, autosave):
        response = save(client, too_many_url, data, **TYPED[kind])
        errors = [e.text for e in Page(response).all("li") if e.is_in(class_="errorlist nonfield")]
        assert (response.status_code, errors) == (
            422,
            [f"A profile holds at most 50 rows of {KINDS[kind].noun}."],
        )
    shown = Page(submit(client, too_many_url, data, **TYPED[kind])).form_data(too_many_url)
    assert shown[SUBJECTS[kind]] == [TYPED[kind][SUBJECTS[kind]]]
    assert len(rows(kind, amara)) == 50
    assert autosave(client, url, open_form(client, url), location="Porto").status_code == 200


@each_kind
def test_rows_are_listed_on_page_and_as_fragment(client: Client, amara: Profile, kind: str) -> None:
    (row,) = rows(kind, amara)
    fragment = Page(client.get(reverse("profiles:entries", args=[kind]), headers=HTMX))
    assert (fragment.texts("h3"), fragment.all("h1")) == ([str(row)], [])
    assert str(row) in Page(client.get(section_url(SECTION_OF[kind]))).texts("h3")
    response = client.get(reverse("profiles:entries", args=[kind]))
    assert response.headers["Location"] == f"/profile/edit/{SECTION_OF[kind]}/#{kind}-list"


@each_kind
def test_form_opens_as_page_or_fragment(client: Client, amara: Profile, kind: str) -> None:
    (row,) = rows(kind, amara)
    for url in (row_url(row, kind), reverse("profiles:new_entry", args=[kind])):
        assert len(Page(client.get(url)).all("h1")) == 1
        fragment = Page(client.get(url, headers=HTMX))
        assert (len(fragment.all("form")), fragment.all("h1")) == (1, [])


@each_kind
def test_foreign_row_is_not_shown(client: Client, amara: Profile, kind: str) -> None:
    foreign = FACTORIES[kind].create(**{SUBJECTS[kind]: "Nowhere Bay"})
    assert client.get(row_url(foreign, kind)).status_code == 404
    assert client.get(row_url(foreign, kind), headers=HTMX).status_code == 404
    assert "Nowhere Bay" not in html_of(client.get(section_url(SECTION_OF[kind])))


@each_kind
@pytest.mark.parametrize("changes", [{}, {"overwrite": "1"}, {"seen": "0123456789abcdef"}])
def test_foreign_row_is_not_changed(
    client: Client, amara: Profile, kind: str, changes: dict[str, str]
) -> None:
    foreign = FACTORIES[kind].create()
    before = model_to_dict(foreign)
    other = {"profile": str(foreign.profile.pk), "id": str(foreign.pk)}
    autosave(client, row_url(foreign, kind), TYPED[kind] | other | changes)
    foreign.refresh_from_db()
    assert model_to_dict(foreign) == before
    assert rows(kind, foreign.profile) == [foreign]


def test_row_keeps_owner_and_key(client: Client, amara: Profile) -> None:
    row, other = amara.work_experiences.get(), ProfileFactory.create()
    url = row_url(row, "work")
    forged = {"profile": str(other.pk), "key": str(uuid.uuid4()), "position": "9", "id": "99"}
    assert autosave(client, url, open_form(client, url), title="Lead", **forged).status_code == 200
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
def test_unknown_row_or_kind_is_not_found(client: Client, amara: Profile, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("view", ["entry", "new_entry"])
def test_forms_need_sign_in(client: Client, view: str) -> None:
    row = WorkExperienceFactory.create()
    args = ["work", row.key] if view == "entry" else ["work"]
    url = reverse(f"profiles:{view}", args=args)
    response = client.get(url)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={url}")


def test_signed_out_form_changes_nothing(client: Client, amara: Profile) -> None:
    url, data = open_new_form(client, "work")
    client.logout()
    response = submit(client, url, data, organization="Cedar Bay")
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert "HX-Redirect" in autosave(client, url, data, organization="Cedar Bay").headers
    assert len(rows("work", amara)) == 1


def test_form_without_csrf_token_is_refused(amara: Profile) -> None:
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
