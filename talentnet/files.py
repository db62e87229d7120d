"""Read files from people; every problem is explained in one clear sentence."""

import json
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""Size limit per file."""
# Python's own limit; checked here to give a sentence that is not meant for programmers.
MAX_DIGITS = 4300


class UnreadableFile(ValueError):
    """The file can't be used; the message is a sentence for the person who chose it."""


class LongUploads(FileUploadHandler):
    """Truncate an upload just past the size limit, so that later checks still see it is too large.

    Django stores uploads before any view checks the sender, so larger ones could fill the disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data[: max(MAX_UPLOAD_BYTES + 1 - start, 0)] or None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        return None  # the next handler creates the file


def private_files() -> Storage:
    """Storage for people's files: never served, each under a random name."""
    return storages["private"]


def read_text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte-order mark. Raises UnreadableFile."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} is not UTF-8 text.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error


def parse_json(text: str, name: str) -> Any:
    """Parse JSON. Raises UnreadableFile, with line and column where they are known."""
    try:
        # Python's parser accepts NaN, which PostgreSQL refuses, and explains endless numbers in
        # words for programmers only.
        return json.loads(text, parse_constant=_refuse_constant, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"{name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise UnreadableFile(
            f"{name} is not JSON that can be read: it is nested too deep."
        ) from error
    except ValueError as error:
        raise UnreadableFile(f"{name} is not JSON that can be read: {error}.") from error


def _integer(digits: str) -> int:
    """Parse an integer, and refuse one that is too long for Python."""
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"it holds a number of {len(digits):,} digits")
    return int(digits)


def _refuse_constant(constant: str) -> None:
    """Refuse NaN and Infinity, which Python accepts and JSON does not have."""
    raise ValueError(f"it holds {constant}")
