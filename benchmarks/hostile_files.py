"""Measure what hostile files cost the import.

Each file is made and imported in a process of its own. Printed are the memory above an idle process
and the sentence for its owner.

    .venv/bin/python -m benchmarks.hostile_files [NAME …]

The figure is the peak of the process that reads, above the same process with everything imported
and harmless files read, and the whole of its child where a document is read by one.
"""

import io
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from talentnet.profiles.tests.documents import pdf_of

LIMIT_MB = 200
MB = 1024 * 1024


def _zipped(members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _docx(document: bytes, **more: bytes) -> bytes:
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" '
        b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": rels, "word/document.xml": document}
    return _zipped(parts | more)


def _body(inside: bytes, before: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return before + b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (space, inside)


def _pdf(page: bytes, filters: bytes = b"") -> bytes:
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(page), filters, page)
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            stream,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def _bomb_of_pdf() -> bytes:
    return _pdf(zlib.compress(b"0" * (900 * MB), 9), b"/Filter /FlateDecode")


def _pages_that_go_in_circles() -> bytes:
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"]
    )


def _entities() -> bytes:
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return _body(b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", b"<!DOCTYPE d [%s]>" % b"".join(lines))


def _many_members() -> bytes:
    return _zipped({f"{n}": b"" for n in range(60_000)}, zipfile.ZIP_STORED)


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)  # noqa: S311  # the same at each run


def _unique_works(count: int) -> bytes:
    return json.dumps({"work": [{"name": f"{n}"} for n in range(count)]}).encode()


def _keys(count: int) -> bytes:
    return json.dumps({"work": [], **{f"k{n}": 1 for n in range(count)}}).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "JSON: 1 MB of {},": lambda: b'{"work": [' + b"{}," * 349_000 + b"{}]}",
    "JSON: as many {} as are read": lambda: b'{"work": [' + b"{}," * 49_990 + b"{}]}",
    "JSON: 5 MB of one text": lambda: b'{"basics": {"summary": "' + b"x" * 5_000_000 + b'"}}',
    "JSON: 1 MB of numbers": lambda: b'{"work": [' + b"1," * 520_000 + b"1]}",
    "JSON: 1 MB of []": lambda: b'{"work": [' + b"[]," * 349_000 + b"1]}",
    "JSON: 9,900 positions": lambda: _unique_works(9_900),
    "JSON: 1 MB of keys": lambda: _keys(70_000),
    "JSON: nested 300,000 deep": lambda: b'{"work": ' + b"[" * 300_000 + b"]" * 300_000 + b"}",
    "JSON: nested 900 deep": lambda: b'{"work": [{"x": ' + b"[" * 900 + b"1" + b"]" * 900 + b"}]}",
    "JSON: 10 MB": lambda: b'{"work": [' + b"{}," * 3_490_000 + b"{}]}",
    "JSON: a list": lambda: b"[" + b'{"name":"x"},' * 70_000 + b"1]",
    "CSV: 50 MB": lambda: b"Company Name,Title\n" + b"Lanternfield,Engineer\n" * 2_400_000,
    "CSV: 10 MB of commas": lambda: b"Company Name,Title\n" + b",\n" * 5_000_000,
    "CSV: 10 MB in one line": lambda: b"Company Name,Title\n" + b"," * 10_000_000,
    "CSV: 10 MB in one cell": lambda: b'Company Name,Title\n"' + b"x\n" * 5_000_000,
    "CSV: 10 MB in one row of many cells": lambda: b"Name\n" + b'"a\n",' * 2_000_000,
    "ZIP: 1 GB of zeros": lambda: _zipped({"Positions.csv": b"\0" * (1000 * MB)}),
    "ZIP: rows that unpack to 300 MB": lambda: _zipped(
        {"Skills.csv": b"Name\n" + (b"x" * 120_000 + b"\n") * 2_500}
    ),
    "ZIP: 60,000 members": _many_members,
    "ZIP: a bomb in bzip2": lambda: _zipped(
        {"Skills.csv": b"Name\n" + b"x" * (15 * MB)}, zipfile.ZIP_BZIP2
    ),
    "PDF: 900 MB in a stream": _bomb_of_pdf,
    "PDF: pages in circles": _pages_that_go_in_circles,
    "PDF: 10 MB of noise": lambda: b"%PDF-1.7\n" + _noise(10 * MB - 10),
    "PDF: 9 MB of operators": lambda: _pdf(b"BT " + b"[(a) 1 (b)] TJ " * 600_000 + b"ET"),
    "PDF: 9 MB of brackets": lambda: _pdf(b"BT " + b"[" * 4_500_000 + b"]" * 4_500_000),
    "DOCX: 1 GB in a picture": lambda: _docx(
        _body(b""), **{"word/media/a.png": b"\0" * (1000 * MB)}
    ),
    "DOCX: 200 MB of XML": lambda: _docx(_body(b"<w:p/>" * 35_000_000)),
    "DOCX: 6 MB of paragraphs": lambda: _docx(_body(b"<w:p/>" * 1_000_000)),
    "DOCX: entities that multiply": lambda: _docx(_entities()),
    "DOCX: a file of the machine": lambda: _docx(
        _body(
            b"<w:p><w:r><w:t>&f;</w:t></w:r></w:p>",
            b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        )
    ),
    "DOCX: nested 100,000 deep": lambda: _docx(_body(b"<w:p>" * 100_000 + b"</w:p>" * 100_000)),
}


