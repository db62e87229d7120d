"""Write CSV that is safe to open in a spreadsheet: no cell runs as a formula.

An apostrophe goes before any possible formula, as OWASP advises against CSV injection. Libraries
that check only the first character miss cases: spreadsheets skip blanks, quotes and invisible
characters, accept full-width signs, and may split our cells at semicolons or tabs.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable
from typing import TextIO

from talentnet.moments import utc_text

type Cell = str | int | dt.datetime | None

# Signs that start a formula, with their full-width and small variants.
_SIGNS = "=+\\-@|%＝＋－﹢﹣−＠﹦﹫｜％"
# Separators in other locales: text after one may become a cell of its own.
_ENDS_A_CELL = r"[;\t\r\n\v\f\x85\u2028\u2029]"
# A spreadsheet may skip blanks, quotes, control and invisible characters before a sign. The skip
# ends with its cell, so that no character is read twice.
_SKIPPED = (
    rf"(?:(?!{_ENDS_A_CELL})"
    r"[\s\"'“”‘’`\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])*+"
)
_BEGINS_ONE = rf"(?:\A|(?<={_ENDS_A_CELL})(?!{_ENDS_A_CELL}))"
_FORMULA = re.compile(rf"{_BEGINS_ONE}(?={_SKIPPED}[{_SIGNS}])")
_BEGINS_WITH_CONTROL = re.compile(r"\A[\t\r\n]")


def write_table(file: TextIO, header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a table with all cells quoted.

    Open the file with newline="" and, for Excel, encoding="utf-8-sig".
    """
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)


def harmless(text: str) -> str:
    """Put an apostrophe before every part that a spreadsheet might run as a formula."""
    guarded = _FORMULA.sub("'", text)
    return _BEGINS_WITH_CONTROL.sub(lambda match: f"'{match.group()}", guarded)


def _cell(value: Cell) -> str:
    """Format a cell; numbers need no apostrophe, and times are written in UTC."""
    if isinstance(value, dt.datetime):
        return utc_text(value)
    if isinstance(value, int):
        return str(value)
    return harmless(value or "")
