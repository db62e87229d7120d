"""Streaming reader of untrusted CSV files, with limits on bytes and rows."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.archives import FAULTS, damaged_file
from talentnet.text import unescaped

MAX_ROWS = 2_000
# Characters in a row; LinkedIn's longest field, the description of a job, has 2,000.
MAX_ROW = 200_000
# By byte-order mark; a file without one is read as UTF-8.
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Bytes per read.
_CHUNK = 64 * 1024


class Budget:
    """Bytes that may still be read, over all files of one import."""

    def __init__(self, limit: int) -> None:
        self.limit = self.remaining = limit

    def spend(self, count: int, name: str) -> None:
        self.check(count, name)
        self.remaining -= count

    def check(self, count: int, name: str) -> None:
        """Raise UnreadableFile if fewer than `count` bytes remain."""
        if count > self.remaining:
            megabytes = self.limit // 1024 // 1024
            raise UnreadableFile(f"{name} is larger than {megabytes} MB when unpacked.")


class _Counted(io.RawIOBase):
    """File that spends the budget as it is read, whatever size the archive declares."""

    def __init__(self, file: IO[bytes], budget: Budget, name: str) -> None:
        self._file, self._budget, self._name = file, budget, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader passes nothing else
        try:
            chunk = self._file.read(min(len(buffer), _CHUNK))
        except FAULTS as error:
            raise damaged_file(self._name) from error
        self._budget.spend(len(chunk), self._name)
        buffer[: len(chunk)] = chunk
        return len(chunk)


def read_rows(file: IO[bytes], name: str, budget: Budget) -> Iterator[list[str]]:
    """Yield the rows of a CSV file with HTML entities decoded. Raises UnreadableFile on the way."""
    counted = io.BufferedReader(_Counted(file, budget, name), _CHUNK)
    # `peek` doesn't consume the bytes.
    encoding = next((e for mark, e in ENCODINGS.items() if counted.peek(4).startswith(mark)), None)
    # `newline=""`: the csv module handles line breaks, also those in quoted cells.
    text = io.TextIOWrapper(counted, encoding or "utf-8", newline="")
    lines = _Lines(text, name)
    try:
        for cells in csv.reader(lines):
            # A quoted cell may span lines, so a row is complete only here.
            lines.length = 0
            yield [unescaped(cell) for cell in cells]
    except UnicodeError as error:
        raise UnreadableFile(f"{name} isn't UTF-8 text. Upload it unchanged.") from error
    except csv.Error as error:
        raise UnreadableFile(f"{name} isn't valid CSV: {error}.") from error


class _Lines:
    """Iterator over lines that limits the total length of one row."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self.text, self.name, self.length = text, name, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        # Bounded, because a file may be one endless line.
        line = self.text.readline(MAX_ROW + 1)
        self.length += len(line)
        if self.length > MAX_ROW:
            raise UnreadableFile(f"{self.name} isn't valid CSV: a row is too long.")
        if "\x00" in line:
            raise UnreadableFile(f"{self.name} isn't a text file.")
        if not line:
            raise StopIteration
        return line


def read_records(
    columns: list[str], rows: Iterator[list[str]], never_read: tuple[str, ...]
) -> tuple[list[dict[str, str]], bool]:
    """Return rows as dictionaries without empty and repeated ones, and True if rows were cut off.

    Short rows are filled up with ''; columns in `never_read` are dropped.
    """
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    for cells in islice(rows, MAX_ROWS):
        padded = cells[: len(columns)] + [""] * (len(columns) - len(cells))
        row = {c: v for c, v in zip(columns, padded, strict=True) if c not in never_read}
        if any(value.strip() for value in row.values()):
            seen.setdefault(tuple(row.values()), row)
    return list(seen.values()), next(rows, None) is not None