def _read(file: BinaryIO) -> str:
    """Read a file and return what its owner is told. Like an upload of its size, it is on disk."""
    from talentnet.files import UnreadableFile
    from talentnet.profiles.importing.documents import read_document
    from talentnet.profiles.importing.proposal import Proposal
    from talentnet.profiles.importing.uploads import (
        Upload,
        UploadFormat,
        check_uploads,
        detect_format,
        read_upload,
    )

    upload = Upload(file, "file")
    try:
        check_uploads([upload])
        if detect_format(upload) in (UploadFormat.PDF, UploadFormat.DOCX):
            return f"{len(read_document(upload))} characters read"
        proposal = Proposal.from_import(read_upload([upload])).model_dump(mode="json")
        return f"{len(proposal['entries'])} rows read, {len(json.dumps(proposal)):,} bytes kept"
    except UnreadableFile as error:
        return str(error)


def _peak_kb(pid: int | str) -> int:
    """Peak memory of a process in KB; `getrusage` would include its parent's."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
    return 0


class _Watch(threading.Thread):
    """The highest peak of any child of this process."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.highest_kb = 0

    def run(self) -> None:
        while True:
            with suppress(OSError):
                for task in Path("/proc/self/task").iterdir():
                    for child in (task / "children").read_text().split():
                        self.highest_kb = max(self.highest_kb, _peak_kb(child))
            time.sleep(0.002)


def measure(path: str) -> None:
    """Read one file in this process, and print what that took."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentnet.settings")
    django.setup()
    _read(io.BytesIO(b'{"work": [{"name": "x"}]}'))
    _read(io.BytesIO(b"Name\nRust\n"))
    watch = _Watch()
    watch.start()
    idle, started = _peak_kb("self"), time.monotonic()
    with open(path, "rb") as file:
        said = _read(file)
    seconds = time.monotonic() - started
    above = _peak_kb("self") - idle + watch.highest_kb
    print(json.dumps({"mb": above / 1024, "seconds": seconds, "said": said}))


def main() -> int:
    names = sys.argv[1:] or list(HOSTILE)
    highest = 0.0
    for name in names:
        with tempfile.NamedTemporaryFile() as file:
            file.write(HOSTILE[name]())
            file.flush()
            size = os.path.getsize(file.name)
            command = [sys.executable, "-m", "benchmarks.hostile_files", "--read", file.name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        highest = max(highest, found["mb"])
        print(
            f"{found['mb']:6.0f} MB {found['seconds']:6.1f} s  {name} "
            f"({size / MB:.1f} MB): {found['said']}",
            flush=True,
        )
    print(f"{highest:6.0f} MB at most; the limit is {LIMIT_MB}.")
    return 0 if highest < LIMIT_MB else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        measure(sys.argv[2])
    else:
        sys.exit(main())
