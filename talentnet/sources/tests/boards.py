"""Boards and imports for tests."""

import json
from typing import Any

from talentnet.sources.document import Document
from talentnet.sources.parsing import Origin, read
from talentnet.sources.storing import Batch, Counts, store


def board_of(*rows: Any, name: str = "board.jsonl") -> Document:
    """Document with rows in our field names."""
    return Document("\n".join(json.dumps(row) for row in rows), name)


def stored(source: str, *rows: dict[str, Any]) -> Counts:
    """Import rows of a source and return the counts."""
    reading = read(board_of(*rows), Origin(source=source, is_only_source=True))
    assert reading.problems == []
    return store(source, reading.batches.get(source, Batch()))
