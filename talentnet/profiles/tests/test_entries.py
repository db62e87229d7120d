"""Kinds of profile rows, and the order of their lists."""

import uuid

import pytest
from django.test import Client

from talentnet.profiles.entries import (
    KINDS,
    EntryKind,
    filled_lists,
    form_values,
    kinds_of,
    move_row,
    renumber_with_first,
)
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.tests.editor import FACTORIES
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def create_rows(
    kind: EntryKind, profile: Profile, count: int, *, same_place: bool = False
) -> list[int]:
    """Create rows and return their ids in order."""
    return [
        FACTORIES[kind.slug].create(profile=profile, position=0 if same_place else n).pk
        for n in range(count)
    ]


def order(kind: EntryKind, profile: Profile) -> list[int]:
    return [row.pk for row in kind.rows_of(profile)]


def key_of(kind: EntryKind, pk: int) -> uuid.UUID:
    return kind.model._default_manager.get(pk=pk).key


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


def test_section_kinds_are_in_page_order() -> None:
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
def test_kind_requires_only_its_subject(kind: EntryKind) -> None:
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
def test_move_swaps_neighbors_in_own_list(
    kind: EntryKind, place: int, by: int, expected: list[int]
) -> None:
    profile, other = ProfileFactory.create_batch(2)
    theirs, own = create_rows(kind, other, 3), create_rows(kind, profile, 3)
    move_row(kind, profile, key_of(kind, own[place]), by=by)
    assert order(kind, profile) == [own[n] for n in expected]
    assert order(kind, other) == theirs


@each_kind
def test_move_keeps_order_of_rows_at_same_position(kind: EntryKind) -> None:
    # As in profiles that have never been reordered.
    profile = ProfileFactory.create()
    first, second, third = create_rows(kind, profile, 3, same_place=True)
    move_row(kind, profile, key_of(kind, third), by=-1)
    assert order(kind, profile) == [first, third, second]


@each_kind
def test_foreign_or_missing_row_is_not_moved(kind: EntryKind) -> None:
    profile, other = ProfileFactory.create_batch(2)
    own, theirs = create_rows(kind, profile, 2), create_rows(kind, other, 2)
    move_row(kind, profile, key_of(kind, theirs[0]), by=1)
    move_row(kind, profile, uuid.uuid4(), by=1)
    assert (order(kind, profile), order(kind, other)) == (own, theirs)


@each_kind
def test_added_row_comes_first(kind: EntryKind) -> None:
    profile, other = ProfileFactory.create_batch(2)
    theirs, (first, second) = create_rows(kind, other, 2), create_rows(kind, profile, 2)
    added = FACTORIES[kind.slug].create(profile=profile, position=0)
    renumber_with_first(kind, profile, added)
    assert order(kind, profile) == [added.pk, first, second]
    assert [row.position for row in kind.rows_of(profile)] == [0, 1, 2]
    assert [row.position for row in kind.rows_of(other)] == [0, 1]
    assert order(kind, other) == theirs


@each_kind
def test_find_matches_key_in_own_profile_only(kind: EntryKind) -> None:
    row: Entry = FACTORIES[kind.slug].create()
    owner = row.profile
    assert kind.find(owner, row.key) == row
    assert kind.find(ProfileFactory.create(), row.key) is None
    assert kind.find(owner, uuid.uuid4()) is None


@each_kind
def test_form_values_restore_same_row(kind: EntryKind) -> None:
    row = FACTORIES[kind.slug].create()
    again = kind.new(ProfileFactory.create(), row.key)
    form = kind.form(form_values(kind, row), instance=again)
    assert form.is_valid()
    assert form_values(kind, again) == form_values(kind, row)
    assert set(form_values(kind, row)) == set(kind.form.base_fields)


@each_kind
def test_list_without_rows_says_what_to_add(kind: EntryKind) -> None:
    profile = ProfileFactory.create()
    kind.rows_of(profile).delete()
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
