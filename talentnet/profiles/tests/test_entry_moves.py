"""Moving, removing and restoring rows of the profile."""

from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from talentnet.profiles.entries import KINDS, MAX_ENTRIES
from talentnet.profiles.models import Entry, Profile, WorkExperience
from talentnet.profiles.tests.editor import (
    FACTORIES,
    SECTION_OF,
    SIGN_IN,
    SUBJECTS,
    meter_in,
    open_new_form,
    row_url,
    submit,
)
from talentnet.profiles.tests.factories import (
    ProfileFactory,
    ProjectFactory,
    WorkExperienceFactory,
)
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = pytest.mark.django_db

RESTORE = "/profile/rows/restore/"
each_kind = pytest.mark.parametrize(
    "kind", list(KINDS)[:5]
)  # the others share the table of the fifth


def three(kind: str, profile: Profile) -> list[Entry]:
    """Create rows named One, Two and Three, in this order."""
    KINDS[kind].rows_of(profile).delete()
    return [
        FACTORIES[kind].create(profile=profile, position=n, **{SUBJECTS[kind]: name})
        for n, name in enumerate(("One", "Two", "Three"))
    ]


def order(kind: str, profile: Profile) -> list[str]:
    return [getattr(row, SUBJECTS[kind]) for row in KINDS[kind].rows_of(profile)]


def press(client: Client, row: Entry, kind: str, view: str) -> Any:
    return client.post(row_url(row, kind, view), headers=HTMX)


@each_kind
def test_row_moves_by_one(client: Client, amara: Profile, kind: str) -> None:
    first, _, third = three(kind, amara)
    response = press(client, first, kind, "move_down")
    assert order(kind, amara) == ["Two", "One", "Three"]
    names = [str(row) for row in KINDS[kind].rows_of(amara)]
    assert Page(response).texts("h3") == names
    press(client, third, kind, "move_up")
    assert order(kind, amara) == ["Two", "Three", "One"]


@each_kind
@pytest.mark.parametrize(("place", "view"), [(0, "move_up"), (2, "move_down")])
def test_row_stays_at_end_of_list(
    client: Client, amara: Profile, kind: str, place: int, view: str
) -> None:
    row = three(kind, amara)[place]
    assert press(client, row, kind, view).status_code == 200
    assert order(kind, amara) == ["One", "Two", "Three"]


def test_rows_at_same_position_can_be_moved(client: Client, amara: Profile) -> None:
    amara.work_experiences.all().delete()
    for year in ("2018", "2019", "2020"):
        WorkExperienceFactory.create(profile=amara, organization=year, start_date=year)
    assert order("work", amara) == ["2020", "2019", "2018"]
    press(client, amara.work_experiences.get(organization="2018"), "work", "move_up")
    assert order("work", amara) == ["2020", "2018", "2019"]


@each_kind
def test_without_javascript_moves_return_to_list(client: Client, amara: Profile, kind: str) -> None:
    row = three(kind, amara)[1]
    back = f"/profile/edit/{SECTION_OF[kind]}/#{kind}-list"
    for view in ("move_up", "move_down", "remove_entry"):
        assert client.post(row_url(row, kind, view)).headers["Location"] == back
    assert client.post(RESTORE).headers["Location"] == back
    assert order(kind, amara) == ["One", "Two", "Three"]


@each_kind
def test_undo_restores_row_in_place_once(client: Client, amara: Profile, kind: str) -> None:
    row = three(kind, amara)[1]
    before = model_to_dict(row) | {"key": row.key}
    response = press(client, row, kind, "remove_entry")
    assert order(kind, amara) == ["One", "Three"]
    assert Page(response).texts("span", within=f"{kind}-list")[0] == f"Removed “{row}”."
    assert len(Page(response).all("form", action=RESTORE)) == 1
    again = client.post(RESTORE, headers=HTMX)
    assert order(kind, amara) == ["One", "Two", "Three"]
    now = KINDS[kind].rows_of(amara)[1]
    assert model_to_dict(now) | {"key": now.key, "id": before["id"]} == before
    assert Page(again).all("form", action=RESTORE) == []
    assert client.post(RESTORE, headers=HTMX).status_code == 404
    assert order(kind, amara) == ["One", "Two", "Three"]


def test_undo_is_offered_on_whole_page(client: Client, amara: Profile) -> None:
    client.post(row_url(amara.projects.get(), "project", "remove_entry"))
    page = Page(client.get("/profile/edit/work/"))
    (form,) = page.all("form", action=RESTORE)
    assert form.is_in(id="project-list")
    client.post(RESTORE)
    assert amara.projects.get().name == "Honest Graders"


def test_meter_follows_removal_and_undo(client: Client) -> None:
    row = WorkExperienceFactory.create()
    client.force_login(row.profile.user)
    assert meter_in(press(client, row, "work", "remove_entry")).startswith("5 of 7 filled.")
    assert meter_in(client.post(RESTORE, headers=HTMX)).startswith("6 of 7 filled.")


