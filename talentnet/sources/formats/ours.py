"""Files with our own field names, in JSON, JSON lines or CSV."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from talentnet.files import UnreadableFile, parse_json
from talentnet.sources.document import Document
from talentnet.sources.rows import SourceRow


def rows(document: Document) -> Iterator[SourceRow]:
    if document.is_csv:
        return _csv_rows(document.text)
    # JSON lines begin with an object as well, so a single object is told apart by its first line.
    start = document.text.lstrip()
    if start.startswith("["):
        return _items(document.json)
    if start.startswith("{") and _is_one_object(document):
        return _items([document.json])
    return _json_lines(document.text)


def _is_one_object(document: Document) -> bool:
    """True for a single object over several lines, in contrast to JSON lines."""
    first_line = document.text.lstrip().split("\n", 1)[0]
    try:
        parse_json(first_line, document.name)
    except UnreadableFile:
        return isinstance(document.first, dict)
    return False


def _items(items: Any) -> Iterator[SourceRow]:
    for number, item in enumerate(items, start=1):
        yield _row(f"item {number}", item)


def _csv_rows(text: str) -> Iterator[SourceRow]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        for row in reader:
            yield _row(f"line {reader.line_num}", row)
    except csv.Error as error:
        raise UnreadableFile(
            f"The CSV cannot be read near line {reader.line_num}: {error}."
        ) from error


def _json_lines(text: str) -> Iterator[SourceRow]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield _row(f"line {number}", parse_json(line, "the row"))
            except UnreadableFile as error:
                yield SourceRow(f"line {number}", problem=str(error))


def _row(place: str, item: Any) -> SourceRow:
    if not isinstance(item, dict):
        return SourceRow(place, problem="the row is not an object")
    return SourceRow(place, item)
