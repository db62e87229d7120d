"""By its key an import recognizes a row of our own export; alike rows without one are one row."""

import uuid
from typing import Any

import pytest

from talentnet.profiles.importing.json_resume import read_resume
from talentnet.profiles.importing.placing import MAX_NOTES, MAX_ROWS, Placing
from talentnet.profiles.models import Entry

ONE, TWO = (uuid.UUID(int=n + (4 << 76) + (8 << 60)) for n in (1, 2))


def rows(*keys: object, **changes: str) -> list[Entry]:
    """Of work that is alike but for its keys."""
    work: list[dict[str, Any]] = [{"name": "Lanternfield", **changes} for _ in keys]
    for part, key in zip(work, keys, strict=True):
        if key is not None:
            part["x-talentnet-key"] = key
    imported = read_resume({"work": work})
    assert imported.unplaced == []
    return list(imported.work_experiences)


def test_a_row_has_the_key_of_the_file() -> None:
    assert [row.key for row in rows(str(ONE), str(TWO))] == [ONE, TWO]


def test_rows_without_a_key_are_one_if_they_are_alike() -> None:
    assert len(rows(None, None)) == 1


def test_a_key_that_is_there_twice_counts_once() -> None:
    assert [row.key for row in rows(str(ONE), str(ONE), str(TWO))] == [ONE, TWO]


def test_a_row_that_differs_is_kept_in_spite_of_its_repeated_key() -> None:
    work = [{"name": name, "x-talentnet-key": str(ONE)} for name in ("Lanternfield", "Cedar Bay")]
    first, second = read_resume({"work": work}).work_experiences
    assert (first.key, second.organization) == (ONE, "Cedar Bay")
    assert second.key != ONE


@pytest.mark.parametrize(
    "key",
    ["", "x", ONE.hex, str(ONE).upper().replace("8", "８"), "{" + str(ONE) + "}", 7, True, [], {}],
)
def test_a_malformed_key_is_none(key: object) -> None:
    (row,) = rows(key, key)
    assert row.key != ONE


def test_the_same_key_may_stand_in_another_section() -> None:
    part = {"x-talentnet-key": str(ONE)}
    imported = read_resume(
        {"awards": [part | {"title": "Prize"}], "languages": [part | {"language": "Portuguese"}]}
    )
    assert [entry.key for _, entry in imported.entries] == [ONE, ONE]


def test_as_many_rows_of_a_kind_as_are_read() -> None:
    work = [{"name": f"Place {n}"} for n in range(MAX_ROWS + 3)]
    imported = read_resume({"work": work, "languages": [{"language": "Portuguese"}]})
    assert len(imported.work_experiences) == MAX_ROWS
    assert len(imported.of_kind("language")) == 1
    assert imported.unplaced == [
        f"work experience: no more than the first {MAX_ROWS} are read",
    ]


def test_sentences_are_fit_to_be_shown_and_not_without_end() -> None:
    placing = Placing("test")
    placing.note(f"a\x00b\ud800\nc\u202e {'long ' * 100}")
    for number in range(MAX_NOTES + 5):
        placing.note(str(number))
    assert placing.unplaced[0].startswith("ab c long long")
    assert len(placing.unplaced[0]) <= 300
    assert placing.unplaced[-2:] == [str(MAX_NOTES - 2), "there is more that found no place"]
    assert len(placing.unplaced) == MAX_NOTES + 1


def test_end_before_start_is_named_and_dropped() -> None:
    imported = read_resume({"work": [{"name": "L", "startDate": "2020-05", "endDate": "2019"}]})
    assert [work.period for work in imported.work_experiences] == ["since 2020-05"]
    assert imported.unplaced == ["work 1: end date: 2019 is before it began, 2020-05"]
