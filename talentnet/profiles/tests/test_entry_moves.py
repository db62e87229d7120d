"""Rows of the profile: moved, removed, and brought back."""

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
    opened_new,
    row_url,
    send,
)
from talentnet.profiles.tests.factories import (
    ProfileFactory,
    ProjectFactory,
    WorkExperienceFactory,
)
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = pytest.mark.django_db

RESTORE = "/profile/rows/restore/"
each_kind = pytest.mark.parametrize("kind", list(KINDS)[:5])  # the rest share the fifth's table


def three(kind: str, profile: Profile) -> list[Entry]:
    """One, Two and Three, in this order."""
    KINDS[kind].of(profile).delete()
    return [
        FACTORIES[kind].create(profile=profile, position=n, **{SUBJECTS[kind]: name})
        for n, name in enumerate(("One", "Two", "Three"))
    ]


def order(kind: str, profile: Profile) -> list[str]:
    return [getattr(row, SUBJECTS[kind]) for row in KINDS[kind].of(profile)]


def press(client: Client, row: Entry, kind: str, view: str) -> Any:
    return client.post(row_url(row, kind, view), headers=HTMX)


@each_kind
def test_a_row_is_moved_by_one(client: Client, amara: Profile, kind: str) -> None:
    one, _, three_ = three(kind, amara)
    response = press(client, one, kind, "move_down")
    assert order(kind, amara) == ["Two", "One", "Three"]
    names = [str(row) for row in KINDS[kind].of(amara)]
    assert Page(response).texts("h3") == names
    press(client, three_, kind, "move_up")
    assert order(kind, amara) == ["Two", "Three", "One"]


@each_kind
@pytest.mark.parametrize(("place", "view"), [(0, "move_up"), (2, "move_down")])
def test_at_its_end_of_the_list_a_row_stays(
    client: Client, amara: Profile, kind: str, place: int, view: str
) -> None:
    row = three(kind, amara)[place]
    assert press(client, row, kind, view).status_code == 200
    assert order(kind, amara) == ["One", "Two", "Three"]


def test_rows_are_moved_though_none_has_a_place_of_its_own(client: Client, amara: Profile) -> None:
    amara.work_experiences.all().delete()
    for year in ("2018", "2019", "2020"):
        WorkExperienceFactory.create(profile=amara, organization=year, start_date=year)
    assert order("work", amara) == ["2020", "2019", "2018"]
    press(client, amara.work_experiences.get(organization="2018"), "work", "move_up")
    assert order("work", amara) == ["2020", "2018", "2019"]


@each_kind
def test_without_javascript_one_comes_back_to_the_list(
    client: Client, amara: Profile, kind: str
) -> None:
    row = three(kind, amara)[1]
    back = f"/profile/edit/{SECTION_OF[kind]}/#{kind}-list"
    for view in ("move_up", "move_down", "remove_entry"):
        assert client.post(row_url(row, kind, view)).headers["Location"] == back
    assert client.post(RESTORE).headers["Location"] == back
    assert order(kind, amara) == ["One", "Two", "Three"]


@each_kind
def test_a_removed_row_comes_back_to_its_place_and_once(
    client: Client, amara: Profile, kind: str
) -> None:
    row = three(kind, amara)[1]
    before = model_to_dict(row) | {"key": row.key}
    response = press(client, row, kind, "remove_entry")
    assert order(kind, amara) == ["One", "Three"]
    assert Page(response).texts("span", within=f"{kind}-list")[0] == f"Removed “{row}”."
    assert len(Page(response).all("form", action=RESTORE)) == 1
    again = client.post(RESTORE, headers=HTMX)
    assert order(kind, amara) == ["One", "Two", "Three"]
    now = KINDS[kind].of(amara)[1]
    assert model_to_dict(now) | {"key": now.key, "id": before["id"]} == before
    assert Page(again).all("form", action=RESTORE) == []
    assert client.post(RESTORE, headers=HTMX).status_code == 404
    assert order(kind, amara) == ["One", "Two", "Three"]


def test_undo_works_without_javascript(client: Client, amara: Profile) -> None:
    client.post(row_url(amara.projects.get(), "project", "remove_entry"))
    page = Page(client.get("/profile/edit/work/"))
    (form,) = page.all("form", action=RESTORE)
    assert form.is_in(id="project-list")
    client.post(RESTORE)
    assert amara.projects.get().name == "Honest Graders"


def test_the_meter_follows_what_is_removed_and_brought_back(client: Client) -> None:
    row = WorkExperienceFactory.create()
    client.force_login(row.profile.user)
    assert meter_in(press(client, row, "work", "remove_entry")).startswith("5 of 7 filled.")
    assert meter_in(client.post(RESTORE, headers=HTMX)).startswith("6 of 7 filled.")


def test_the_row_that_was_removed_last_is_brought_back(client: Client, amara: Profile) -> None:
    one, two, _ = three("work", amara)
    press(client, one, "work", "remove_entry")
    press(client, two, "work", "remove_entry")
    client.post(RESTORE)
    assert order("work", amara) == ["Two", "Three"]


