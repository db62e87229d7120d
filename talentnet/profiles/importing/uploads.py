"""Uploaded files: format detection by content, and limits on size and number."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PureWindowsPath
from typing import Any, BinaryIO

from talentnet.files import MAX_UPLOAD_BYTES, UnreadableFile
from talentnet.profiles.importing.archives import open_archive
from talentnet.profiles.importing.json_resume import NotAResume, read_resume_text
from talentnet.profiles.importing.linkedin import read_exports
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.importing.sheets import ENCODINGS
from talentnet.text import cut_at_word, one_line

MAX_FILES = 12
MAX_BYTES = MAX_UPLOAD_BYTES
# Room for the fullest profile; `json_resume.py` limits the number of values in it.
MAX_JSON_BYTES = 5 * 1024 * 1024
NAME_LENGTH = 120
# PDF readers accept a header anywhere in the first 1,024 bytes.
_HEAD = 1024


class UploadFormat(Enum):
    """Format of an upload; LINKEDIN stands for CSV files and ZIPs of them."""

    JSON = "JSON"
    LINKEDIN = "LinkedIn"
    PDF = "PDF"
    DOCX = "DOCX"


# Magic numbers of formats that people try, each with the rest of the sentence that says why not.
UNSUPPORTED = {
    b"\xd0\xcf\x11\xe0": "an old Word file. Save it as DOCX or PDF",
    b"{\\rtf": "an RTF file. Save it as DOCX or PDF",
    b"\x89PNG": "a picture, so it has no text we can read",
    b"\xff\xd8\xff": "a picture, so it has no text we can read",
    b"GIF8": "a picture, so it has no text we can read",
    b"\x1f\x8b": "in an archive format we can't open",
    b"Rar!": "in an archive format we can't open",
    b"7z\xbc\xaf": "in an archive format we can't open",
}


@dataclass(frozen=True)
class Upload:
    """Uploaded file, with a display name that has no path."""

    file: BinaryIO
    name: str

    @classmethod
    def from_file(cls, file: Any, name: str) -> "Upload":
        """Wrap a seekable binary file, cleaning up its name."""
        # A Windows path splits at both kinds of slashes.
        last = PureWindowsPath(one_line(name)).name.replace("/", "_")
        return cls(file, cut_at_word(last, NAME_LENGTH) or "Your file")

    def read_at_most(self, limit: int) -> bytes:
        """Return the whole content. Raises UnreadableFile if it exceeds the limit, in bytes."""
        self.file.seek(0)
        # One byte more tells that a file is too large.
        content = self.file.read(limit + 1)
        if len(content) > limit:
            raise UnreadableFile(f"{self.name} is larger than {limit // 1024 // 1024} MB.")
        return content


def detect_format(upload: Upload) -> UploadFormat:
    """Detect the format by content. Raises UnreadableFile for known unsupported formats."""
    upload.file.seek(0)
    head = upload.file.read(_HEAD)
    upload.file.seek(0)
    for magic, description in UNSUPPORTED.items():
        if head.startswith(magic):
            raise UnreadableFile(f"{upload.name} is {description}.")
    if b"%PDF-" in head:
        return UploadFormat.PDF
    if head.startswith(b"PK"):
        return _format_of_archive(upload)
    is_json = _decoded_head(head).lstrip().startswith(("{", "["))
    return UploadFormat.JSON if is_json else UploadFormat.LINKEDIN


def read_upload(uploads: Sequence[Upload]) -> ImportedProfile:
    """Read a JSON Resume, or one or more files of LinkedIn's export. Raises UnreadableFile."""
    formats = {detect_format(upload) for upload in uploads}
    if formats == {UploadFormat.LINKEDIN}:
        return read_exports([(upload.file, upload.name) for upload in uploads])
    (upload,) = uploads
    content = _decoded(upload.read_at_most(MAX_JSON_BYTES), upload.name)
    try:
        return read_resume_text(content, upload.name)
    except NotAResume as error:
        raise UnreadableFile(f"{upload.name} isn't a JSON Resume. {error}") from error
    except RecursionError as error:
        raise UnreadableFile(f"{upload.name} is nested too deeply for a JSON Resume.") from error


def check_uploads(uploads: Sequence[Upload]) -> None:
    """Check number, sizes and combination of files. Raises UnreadableFile."""
    if len(uploads) > MAX_FILES:
        raise UnreadableFile(f"Upload at most {MAX_FILES} files at a time.")
    for upload in uploads:
        if not upload.file.seek(0, io.SEEK_END):
            raise UnreadableFile(f"{upload.name} is empty.")
        if upload.file.tell() > MAX_BYTES:
            raise UnreadableFile(f"{upload.name} is larger than {MAX_BYTES // 1024 // 1024} MB.")
    if len(uploads) > 1 and {detect_format(upload) for upload in uploads} != {
        UploadFormat.LINKEDIN
    }:
        raise UnreadableFile(
            "You can only upload several files at a time from LinkedIn's export. "
            "Upload a résumé or a JSON Resume on its own."
        )


def _format_of_archive(upload: Upload) -> UploadFormat:
    with open_archive(upload.file, upload.name) as archive:
        names = set(archive.namelist())
    upload.file.seek(0)
    if "word/document.xml" in names:
        return UploadFormat.DOCX
    # Members by which OpenDocument files, and Excel and PowerPoint files, can be told.
    if "mimetype" in names or "[Content_Types].xml" in names:
        raise UnreadableFile(f"{upload.name} isn't a Word document. Save it as DOCX or PDF.")
    return UploadFormat.LINKEDIN


def _decoded_head(head: bytes) -> str:
    # The end of the head may cut a character in two.
    encoding = next((e for mark, e in ENCODINGS.items() if head.startswith(mark)), "utf-8")
    return head.decode(encoding, errors="ignore")


def _decoded(content: bytes, name: str) -> str:
    encoding = next((e for mark, e in ENCODINGS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise UnreadableFile(f"{name} isn't UTF-8 text.") from error
