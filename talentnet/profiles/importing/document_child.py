"""Prints the text of a document that it reads from its standard input, within limits.

Run by path, in a process of its own, with neither the project nor its environment: whatever a
hostile file makes of the libraries costs this process and nothing else. It answers one JSON object,
`{"text": …}` or `{"refused": a code}`; without an answer it was ended by one of its limits.
"""

import io
import json
import logging
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

MEMORY_BYTES = 112 * 1024 * 1024
"""Memory for reading, beyond what the libraries take."""
CPU_SECONDS = 20
MAX_PAGES = 50
MAX_CHARACTERS = 60_000
MAX_MEMBERS = 500
MAX_UNPACKED_BYTES = 24 * 1024 * 1024
MAX_XML_BYTES = 6 * 1024 * 1024
"""Limit of one XML part; its parsed tree takes ten times as much memory."""


BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
APART = ("pPr", "rPr", "txbxContent", "Fallback")
"""Elements of a paragraph that aren't part of its line of text."""


class DocumentRefused(Exception):
    """The message is the code of a sentence."""


def limit(*, memory_bytes: int = MEMORY_BYTES) -> None:
    """Hold this process to its limits; it can never lift them again."""
    with suppress(OSError, ValueError):  # where the system has no such limit
        with open("/proc/self/statm") as status:
            now = int(status.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + memory_bytes, now + memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(content: bytes, kind: str) -> str:
    pieces = _pdf(content) if kind == "PDF" else _docx(content)
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > MAX_CHARACTERS:
            raise DocumentRefused("long")
    return text


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentRefused("locked")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentRefused("pages")
    for page in reader.pages:
        yield page.extract_text() + "\n"


def _docx(content: bytes) -> Iterator[str]:
    _check_members(content)
    import docx

    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            if not header.is_linked_to_previous:
                yield from _lines(header._element)
    yield from _lines(document.element.body)


def _lines(parent: Any) -> Iterator[str]:
    """A line for each paragraph and for each row of a table, however deep they lie: in text boxes
    and in the fields of a template, too, which the library itself leaves out."""
    for element in parent.iterchildren("{*}*"):
        match _tag(element):
            case "p":
                yield _words(element) + "\n"
                yield from _boxes(element)
            case "tr":
                cells = ("".join(_lines(cell)).strip() for cell in element.iterchildren("{*}tc"))
                yield " | ".join(cell for cell in cells if cell) + "\n"
            case "Fallback":  # the same once more, for older programs
                pass
            case _:
                yield from _lines(element)


def _words(parent: Any) -> str:
    """Text of a paragraph, without its text boxes."""
    words = ""
    for element in parent.iterchildren("{*}*"):
        tag = _tag(element)
        if tag == "t":
            # Comments and entities are left out, what follows them is not.
            words += (element.text or "") + "".join(one.tail or "" for one in element)
        elif tag in BREAKS:
            words += BREAKS[tag]
        elif tag not in APART:
            words += _words(element)
    return words


def _boxes(parent: Any) -> Iterator[str]:
    for element in parent.iterchildren("{*}*"):
        if _tag(element) == "txbxContent":
            yield from _lines(element)
        elif _tag(element) != "Fallback":
            yield from _boxes(element)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _check_members(content: bytes) -> None:
    """Read all members, as the sizes that an archive states may be false."""
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise DocumentRefused("large")
        for member in archive.infolist():
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DocumentRefused("damaged")
            size = _real_size(archive, member, left)
            left -= size
            is_parsed = member.filename.endswith((".xml", ".rels"))
            if left < 0 or (is_parsed and size > MAX_XML_BYTES):
                raise DocumentRefused("large")


def _real_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with archive.open(member) as opened:
        while size <= most and (part := opened.read(65_536)):
            size += len(part)
    return size


def main(kind: str) -> dict[str, str]:
    logging.disable()  # what the libraries say of a file may quote it
    content = sys.stdin.buffer.read()
    if kind == "PDF":
        import pypdf  # noqa: F401  # before the limits, as what it takes is no fault of the file
    else:
        import docx  # noqa: F401  # the same
    limit()
    try:
        return {"text": text_of(content, kind)}
    except DocumentRefused as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "large"}
    except Exception:  # whatever the libraries raise of a broken file
        return {"refused": "damaged"}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
