"""ZIP files of unknown origin, opened with limits that hold whatever the file says of itself."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from talentnet.files import UnreadableFile

MAX_MEMBERS = 2_000
MAX_DIRECTORY_BYTES = 512 * 1024
"""Limit of a ZIP's directory: a member takes about 100 bytes there and ten times as many in memory.
"""
TAIL_BYTES = 22 + 65_535 + 20
"""Bytes at the end that hold the end record: itself, the longest comment, and a ZIP64 locator."""
END, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others are unpacked without a limit, however little is asked for."""
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


@contextmanager
def opened(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive, when its list of members is short enough. Raises UnreadableFile."""
    _check_directory(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except (*FAULTS, ValueError) as error:
        raise damaged(name) from error
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise UnreadableFile(f"{name} holds more files than any résumé or data export.")
        yield archive


@contextmanager
def opened_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
) -> Iterator[IO[bytes]]:
    """One file of it, to be read in parts; reading may raise any of the `FAULTS`.

    Raises UnreadableFile.
    """
    if member.flag_bits & 0x1:
        raise UnreadableFile(f"{name} is locked with a password; unlock it first.")
    if member.compress_type not in READABLE:
        raise UnreadableFile(f"{name} is packed in a way that we do not unpack.")
    try:
        opened_file = archive.open(member)
    except FAULTS as error:
        raise damaged(name) from error
    with opened_file:
        yield opened_file


def damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is damaged; download it again.")


def _check_directory(file: BinaryIO, name: str) -> None:
    """Before anything reads the list of members: how long it is, by the end record."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - TAIL_BYTES, 0))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + 22:
        raise damaged(name)
    directory_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    if directory_bytes > MAX_DIRECTORY_BYTES or tail[max(end - 20, 0) : end][:4] == ZIP64:
        raise UnreadableFile(f"{name} holds more files than any résumé or data export.")