def test_undo_restores_last_removed_row(client: Client, amara: Profile) -> None:
    first, second, _ = three("work", amara)
    press(client, first, "work", "remove_entry")
    press(client, second, "work", "remove_entry")
    client.post(RESTORE)
    assert order("work", amara) == ["Two", "Three"]


def test_second_removal_of_row_keeps_undo(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    for _ in range(2):
        assert press(client, row, "work", "remove_entry").status_code == 200
    client.post(RESTORE)
    assert order("work", amara) == ["Lanternfield"]


def test_undo_restores_row_that_form_would_refuse(client: Client, amara: Profile) -> None:
    odd = {"start_date": "2020", "end_date": "2019", "url": "example.org", "description": " a\r\n"}
    amara.projects.update(**odd)
    press(client, amara.projects.get(), "project", "remove_entry")
    client.post(RESTORE)
    row = amara.projects.get()
    assert {name: getattr(row, name) for name in odd} == odd


def test_undo_skips_row_saved_in_other_tab(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    press(client, row, "work", "remove_entry")
    submit(client, row_url(row, "work"), {"organization": "Cedar Bay", "overwrite": "1"})
    assert client.post(RESTORE, headers=HTMX).status_code == 200
    assert order("work", amara) == ["Cedar Bay"]


def test_undo_waits_while_list_is_full(client: Client, amara: Profile) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    added = WorkExperienceFactory.create_batch(MAX_ENTRIES, profile=amara, organization="New")
    assert len(Page(client.post(RESTORE, headers=HTMX)).all("form", action=RESTORE)) == 1
    assert order("work", amara) == ["New"] * MAX_ENTRIES
    added[0].delete()
    client.post(RESTORE)
    assert order("work", amara).count("Lanternfield") == 1


@pytest.mark.parametrize("view", ["move_up", "move_down", "remove_entry"])
@each_kind
def test_foreign_row_is_not_moved_or_removed(
    client: Client, amara: Profile, kind: str, view: str
) -> None:
    other = ProfileFactory.create()
    theirs = three(kind, other)
    before = order(kind, amara)
    press(client, theirs[1], kind, view)
    assert (order(kind, other), order(kind, amara)) == (["One", "Two", "Three"], before)
    assert client.post(RESTORE).status_code == 404
    assert list(KINDS[kind].rows_of(other)) == theirs


def test_undo_never_restores_row_of_other_user(client: Client, amara: Profile) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    kofi = ProfileFactory.create(name="Kofi Mensah")
    elsewhere = Client()
    elsewhere.force_login(kofi.user)
    assert elsewhere.post(RESTORE).status_code == 404
    client.logout()
    client.force_login(kofi.user)
    assert client.post(RESTORE).status_code == 404
    assert WorkExperience.objects.count() == 0


def test_missing_row_is_not_moved_or_removed(client: Client, amara: Profile) -> None:
    rows = three("work", amara)
    rows[1].delete()
    for view in ("move_up", "move_down", "remove_entry"):
        assert Page(press(client, rows[1], "work", view)).texts("h3") == [
            "Software Engineer at One",
            "Software Engineer at Three",
        ]
    assert client.post(RESTORE).status_code == 404


def test_row_of_other_kind_with_same_key_stays(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    ProjectFactory.create(profile=amara, name="Waggle", key=row.key)
    press(client, row, "work", "remove_entry")
    assert order("project", amara).count("Waggle") == 1
    assert order("work", amara) == []


def test_row_can_be_added_before_undo(client: Client, amara: Profile) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    url, data = open_new_form(client, "work")
    submit(client, url, data, organization="Cedar Bay")
    client.post(RESTORE)
    assert sorted(order("work", amara)) == ["Cedar Bay", "Lanternfield"]


POSTED = ("move_up", "move_down", "remove_entry", "restore_entry")


def address(view: str, profile: Profile) -> str:
    args = [] if view == "restore_entry" else ["work", profile.work_experiences.get().key]
    return reverse(f"profiles:{view}", args=args)


@pytest.mark.parametrize("view", POSTED)
def test_post_without_csrf_token_is_refused(amara: Profile, view: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    assert strict.post(address(view, amara)).status_code == 403
    assert order("work", amara) == ["Lanternfield"]


@pytest.mark.parametrize("view", POSTED)
def test_get_is_not_allowed(client: Client, amara: Profile, view: str) -> None:
    assert client.get(address(view, amara)).status_code == 405


@pytest.mark.parametrize("view", POSTED)
def test_signed_out_post_changes_nothing(client: Client, amara: Profile, view: str) -> None:
    client.logout()
    response = client.post(address(view, amara))
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert order("work", amara) == ["Lanternfield"]
