"""A file or an answer of a board, as text that is parsed once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from talentnet.files import UnreadableFile, parse_json, read_text


@dataclass
class Document:
    text: str
    name: str
    """The path or address, for whoever reads of a problem."""
    organization: str = ""
    """Organization of postings that don't name one."""
    kind: str = ""
    """The type that a server gave it."""

    @classmethod
    def of_file(cls, path: Path) -> "Document":
        """Raises UnreadableFile."""
        return cls(read_text(path), str(path))

    @property
    def is_csv(self) -> bool:
        return self.kind == "text/csv" or self.name.lower().endswith(".csv")

    @property
    def is_on_the_web(self) -> bool:
        return self.name.startswith(("http://", "https://"))

    @property
    def is_html(self) -> bool:
        return self.text.lstrip()[:1] == "<"

    @cached_property
    def json(self) -> Any:
        """Raises UnreadableFile."""
        return parse_json(self.text, self.name)

    @cached_property
    def first(self) -> Any:
        """Sample for format detection: an object, the first item of a list, or the first line of
        JSON lines; None otherwise."""
        start = self.text.lstrip()
        if self.is_csv or start[:1] not in ("{", "["):
            return None
        try:
            if start[0] == "[":
                return next(iter(self.json), None) if isinstance(self.json, list) else None
            return parse_json(start.split("\n", 1)[0], self.name)
        except UnreadableFile:
            return self._whole()

    def _whole(self) -> Any:
        try:
            return self.json
        except UnreadableFile:
            return None
