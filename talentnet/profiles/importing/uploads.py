"""Detect an upload's format by its content, regardless of its name, and read it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PureWindowsPath
from typing import Any, BinaryIO

from talentnet.files import MAX_UPLOAD_BYTES, UnreadableFile
from talentnet.profiles.importing.archives import opened
from talentnet.profiles.importing.json_resume import NotAResume, read_resume_text
from talentnet.profiles.importing.linkedin import read_exports
from talentnet.profiles.importing.placing import Imported
from talentnet.profiles.importing.sheets import ENCODINGS
from talentnet.text import cut_at_word, one_line

MAX_FILES = 12
MAX_BYTES = MAX_UPLOAD_BYTES
MAX_JSON_BYTES = 5 * 1024 * 1024
"""Room for the fullest profile; how many parts it may have is `json_resume.py`'s to say."""
NAME_LENGTH = 120
_HEAD = 1024


class UploadFormat(Enum):
    JSON = "JSON"
    LINKEDIN = "LinkedIn"
    PDF = "PDF"
    DOCX = "DOCX"


OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Word file; save it as DOCX or PDF",
    b"{\\rtf": "an RTF file; save it as DOCX or PDF",
    b"\x89PNG": "a picture, and there is no text to be read in it",
    b"\xff\xd8\xff": "a picture, and there is no text to be read in it",
    b"GIF8": "a picture, and there is no text to be read in it",
    b"\x1f\x8b": "packed in a way that we do not unpack",
    b"Rar!": "packed in a way that we do not unpack",
    b"7z\xbc\xaf": "packed in a way that we do not unpack",
}


@dataclass(frozen=True)
class Upload:
    """A file with a name fit to be shown, and without any path."""

    file: BinaryIO
    name: str

    @classmethod
    def of(cls, file: Any, name: str) -> "Upload":
        """Detect the format of any binary file object that can seek."""
        last = PureWindowsPath(one_line(name)).name.replace("/", "_")
        return cls(file, cut_at_word(last, NAME_LENGTH) or "Your file")

    def read_at_most(self, limit: int) -> bytes:
        """All of it. Raises UnreadableFile when that is more than the limit."""
        self.file.seek(0)
        content = self.file.read(limit + 1)
        if len(content) > limit:
            raise UnreadableFile(f"{self.name} is larger than {limit // 1024 // 1024} MB.")
        return content


def format_of(upload: Upload) -> UploadFormat:
    """Raises UnreadableFile for what we know to be something else."""
    upload.file.seek(0)
    head = upload.file.read(_HEAD)
    upload.file.seek(0)
    for start, what in OTHERS.items():
        if head.startswith(start):
            raise UnreadableFile(f"{upload.name} is {what}.")
    if b"%PDF-" in head:
        return UploadFormat.PDF
    if head.startswith(b"PK"):
        return _format_of_archive(upload)
    is_json = _decoded_head(head).lstrip().startswith(("{", "["))
    return UploadFormat.JSON if is_json else UploadFormat.LINKEDIN


def read_upload(uploads: Sequence[Upload]) -> Imported:
    """A JSON Resume, or one or several files of LinkedIn's export. Raises UnreadableFile."""
    formats = {format_of(upload) for upload in uploads}
    if formats == {UploadFormat.LINKEDIN}:
        return read_exports([(upload.file, upload.name) for upload in uploads])
    (upload,) = uploads
    content = _decoded(upload.read_at_most(MAX_JSON_BYTES), upload.name)
    try:
        return read_resume_text(content, upload.name)
    except NotAResume as error:
        raise UnreadableFile(f"{upload.name} is not a JSON Resume. {error}") from error
    except RecursionError as error:
        raise UnreadableFile(f"{upload.name} is nested too deep to be a JSON Resume.") from error


def check_uploads(uploads: Sequence[Upload]) -> None:
    """Raises UnreadableFile when they are too many, too large, or do not belong together."""
    if len(uploads) > MAX_FILES:
        raise UnreadableFile(f"Give at most {MAX_FILES} files at a time.")
    for upload in uploads:
        if not upload.file.seek(0, io.SEEK_END):
            raise UnreadableFile(f"{upload.name} is empty.")
        if upload.file.tell() > MAX_BYTES:
            raise UnreadableFile(f"{upload.name} is larger than {MAX_BYTES // 1024 // 1024} MB.")
    if len(uploads) > 1 and {format_of(upload) for upload in uploads} != {UploadFormat.LINKEDIN}:
        raise UnreadableFile(
            "Several files at a time can only be those of LinkedIn’s export. "
            "Give a résumé or a JSON Resume alone."
        )


def _format_of_archive(upload: Upload) -> UploadFormat:
    with opened(upload.file, upload.name) as archive:
        names = set(archive.namelist())
    upload.file.seek(0)
    if "word/document.xml" in names:
        return UploadFormat.DOCX
    if "mimetype" in names or "[Content_Types].xml" in names:
        raise UnreadableFile(f"{upload.name} is no Word document; save it as DOCX or PDF.")
    return UploadFormat.LINKEDIN


def _decoded_head(head: bytes) -> str:
    encoding = next((e for mark, e in ENCODINGS.items() if head.startswith(mark)), "utf-8")
    return head.decode(encoding, errors="ignore")


def _decoded(content: bytes, name: str) -> str:
    encoding = next((e for mark, e in ENCODINGS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise UnreadableFile(f"{name} is not UTF-8 text.") from error
