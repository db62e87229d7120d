"""Keys of imported rows, which identify rows of our own export."""

import uuid
from typing import Any

import pytest

from talentnet.profiles.importing.json_resume import read_resume
from talentnet.profiles.importing.profile_builder import MAX_NOTES, MAX_ROWS, ProfileBuilder
from talentnet.profiles.models import Entry

ONE, TWO = (uuid.UUID(int=n + (4 << 76) + (8 << 60)) for n in (1, 2))


def rows(*keys: object, **changes: str) -> list[Entry]:
    """Read work entries that differ only in their keys."""
    work: list[dict[str, Any]] = [{"name": "Lanternfield", **changes} for _ in keys]
    for part, key in zip(work, keys, strict=True):
        if key is not None:
            part["x-talentnet-key"] = key
    imported = read_resume({"work": work})
    assert imported.unplaced == []
    return list(imported.work_experiences)


def test_row_gets_key_from_file() -> None:
    assert [row.key for row in rows(str(ONE), str(TWO))] == [ONE, TWO]


def test_equal_rows_without_key_are_merged() -> None:
    assert len(rows(None, None)) == 1


def test_equal_rows_with_same_key_are_merged() -> None:
    assert [row.key for row in rows(str(ONE), str(ONE), str(TWO))] == [ONE, TWO]


def test_different_row_with_repeated_key_is_kept() -> None:
    work = [{"name": name, "x-talentnet-key": str(ONE)} for name in ("Lanternfield", "Cedar Bay")]
    first, second = read_resume({"work": work}).work_experiences
    assert (first.key, second.organization) == (ONE, "Cedar Bay")
    assert second.key != ONE


@pytest.mark.parametrize(
    "key",
    ["", "x", ONE.hex, str(ONE).upper().replace("8", "８"), "{" + str(ONE) + "}", 7, True, [], {}],
)
def test_malformed_key_is_ignored(key: object) -> None:
    (row,) = rows(key, key)
    assert row.key != ONE


def test_key_may_repeat_in_other_section() -> None:
    part = {"x-talentnet-key": str(ONE)}
    imported = read_resume(
        {"awards": [part | {"title": "Prize"}], "languages": [part | {"language": "Portuguese"}]}
    )
    assert [entry.key for _, entry in imported.entries] == [ONE, ONE]


def test_rows_beyond_limit_are_noted() -> None:
    work = [{"name": f"Place {n}"} for n in range(MAX_ROWS + 3)]
    imported = read_resume({"work": work, "languages": [{"language": "Portuguese"}]})
    assert len(imported.work_experiences) == MAX_ROWS
    assert len(imported.of_kind("language")) == 1
    assert imported.unplaced == [
        f"work experience: only the first {MAX_ROWS} were read",
    ]


def test_notes_are_cleaned_and_limited() -> None:
    builder = ProfileBuilder("test")
    builder.note(f"a\x00b\ud800\nc\u202e {'long ' * 100}")
    for number in range(MAX_NOTES + 5):
        builder.note(str(number))
    assert builder.unplaced[0].startswith("ab c long long")
    assert len(builder.unplaced[0]) <= 300
    assert builder.unplaced[-2:] == [str(MAX_NOTES - 2), "more that we couldn't use"]
    assert len(builder.unplaced) == MAX_NOTES + 1


def test_end_before_start_is_dropped() -> None:
    imported = read_resume({"work": [{"name": "L", "startDate": "2020-05", "endDate": "2019"}]})
    assert [work.period for work in imported.work_experiences] == ["since 2020-05"]
    assert imported.unplaced == ["work 1: end date: 2019 is before the start date, 2020-05"]
