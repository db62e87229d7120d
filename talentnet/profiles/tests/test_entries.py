"""Rows of the profile: which kinds there are, and the order of a list."""

import uuid

import pytest
from django.test import Client

from talentnet.profiles.entries import (
    KINDS,
    EntryKind,
    as_sent,
    filled_lists,
    kinds_of,
    move,
    number_again,
)
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.tests.editor import FACTORIES
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def made(kind: EntryKind, profile: Profile, count: int, *, same_place: bool = False) -> list[int]:
    """So many rows, in this order."""
    return [
        FACTORIES[kind.slug].create(profile=profile, position=0 if same_place else n).pk
        for n in range(count)
    ]


def order(kind: EntryKind, profile: Profile) -> list[int]:
    return [row.pk for row in kind.of(profile)]


def key_of(kind: EntryKind, pk: int) -> uuid.UUID:
    return kind.model._default_manager.get(pk=pk).key


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


def test_which_sections_hold_rows() -> None:
    assert [kind.slug for kind in kinds_of("education")] == [
        "education",
        "certificate",
        "language",
    ]
    assert [kind.slug for kind in kinds_of("work")] == [
        "work",
        "project",
        "volunteering",
        "publication",
        "award",
    ]
    assert kinds_of("basics") == []


@each_kind
def test_every_kind_knows_what_its_rows_are_about(kind: EntryKind) -> None:
    assert kind.form.base_fields[kind.model.SUBJECT].required is True
    others = [n for n, field in kind.form.base_fields.items() if field.required]
    assert others == [kind.model.SUBJECT]


@each_kind
@pytest.mark.parametrize(
    ("place", "by", "expected"),
    [
        (0, 1, [1, 0, 2]),
        (1, 1, [0, 2, 1]),
        (2, -1, [0, 2, 1]),
        (1, -1, [1, 0, 2]),
        (0, -1, [0, 1, 2]),
        (2, 1, [0, 1, 2]),
    ],
)
def test_moving(kind: EntryKind, place: int, by: int, expected: list[int]) -> None:
    profile, other = ProfileFactory.create_batch(2)
    theirs, mine = made(kind, other, 3), made(kind, profile, 3)
    move(kind, profile, key_of(kind, mine[place]), by=by)
    assert order(kind, profile) == [mine[n] for n in expected]
    assert order(kind, other) == theirs


@each_kind
def test_move_keeps_order_of_other_rows(kind: EntryKind) -> None:
    """Rows of old may all have the same place."""
    profile = ProfileFactory.create()
    first, second, third = made(kind, profile, 3, same_place=True)
    move(kind, profile, key_of(kind, third), by=-1)
    assert order(kind, profile) == [first, third, second]


@each_kind
def test_unknown_or_foreign_row_is_not_moved(kind: EntryKind) -> None:
    profile, other = ProfileFactory.create_batch(2)
    mine, theirs = made(kind, profile, 2), made(kind, other, 2)
    move(kind, profile, key_of(kind, theirs[0]), by=1)
    move(kind, profile, uuid.uuid4(), by=1)
    assert (order(kind, profile), order(kind, other)) == (mine, theirs)


@each_kind
def test_a_row_that_is_added_stands_first(kind: EntryKind) -> None:
    profile, other = ProfileFactory.create_batch(2)
    theirs, (first, second) = made(kind, other, 2), made(kind, profile, 2)
    added = FACTORIES[kind.slug].create(profile=profile, position=0)
    number_again(kind, profile, added)
    assert order(kind, profile) == [added.pk, first, second]
    assert [row.position for row in kind.of(profile)] == [0, 1, 2]
    assert [row.position for row in kind.of(other)] == [0, 1]
    assert order(kind, other) == theirs


@each_kind
def test_a_row_is_found_by_its_key_and_only_among_ones_own(kind: EntryKind) -> None:
    row: Entry = FACTORIES[kind.slug].create()
    owner = row.profile
    assert kind.find(owner, row.key) == row
    assert kind.find(ProfileFactory.create(), row.key) is None
    assert kind.find(owner, uuid.uuid4()) is None


@each_kind
def test_a_row_as_its_form_would_send_it_makes_the_same_row(kind: EntryKind) -> None:
    row = FACTORIES[kind.slug].create()
    again = kind.new(ProfileFactory.create(), row.key)
    form = kind.form(as_sent(kind, row), instance=again)
    assert form.is_valid()
    assert as_sent(kind, again) == as_sent(kind, row)
    assert set(as_sent(kind, row)) == set(kind.form.base_fields)


@each_kind
def test_list_without_rows_says_what_to_add(kind: EntryKind) -> None:
    profile = ProfileFactory.create()
    kind.of(profile).delete()
    page = client_of(profile).get(f"/profile/edit/{kind.section}/").content.decode()
    assert kind.hint in page
    FACTORIES[kind.slug].create(profile=profile)
    page = client_of(profile).get(f"/profile/edit/{kind.section}/").content.decode()
    assert kind.hint not in page


def test_filled_lists_come_in_the_order_of_the_page() -> None:
    profile = Profile.objects.create(user=UserFactory.create())
    assert filled_lists(profile) == []
    for kind in KINDS.values():
        FACTORIES[kind.slug].create(profile=profile)
    assert [(each.kind.slug, len(each.entries)) for each in filled_lists(profile)] == [
        ("work", 1),
        ("project", 1),
        ("volunteering", 1),
        ("education", 1),
        ("award", 1),
        ("certificate", 1),
        ("language", 1),
        ("publication", 1),
    ]
