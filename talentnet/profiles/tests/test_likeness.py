"""Pairing of a file's rows with stored rows."""

import uuid
from typing import Any

import pytest

from talentnet.profiles.entries import KINDS, form_values
from talentnet.profiles.importing import likeness
from talentnet.profiles.importing.likeness import Likeness, pair_up
from talentnet.profiles.tests.editor import FACTORIES

NEW, SAME, ALIKE = Likeness


def row(kind: str, **values: str) -> Any:
    empty = dict.fromkeys(KINDS[kind].form.base_fields, "")
    return FACTORIES[kind].build(profile=None, **empty | values)


def pair_likeness(kind: str, incoming: list[Any], stored: list[Any]) -> list[tuple[Likeness, Any]]:
    pairs = pair_up(KINDS[kind], incoming, stored)
    assert [pair.row for pair in pairs] == incoming
    return [(p.likeness, stored.index(p.stored) if p.stored else None) for p in pairs]


WORK = {"organization": "Lanternfield", "title": "Software Engineer", "start_date": "2019-03"}


@pytest.mark.parametrize(
    ("incoming", "likeness"),
    [
        ({}, SAME),
        ({"organization": "LANTERNFIELD "}, ALIKE),
        ({"organization": "Lanternfeld"}, ALIKE),  # a typing mistake
        ({"title": "Senior Software Engineer", "start_date": "2021"}, ALIKE),
        ({"title": "Head of Policy", "start_date": "2019"}, ALIKE),
        ({"title": "Head of Policy", "start_date": "2021"}, NEW),
        ({"title": "", "start_date": ""}, ALIKE),
        ({"title": "", "start_date": "2021"}, NEW),
        ({"organization": "Lantern Bay"}, NEW),
        ({"organization": "Cedar Bay"}, NEW),
    ],
)
def test_work_likeness(incoming: dict[str, str], likeness: Likeness) -> None:
    place = None if likeness == NEW else 0
    assert pair_likeness("work", [row("work", **WORK | incoming)], [row("work", **WORK)]) == [
        (likeness, place)
    ]


def test_degree_distinguishes_studies_at_same_place() -> None:
    stored = [
        row("education", institution="Quiet Harbor", degree="BSc", field_of_study="Physics"),
        row("education", institution="Quiet Harbor", degree="MSc", field_of_study="Statistics"),
    ]
    incoming = row(
        "education", institution="Quiet harbor", degree="MSc", field_of_study="statistics"
    )
    assert pair_likeness("education", [incoming], stored) == [(ALIKE, 1)]


@pytest.mark.parametrize("kind", ["project", "publication", "award", "certificate", "language"])
def test_named_row_is_recognized_by_name(kind: str) -> None:
    detail = "title" if kind == "project" else "issuer"
    stored = [row(kind, name="Wolof", **{detail: "one"}), row(kind, name="Serer")]
    incoming = [row(kind, name="serer", **{detail: "other"}), row(kind, name="Fula")]
    assert pair_likeness(kind, incoming, stored) == [(ALIKE, 1), (NEW, None)]


def test_key_wins_over_likeness() -> None:
    stored = [row("work", **WORK), row("work", organization="Other")]
    incoming = row("work", **WORK)
    incoming.key = stored[1].key
    assert pair_likeness("work", [incoming], stored) == [(ALIKE, 1)]


def test_stored_row_is_paired_once() -> None:
    twins = [row("work", **WORK), row("work", **WORK)]
    assert pair_likeness("work", twins, [row("work", **WORK)]) == [(SAME, 0), (NEW, None)]
    # An equal row wins over a similar one, in any order.
    alike = row("work", **WORK | {"location": "Lisbon"})
    assert pair_likeness("work", [alike, row("work", **WORK)], [row("work", **WORK)]) == [
        (NEW, None),
        (SAME, 0),
    ]


def test_any_text_can_be_compared() -> None:
    odd = [row("language", name=name) for name in ("\u202e", "𝕿𝖍𝖊", "%s", "ß" * 300)]
    for other in odd:
        other.key = uuid.uuid4()
    assert [pair[0] for pair in pair_likeness("language", odd, [])] == [NEW] * 4


def test_form_values_are_computed_once_per_row(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(kind: Any, incoming: Any) -> dict[str, str]:
        calls.append(incoming)
        return form_values(kind, incoming)

    monkeypatch.setattr(likeness, "form_values", counted)
    incoming = [row("work", **WORK | {"organization": f"{n}{n}"}) for n in range(100, 110)]
    stored = [row("work", **WORK | {"organization": letter * 5}) for letter in "abcde"]
    assert pair_likeness("work", incoming, stored) == [(NEW, None)] * 10
    assert len(calls) == 15
