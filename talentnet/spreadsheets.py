"""CSV that people open in a spreadsheet: no cell of it runs as a formula.

A cell that could be one begins with an apostrophe instead, as the OWASP advice on CSV injection
has it. A library that does this for the first character alone would not do: programs skip blanks,
quotes and what is invisible before it, take the full-width signs for the same, and, where lists are
separated by semicolons or tabs, find the beginning of a cell in the middle of ours.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable
from typing import TextIO

from talentnet.moments import utc_text

type Cell = str | int | dt.datetime | None

_SIGNS = "=+\\-@|%＝＋－﹢﹣−＠﹦﹫｜％"
# What a program may skip: blanks, quotes, control and invisible characters.
_SKIPPED = r"[\s\"'“”‘’`\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_ENDS_A_CELL = r"[;\t\r\n\v\f\x85\u2028\u2029]"
_BEGINS_ONE = rf"(?:\A|(?<={_ENDS_A_CELL})(?!{_ENDS_A_CELL}))"
_FORMULA = re.compile(rf"{_BEGINS_ONE}(?={_SKIPPED}[{_SIGNS}])")
_BEGINS_WITH_CONTROL = re.compile(r"\A[\t\r\n]")


def write_table(file: TextIO, header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """All cells quoted. Open the file with newline="" and, for Excel, encoding="utf-8-sig"."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)


def harmless(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet might run."""
    guarded = _FORMULA.sub("'", text)
    return _BEGINS_WITH_CONTROL.sub(lambda found: f"'{found.group()}", guarded)


def _cell(value: Cell) -> str:
    """A number is none that anybody could have typed; a moment is written in UTC."""
    if isinstance(value, dt.datetime):
        return utc_text(value)
    if isinstance(value, int):
        return str(value)
    return harmless(value or "")
