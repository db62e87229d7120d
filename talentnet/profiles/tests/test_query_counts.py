"""Query counts of the profile pages, which must not depend on the number of rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talentnet.profiles.entries import KINDS
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import (
    FACTORIES,
    FORM_SECTIONS,
    SUBJECTS,
    open_form,
    open_new_form,
    section_url,
)
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.tests.pages import HTMX

pytestmark = pytest.mark.django_db

FEW, MANY = 1, 3
each_kind = pytest.mark.parametrize(
    "kind", list(KINDS)[:5]
)  # the others share the table of the fifth
type Ask = Callable[[Client, Any], Any]


def with_rows(count: int) -> Profile:
    profile: Profile = ProfileFactory.create()
    for rows in FACTORIES.values():
        for position in range(count):
            rows.create(profile=profile, position=position)
    return profile


def queries(count: int, prepare: Ask, ask: Ask) -> int:
    """Count the queries of `ask`, without those of its preparation."""
    profile, client = with_rows(count), Client()
    client.force_login(profile.user)
    prepared = prepare(client, profile)
    with CaptureQueriesContext(connection) as counted:
        response = ask(client, prepared)
    assert response.status_code == 200
    return len(counted)


def query_counts(
    ask: Ask, prepare: Ask = lambda client, profile: profile, few: int = FEW
) -> tuple[int, int]:
    return queries(few, prepare, ask), queries(MANY, prepare, ask)


def post(client: Client, url: str) -> Any:
    return client.post(url, headers=HTMX)


def post_form(client: Client, form: tuple[str, Any]) -> Any:
    url, data = form
    return client.post(url, data, headers=HTMX)


def own_rows(kind: str, profile: Profile) -> Any:
    return KINDS[kind].rows_of(profile)


def test_profile_page_queries() -> None:
    assert query_counts(lambda client, _: client.get(reverse("profiles:profile"))) == (10, 10)


@pytest.mark.parametrize(
    ("slug", "number"),
    [(slug, 5) for slug in FORM_SECTIONS] + [("education", 8), ("work", 10)],
)
def test_section_queries(slug: str, number: int) -> None:
    assert query_counts(lambda client, _: client.get(section_url(slug))) == (number, number)


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_section_autosave_queries(slug: str) -> None:
    url = section_url(slug)
    assert query_counts(
        lambda client, data: client.post(url, data, headers=HTMX),
        lambda client, _: open_form(client, url),
    ) == (9, 9)


@each_kind
def test_list_queries(kind: str) -> None:
    url = reverse("profiles:entries", args=[kind])
    assert query_counts(lambda client, _: client.get(url, headers=HTMX)) == (6, 6)


@each_kind
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_row_form_queries(kind: str, headers: dict[str, str]) -> None:
    assert query_counts(
        lambda client, url: client.get(url, headers=headers),
        lambda _, profile: address(kind, profile, "entry"),
    ) == (4, 4)
    url = reverse("profiles:new_entry", args=[kind])
    assert query_counts(lambda client, _: client.get(url, headers=headers)) == (3, 3)


def address(kind: str, profile: Profile, view: str) -> str:
    """Return the URL of a view for the last row."""
    return reverse(f"profiles:{view}", args=[kind, own_rows(kind, profile).last().key])


@each_kind
def test_row_autosave_queries(kind: str) -> None:
    def opened_last(client: Client, profile: Profile) -> Any:
        url = address(kind, profile, "entry")
        return url, open_form(client, url) | {"location": "Porto"}

    assert query_counts(post_form, opened_last) == (10, 10)


@each_kind
def test_new_row_queries(kind: str) -> None:
    def filled(client: Client, _: Profile) -> Any:
        url, data = open_new_form(client, kind)
        return url, data | {SUBJECTS[kind]: "New"}

    assert query_counts(post_form, filled) == (13, 13)


@each_kind
def test_move_queries(kind: str) -> None:
    assert query_counts(post, lambda _, profile: address(kind, profile, "move_up"), few=2) == (
        11,
        11,
    )


@each_kind
def test_removal_queries(kind: str) -> None:
    def prepare(_: Client, profile: Profile) -> Any:
        return address(kind, profile, "remove_entry")

    # One row stays, because without any work the meter would query projects, too.
    assert query_counts(post, prepare, few=2) == (14, 14)


@each_kind
def test_undo_queries(kind: str) -> None:
    url = reverse("profiles:restore_entry")
    assert query_counts(
        lambda client, _: client.post(url, headers=HTMX),
        lambda client, profile: client.post(address(kind, profile, "remove_entry")),
    ) == (15, 15)