def test_removing_twice_keeps_what_can_be_brought_back(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    for _ in range(2):
        assert press(client, row, "work", "remove_entry").status_code == 200
    client.post(RESTORE)
    assert order("work", amara) == ["Lanternfield"]


def test_undo_restores_row_its_form_would_refuse(client: Client, amara: Profile) -> None:
    odd = {"start_date": "2020", "end_date": "2019", "url": "example.org", "description": " a\r\n"}
    amara.projects.update(**odd)
    press(client, amara.projects.get(), "project", "remove_entry")
    client.post(RESTORE)
    row = amara.projects.get()
    assert {name: getattr(row, name) for name in odd} == odd


def test_a_row_that_was_kept_in_another_tab_is_not_there_twice(
    client: Client, amara: Profile
) -> None:
    row = amara.work_experiences.get()
    press(client, row, "work", "remove_entry")
    send(client, row_url(row, "work"), {"organization": "Cedar Bay", "overwrite": "1"})
    assert client.post(RESTORE, headers=HTMX).status_code == 200
    assert order("work", amara) == ["Cedar Bay"]


def test_undo_past_fifty_rows_can_be_retried(client: Client, amara: Profile) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    added = WorkExperienceFactory.create_batch(MAX_ENTRIES, profile=amara, organization="New")
    assert len(Page(client.post(RESTORE, headers=HTMX)).all("form", action=RESTORE)) == 1
    assert order("work", amara) == ["New"] * MAX_ENTRIES
    added[0].delete()
    client.post(RESTORE)
    assert order("work", amara).count("Lanternfield") == 1


@pytest.mark.parametrize("view", ["move_up", "move_down", "remove_entry"])
@each_kind
def test_a_row_of_somebody_else_stays_where_it_is(
    client: Client, amara: Profile, kind: str, view: str
) -> None:
    other = ProfileFactory.create()
    theirs = three(kind, other)
    before = order(kind, amara)
    press(client, theirs[1], kind, view)
    assert (order(kind, other), order(kind, amara)) == (["One", "Two", "Three"], before)
    assert client.post(RESTORE).status_code == 404
    assert list(KINDS[kind].of(other)) == theirs


def test_undo_of_another_person_is_refused(client: Client, amara: Profile) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    kofi = ProfileFactory.create(name="Kofi Mensah")
    elsewhere = Client()
    elsewhere.force_login(kofi.user)
    assert elsewhere.post(RESTORE).status_code == 404
    client.logout()
    client.force_login(kofi.user)
    assert client.post(RESTORE).status_code == 404
    assert WorkExperience.objects.count() == 0


def test_moving_or_removing_what_is_gone_changes_nothing(client: Client, amara: Profile) -> None:
    rows = three("work", amara)
    rows[1].delete()
    for view in ("move_up", "move_down", "remove_entry"):
        assert Page(press(client, rows[1], "work", view)).texts("h3") == [
            "Software Engineer at One",
            "Software Engineer at Three",
        ]
    assert client.post(RESTORE).status_code == 404


def test_a_row_is_known_by_its_kind_and_its_key(client: Client, amara: Profile) -> None:
    row = amara.work_experiences.get()
    ProjectFactory.create(profile=amara, name="Waggle", key=row.key)
    press(client, row, "work", "remove_entry")
    assert order("project", amara).count("Waggle") == 1
    assert order("work", amara) == []


def test_a_row_is_added_while_another_can_still_be_brought_back(
    client: Client, amara: Profile
) -> None:
    press(client, amara.work_experiences.get(), "work", "remove_entry")
    url, sent = opened_new(client, "work")
    send(client, url, sent, organization="Cedar Bay")
    client.post(RESTORE)
    assert sorted(order("work", amara)) == ["Cedar Bay", "Lanternfield"]


POSTED = ("move_up", "move_down", "remove_entry", "restore_entry")


def address(view: str, profile: Profile) -> str:
    args = [] if view == "restore_entry" else ["work", profile.work_experiences.get().key]
    return reverse(f"profiles:{view}", args=args)


@pytest.mark.parametrize("view", POSTED)
def test_only_a_form_of_our_own_does_any_of_it(amara: Profile, view: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.user)
    assert strict.post(address(view, amara)).status_code == 403
    assert order("work", amara) == ["Lanternfield"]


@pytest.mark.parametrize("view", POSTED)
def test_a_link_does_none_of_it(client: Client, amara: Profile, view: str) -> None:
    assert client.get(address(view, amara)).status_code == 405


@pytest.mark.parametrize("view", POSTED)
def test_after_the_sign_in_lapsed_nothing_happens(
    client: Client, amara: Profile, view: str
) -> None:
    client.logout()
    response = client.post(address(view, amara))
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next=/")
    assert order("work", amara) == ["Lanternfield"]
