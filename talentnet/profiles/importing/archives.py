"""Safe access to untrusted ZIP files, with limits that don't rely on sizes the file declares."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from talentnet.files import UnreadableFile

MAX_MEMBERS = 2_000
# Size of the central directory: about 100 bytes per member there, 1,000 once parsed by zipfile.
MAX_DIRECTORY_BYTES = 512 * 1024
# The end of the file: end record, longest comment, and the locator of a ZIP64 end record.
TAIL_BYTES = 22 + 65_535 + 20
# Signatures of the end record and of the ZIP64 locator before it.
END, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
# zipfile decompresses BZIP2 and LZMA without a limit, even for a small read.
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Everything that zipfile raises for damaged files.
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


@contextmanager
def open_archive(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive that has few enough members. Raises UnreadableFile."""
    _check_directory(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except (*FAULTS, ValueError) as error:
        raise damaged_file(name) from error
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise UnreadableFile(f"{name} has more files than any résumé or data export.")
        yield archive


@contextmanager
def open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
) -> Iterator[IO[bytes]]:
    """Open one member for reading in chunks. Raises UnreadableFile.

    Reading may raise any of `FAULTS`.
    """
    # Bit 0 of the flags: encrypted.
    if member.flag_bits & 0x1:
        raise UnreadableFile(f"{name} is protected by a password. Remove the password first.")
    if member.compress_type not in READABLE:
        raise UnreadableFile(f"{name} uses a compression we can't read.")
    try:
        opened_file = archive.open(member)
    except FAULTS as error:
        raise damaged_file(name) from error
    with opened_file:
        yield opened_file


def damaged_file(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is damaged. Download it again.")


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuse a long central directory before zipfile parses it, by the size in the end record."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - TAIL_BYTES, 0))
    tail = file.read()
    file.seek(0)
    # The last one, as zipfile does: a comment before it may hold the same bytes.
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + 22:
        raise damaged_file(name)
    # Offset 12 of the end record: size of the central directory.
    directory_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    if directory_bytes > MAX_DIRECTORY_BYTES or tail[max(end - 20, 0) : end][:4] == ZIP64:
        raise UnreadableFile(f"{name} has more files than any résumé or data export.")
