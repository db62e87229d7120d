"""A file or a board's response: text that is parsed at most once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from talentnet.files import UnreadableFile, parse_json, read_text


@dataclass
class Document:
    text: str
    name: str
    """The path or address, shown in problem reports."""
    organization: str = ""
    """Organization of postings that don't name one."""
    kind: str = ""
    """Media type from the server, or '' for a file."""

    @classmethod
    def of_file(cls, path: Path) -> "Document":
        """Read a file as UTF-8. Raises UnreadableFile."""
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
        """The text parsed as JSON. Raises UnreadableFile."""
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
