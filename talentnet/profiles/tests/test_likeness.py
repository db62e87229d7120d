"""When a row of a file is taken for one that is there."""

import uuid
from typing import Any

import pytest

from talentnet.profiles.entries import KINDS, as_sent
from talentnet.profiles.importing import likeness
from talentnet.profiles.importing.likeness import Likeness, pair_up
from talentnet.profiles.tests.editor import FACTORIES

NEW, SAME, ALIKE = Likeness


def row(kind: str, **values: str) -> Any:
    empty = dict.fromkeys(KINDS[kind].form.base_fields, "")
    return FACTORIES[kind].build(profile=None, **empty | values)


def found(kind: str, given: list[Any], stored: list[Any]) -> list[tuple[Likeness, Any]]:
    pairs = pair_up(KINDS[kind], given, stored)
    assert [pair.row for pair in pairs] == given
    return [(p.likeness, stored.index(p.stored) if p.stored else None) for p in pairs]


WORK = {"organization": "Lanternfield", "title": "Software Engineer", "start_date": "2019-03"}


@pytest.mark.parametrize(
    ("given", "likeness"),
    [
        ({}, SAME),
        ({"organization": "LANTERNFIELD "}, ALIKE),
        ({"organization": "Lanternfeld"}, ALIKE),  # a slip of the pen
        ({"title": "Senior Software Engineer", "start_date": "2021"}, ALIKE),
        ({"title": "Head of Policy", "start_date": "2019"}, ALIKE),
        ({"title": "Head of Policy", "start_date": "2021"}, NEW),
        ({"title": "", "start_date": ""}, ALIKE),
        ({"title": "", "start_date": "2021"}, NEW),
        ({"organization": "Lantern Bay"}, NEW),
        ({"organization": "Cedar Bay"}, NEW),
    ],
)
def test_work(given: dict[str, str], likeness: Likeness) -> None:
    place = None if likeness == NEW else 0
    assert found("work", [row("work", **WORK | given)], [row("work", **WORK)]) == [
        (likeness, place)
    ]


def test_a_degree_tells_two_studies_at_one_place_apart() -> None:
    stored = [
        row("education", institution="Quiet Harbor", degree="BSc", field_of_study="Physics"),
        row("education", institution="Quiet Harbor", degree="MSc", field_of_study="Statistics"),
    ]
    given = row("education", institution="Quiet harbor", degree="MSc", field_of_study="statistics")
    assert found("education", [given], stored) == [(ALIKE, 1)]


@pytest.mark.parametrize("kind", ["project", "publication", "award", "certificate", "language"])
def test_row_with_own_name_is_matched_by_it(kind: str) -> None:
    detail = "title" if kind == "project" else "issuer"
    stored = [row(kind, name="Wolof", **{detail: "one"}), row(kind, name="Serer")]
    given = [row(kind, name="serer", **{detail: "other"}), row(kind, name="Fula")]
    assert found(kind, given, stored) == [(ALIKE, 1), (NEW, None)]


def test_a_key_goes_before_all_likeness() -> None:
    stored = [row("work", **WORK), row("work", organization="Other")]
    given = row("work", **WORK)
    given.key = stored[1].key
    assert found("work", [given], stored) == [(ALIKE, 1)]


def test_no_stored_row_is_taken_for_two() -> None:
    twins = [row("work", **WORK), row("work", **WORK)]
    assert found("work", twins, [row("work", **WORK)]) == [(SAME, 0), (NEW, None)]
    # What is the same goes before what is alike, in whatever order they come.
    alike = row("work", **WORK | {"location": "Lisbon"})
    assert found("work", [alike, row("work", **WORK)], [row("work", **WORK)]) == [
        (NEW, None),
        (SAME, 0),
    ]


def test_any_text_can_be_compared() -> None:
    odd = [row("language", name=name) for name in ("\u202e", "𝕿𝖍𝖊", "%s", "ß" * 300)]
    for other in odd:
        other.key = uuid.uuid4()
    assert [pair[0] for pair in found("language", odd, [])] == [NEW] * 4


def test_many_rows_beside_many_cost_a_form_each(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(kind: Any, given: Any) -> dict[str, str]:
        made.append(given)
        return as_sent(kind, given)

    monkeypatch.setattr(likeness, "as_sent", counted)
    given = [row("work", **WORK | {"organization": f"{n}{n}"}) for n in range(100, 110)]
    stored = [row("work", **WORK | {"organization": letter * 5}) for letter in "abcde"]
    assert found("work", given, stored) == [(NEW, None)] * 10
    assert len(made) == 15
