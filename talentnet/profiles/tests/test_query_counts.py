"""How many queries the pages of the profile take: as many with many rows as with few."""

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
    opened,
    opened_new,
    section_url,
)
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.tests.pages import HTMX

pytestmark = pytest.mark.django_db

FEW, MANY = 1, 3
each_kind = pytest.mark.parametrize("kind", list(KINDS)[:5])  # the rest share the fifth's table
type Ask = Callable[[Client, Any], Any]


def with_rows(count: int) -> Profile:
    profile: Profile = ProfileFactory.create()
    for rows in FACTORIES.values():
        for position in range(count):
            rows.create(profile=profile, position=position)
    return profile


def queries(count: int, prepare: Ask, ask: Ask) -> int:
    """Of what is asked for, not of what has to happen before."""
    profile, client = with_rows(count), Client()
    client.force_login(profile.user)
    prepared = prepare(client, profile)
    with CaptureQueriesContext(connection) as counted:
        response = ask(client, prepared)
    assert response.status_code == 200
    return len(counted)


def of_both(
    ask: Ask, prepare: Ask = lambda client, profile: profile, few: int = FEW
) -> tuple[int, int]:
    return queries(few, prepare, ask), queries(MANY, prepare, ask)


def post(client: Client, url: str) -> Any:
    return client.post(url, headers=HTMX)


def post_form(client: Client, form: tuple[str, Any]) -> Any:
    url, sent = form
    return client.post(url, sent, headers=HTMX)


def own_rows(kind: str, profile: Profile) -> Any:
    return KINDS[kind].of(profile)


def test_the_profile_page() -> None:
    assert of_both(lambda client, _: client.get(reverse("profiles:profile"))) == (10, 10)


@pytest.mark.parametrize(
    ("slug", "number"),
    [(slug, 5) for slug in FORM_SECTIONS] + [("education", 8), ("work", 10)],
)
def test_a_section(slug: str, number: int) -> None:
    assert of_both(lambda client, _: client.get(section_url(slug))) == (number, number)


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_an_autosave_of_a_section(slug: str) -> None:
    url = section_url(slug)
    assert of_both(
        lambda client, sent: client.post(url, sent, headers=HTMX),
        lambda client, _: opened(client, url),
    ) == (9, 9)


@each_kind
def test_a_list(kind: str) -> None:
    url = reverse("profiles:entries", args=[kind])
    assert of_both(lambda client, _: client.get(url, headers=HTMX)) == (6, 6)


@each_kind
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_form_of_a_row(kind: str, headers: dict[str, str]) -> None:
    assert of_both(
        lambda client, url: client.get(url, headers=headers),
        lambda _, profile: address(kind, profile, "entry"),
    ) == (4, 4)
    url = reverse("profiles:new_entry", args=[kind])
    assert of_both(lambda client, _: client.get(url, headers=headers)) == (3, 3)


def address(kind: str, profile: Profile, view: str) -> str:
    """Of the last row."""
    return reverse(f"profiles:{view}", args=[kind, own_rows(kind, profile).last().key])


@each_kind
def test_an_autosave_of_a_row(kind: str) -> None:
    def opened_last(client: Client, profile: Profile) -> Any:
        url = address(kind, profile, "entry")
        return url, opened(client, url) | {"location": "Porto"}

    assert of_both(post_form, opened_last) == (10, 10)


@each_kind
def test_a_new_row(kind: str) -> None:
    def filled(client: Client, _: Profile) -> Any:
        url, sent = opened_new(client, kind)
        return url, sent | {SUBJECTS[kind]: "New"}

    assert of_both(post_form, filled) == (13, 13)


@each_kind
def test_a_move(kind: str) -> None:
    assert of_both(post, lambda _, profile: address(kind, profile, "move_up"), few=2) == (11, 11)


@each_kind
def test_a_removal(kind: str) -> None:
    def prepare(_: Client, profile: Profile) -> Any:
        return address(kind, profile, "remove_entry")

    # One is left: with no work at all, the meter looks for projects, too.
    assert of_both(post, prepare, few=2) == (14, 14)


@each_kind
def test_an_undo(kind: str) -> None:
    url = reverse("profiles:restore_entry")
    assert of_both(
        lambda client, _: client.post(url, headers=HTMX),
        lambda client, profile: client.post(address(kind, profile, "remove_entry")),
    ) == (15, 15)
