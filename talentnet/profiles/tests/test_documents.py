"""Text extraction from documents, also from unreadable and malicious ones."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from talentnet.files import UnreadableFile
from talentnet.profiles.importing import document_child, documents
from talentnet.profiles.importing.documents import REFUSALS, read_document
from talentnet.profiles.importing.uploads import Upload
from talentnet.profiles.tests.documents import docx, docx_of, pdf, pdf_of

pytestmark = pytest.mark.slow

LINES = ("Amara Diallo", "Engineer at Lanternfield since 2019", "I test language models.")


def read(content: bytes) -> str:
    return read_document(Upload(io.BytesIO(content), "cv.pdf"))


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(content)
    return str(caught.value)


def refused_within(content: bytes, kind: str) -> str:
    """Return the child's refusal, run in this process for speed and without its limits."""
    with pytest.raises(document_child.DocumentRefused) as caught:
        document_child.extract_text(content, kind)
    return str(caught.value)


def test_pdf_text_is_read() -> None:
    assert read(pdf(*LINES)).splitlines() == list(LINES)


def test_docx_text_and_table_are_read() -> None:
    text = read(docx(*LINES, table=[["Python", "8 years"], ["Rust", ""]]))
    assert text.splitlines() == [*LINES, "Python | 8 years", "Rust"]


def test_docx_header_text_box_and_field_are_read() -> None:
    body = (
        "<w:p><w:r><w:t>Engineer</w:t><w:tab/><w:t>since 2019</w:t></w:r>"
        "<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>I test models.</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:del><w:r><w:delText>Struck out</w:delText></w:r></w:del></w:p>"
    ).replace("{box}", "<w:txbxContent><w:p><w:r><w:t>Rust</w:t></w:r></w:p></w:txbxContent>")
    text = read(docx_of(body, header="Amara Diallo"))
    assert text.splitlines() == [
        "Amara Diallo",
        "Engineer since 2019",
        "Rust",
        "I test models.",
    ]


def test_ligatures_and_invisible_characters_are_cleaned() -> None:
    assert read(docx("Oﬃcer for eﬀective \u202eﬁling\u200b")) == "Officer for effective filing"


@pytest.mark.parametrize("content", [pdf(" "), docx("", " ")])
def test_scan_is_refused(content: bytes) -> None:
    assert refusal(content) == REFUSALS["empty"]


def test_damaged_document_is_refused() -> None:
    assert refusal(b"%PDF-1.7\nand nothing else") == REFUSALS["damaged"]


def test_other_file_is_refused() -> None:
    assert refusal(b'{"basics": {}}') == "cv.pdf isn't a PDF or DOCX file."


def test_document_with_password_is_refused() -> None:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf(*LINES)))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    assert refused_within(written.getvalue(), "PDF") == "locked"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_child, "MAX_PAGES", 0)
    assert refused_within(pdf(*LINES), "PDF") == "pages"


def test_too_long_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_child, "MAX_CHARACTERS", 30)
    assert refused_within(docx(*LINES), "DOCX") == "long"


@pytest.mark.parametrize(
    ("name", "limit"), [("MAX_MEMBERS", 3), ("MAX_UNPACKED_BYTES", 9000), ("MAX_XML_BYTES", 900)]
)
def test_oversized_docx_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    monkeypatch.setattr(document_child, name, limit)
    assert refused_within(docx(*LINES), "DOCX") == "large"


def test_unbounded_compression_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "x" * 100_000)
    assert refused_within(packed.getvalue(), "DOCX") == "damaged"


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret of this machine")
    source = zipfile.ZipFile(io.BytesIO(docx("What stands before it: X, and after it.")))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member in source.namelist():
            content = source.read(member)
            if member == "word/document.xml":
                start = content.index(b"<w:document")
                entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
                content = content[:start] + entity + content[start:].replace(b"X", b"&x;")
            archive.writestr(member, content)
    text = read(packed.getvalue())
    # Whether the text after a skipped entity is kept depends on the version of the library.
    assert text.startswith("What stands before it:")
    assert "secret" not in text


def test_slow_document_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "WALL_SECONDS", 0.01)
    assert refusal(pdf(*LINES)) == REFUSALS["ended"]


def test_memory_limit_holds_in_child() -> None:
    """Runs the child's own limits, then asks for more memory."""
    script = (
        f"import runpy; child = runpy.run_path({document_child.__file__!r})\n"
        "child['apply_limits']()\n"
        "try: bytearray(child['MEMORY_BYTES'] * 2)\n"
        "except MemoryError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "refused\n"


def test_child_reads_within_cpu_limit() -> None:
    script = (
        f"import resource, runpy; child = runpy.run_path({document_child.__file__!r})\n"
        "def ask(*given): return str(resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "child['main'].__globals__['extract_text'] = ask\n"
        "print(child['main']('PDF')['text'])"
    )
    run = subprocess.run([sys.executable, "-c", script], input=b"", capture_output=True)
    assert (run.returncode, run.stdout.strip()) == (0, b"%d" % document_child.CPU_SECONDS)


def test_child_gets_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], dict[str, Any]]] = []
    run = subprocess.run

    def noted(command: list[str], **how: Any) -> Any:
        asked.append((command, how))
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", noted)
    read(pdf(*LINES))
    ((command, how),) = asked
    assert (how["env"], command[1]) == ({}, "-I")


def test_circular_pages_are_refused() -> None:
    circle = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"
    assert refusal(pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", circle])) in REFUSALS.values()
