"""CSV files of unknown origin, read row by row and never held whole."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.archives import FAULTS, damaged
from talentnet.text import unescaped

MAX_ROWS = 2_000
MAX_ROW = 200_000
"""Characters of a row, and of a line; the longest description that LinkedIn takes has 2,000."""
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Encodings by byte-order mark; UTF-8 without one."""
_PART = 64 * 1024


class Budget:
    """Bytes that may still be read, over all files of one import."""

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def spend(self, count: int, name: str) -> None:
        self.check(count, name)
        self.left -= count

    def check(self, count: int, name: str) -> None:
        """Raises UnreadableFile when so much is more than what is left."""
        if count > self.left:
            megabytes = self.limit // 1024 // 1024
            raise UnreadableFile(f"{name} is larger than {megabytes} MB when unpacked.")


class _Counted(io.RawIOBase):
    """File that counts the bytes it yields, whatever size it claims."""

    def __init__(self, file: IO[bytes], budget: Budget, name: str) -> None:
        self._file, self._budget, self._name = file, budget, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # all that is passed
        try:
            part = self._file.read(min(len(buffer), _PART))
        except FAULTS as error:
            raise damaged(self._name) from error
        self._budget.spend(len(part), self._name)
        buffer[: len(part)] = part
        return len(part)


def rows_of(file: IO[bytes], name: str, budget: Budget) -> Iterator[list[str]]:
    """The rows of a CSV file, entities read. Raises UnreadableFile, also while it is read."""
    counted = io.BufferedReader(_Counted(file, budget, name), _PART)
    encoding = next((e for mark, e in ENCODINGS.items() if counted.peek(4).startswith(mark)), None)
    text = io.TextIOWrapper(counted, encoding or "utf-8", newline="")
    lines = _Lines(text, name)
    try:
        for cells in csv.reader(lines):
            lines.length = 0
            yield [unescaped(cell) for cell in cells]
    except UnicodeError as error:
        raise UnreadableFile(f"{name} is not UTF-8 text; give it as it was downloaded.") from error
    except csv.Error as error:
        raise UnreadableFile(f"{name} is not CSV that can be read: {error}.") from error


class _Lines:
    """The lines of a text, while those of one row are not too long."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self.text, self.name, self.length = text, name, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_ROW + 1)
        self.length += len(line)
        if self.length > MAX_ROW:
            raise UnreadableFile(f"{self.name} is not CSV that can be read: a row is too long.")
        if "\x00" in line:
            raise UnreadableFile(f"{self.name} is not a text file.")
        if not line:
            raise StopIteration
        return line


def records(
    columns: list[str], rows: Iterator[list[str]], never_read: tuple[str, ...]
) -> tuple[list[dict[str, str]], bool]:
    """The rows as dictionaries, short ones filled up, repeated ones once; and whether there are
    more than are read."""
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    for cells in islice(rows, MAX_ROWS):
        known = cells[: len(columns)] + [""] * (len(columns) - len(cells))
        row = {c: v for c, v in zip(columns, known, strict=True) if c not in never_read}
        if any(value.strip() for value in row.values()):
            seen.setdefault(tuple(row.values()), row)
    return list(seen.values()), next(rows, None) is not None
