"""Extract the text of a document from standard input, within limits on memory and CPU.

Run by path, in a separate process without the project or its environment, so that a malicious
file can only crash this process. Prints one JSON object, `{"text": …}` or `{"refused": code}`. If
it prints nothing, one of the limits ended it.
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

# Beyond the memory of the loaded libraries.
MEMORY_BYTES = 112 * 1024 * 1024
CPU_SECONDS = 20
MAX_PAGES = 50
MAX_CHARACTERS = 60_000
MAX_MEMBERS = 500
MAX_UNPACKED_BYTES = 24 * 1024 * 1024
# Per XML member; the parsed tree takes ten times as much memory.
MAX_XML_BYTES = 6 * 1024 * 1024

# Elements of WordprocessingML that stand for a character.
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Formatting, and content that isn't part of the line: text boxes, and copies of them.
NOT_IN_LINE = ("pPr", "rPr", "txbxContent", "Fallback")


class DocumentRefused(Exception):
    """Document that can't be read; the message is a code that the parent turns into a sentence."""


def apply_limits(*, memory_bytes: int = MEMORY_BYTES) -> None:
    """Limit this process's resources; it can't raise the limits again."""
    with suppress(OSError, ValueError):  # systems without /proc or this limit
        with open("/proc/self/statm") as status:
            # The first field is the size of the address space in pages.
            now = int(status.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + memory_bytes, now + memory_bytes))
    # The soft limit sends SIGXCPU; the hard limit, a second later, kills.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    # No file may be written, and a crash leaves no core dump.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def extract_text(content: bytes, kind: str) -> str:
    """Return the text of a PDF or DOCX file.

    Raises DocumentRefused, or whatever the libraries raise for a broken file.
    """
    pieces = _pdf(content) if kind == "PDF" else _docx(content)
    text = ""
    for piece in pieces:
        text += piece
        # Checked on the way, so that an endless document stops early.
        if len(text) > MAX_CHARACTERS:
            raise DocumentRefused("long")
    return text


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    # An empty password opens PDFs that only restrict printing or copying.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentRefused("locked")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentRefused("pages")
    for page in reader.pages:
        yield page.extract_text() + "\n"


def _docx(content: bytes) -> Iterator[str]:
    # Before the library unpacks anything.
    _check_members(content)
    import docx

    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            if not header.is_linked_to_previous:
                yield from _lines(header._element)
    yield from _lines(document.element.body)


def _lines(parent: Any) -> Iterator[str]:
    """Yield a line for each paragraph and table row at any depth.

    Includes text boxes and content controls of templates, which python-docx leaves out.
    """
    for element in parent.iterchildren("{*}*"):
        match _tag(element):
            case "p":
                yield _words(element) + "\n"
                yield from _boxes(element)
            case "tr":
                cells = ("".join(_lines(cell)).strip() for cell in element.iterchildren("{*}tc"))
                yield " | ".join(cell for cell in cells if cell) + "\n"
            case "Fallback":  # a copy of a text box for older programs
                pass
            case _:
                yield from _lines(element)


def _words(parent: Any) -> str:
    """Return the text of a paragraph without its text boxes."""
    words = ""
    for element in parent.iterchildren("{*}*"):
        tag = _tag(element)
        if tag == "t":
            # Skips XML comments and entities, but not the text after them.
            words += (element.text or "") + "".join(child.tail or "" for child in element)
        elif tag in BREAKS:
            words += BREAKS[tag]
        elif tag not in NOT_IN_LINE:
            words += _words(element)
    return words


def _boxes(parent: Any) -> Iterator[str]:
    for element in parent.iterchildren("{*}*"):
        if _tag(element) == "txbxContent":
            yield from _lines(element)
        elif _tag(element) != "Fallback":
            yield from _boxes(element)


def _tag(element: Any) -> str:
    # Without the namespace: "{…}p" is "p".
    return str(element.tag).rpartition("}")[2]


def _check_members(content: bytes) -> None:
    """Refuse archives that unpack to too much, reading every member: declared sizes may lie."""
    budget = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise DocumentRefused("large")
        for member in archive.infolist():
            # Others decompress without a limit; Word doesn't use them.
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DocumentRefused("damaged")
            size = _real_size(archive, member, budget)
            budget -= size
            is_parsed = member.filename.endswith((".xml", ".rels"))
            if budget < 0 or (is_parsed and size > MAX_XML_BYTES):
                raise DocumentRefused("large")


def _real_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
    size = 0
    with archive.open(member) as file:
        while size <= limit and (chunk := file.read(65_536)):
            size += len(chunk)
    return size


def main(kind: str) -> dict[str, str]:
    """Read standard input and return the answer to print."""
    logging.disable()  # log messages of the libraries may quote the file
    content = sys.stdin.buffer.read()
    if kind == "PDF":
        import pypdf  # noqa: F401  # before the limits, which count only what the file adds
    else:
        import docx  # noqa: F401  # the same
    apply_limits()
    try:
        return {"text": extract_text(content, kind)}
    except DocumentRefused as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "large"}
    except Exception:  # the libraries raise anything for a broken file
        return {"refused": "damaged"}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
