"""Import as a browser uses it: files handed over, boxes ticked, forms sent."""

import io
import json
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from talentnet.profiles.models import ProfileImport
from talentnet.profiles.tests.pages import Page

IMPORTS = "/profile/import/"


def hand_over(client: Client, *files: bytes | dict[str, Any], name: str = "resume.json") -> Any:
    """What is no bytes goes as JSON."""
    given = [f if isinstance(f, bytes) else json.dumps(f).encode() for f in files]
    return client.post(IMPORTS, {"file": [SimpleUploadedFile(name, content) for content in given]})


def imported(client: Client, *files: bytes | dict[str, Any], name: str = "resume.json") -> int:
    """The id of the import that it became."""
    response = hand_over(client, *files, name=name)
    assert response.status_code == 302, refusal_in(response)
    row = ProfileImport.objects.latest("pk")
    assert response.url == url_of(row.pk)
    return row.pk


def url_of(import_id: int, view: str = "import") -> str:
    return reverse(f"profiles:{view}", args=[import_id])


def review(client: Client, import_id: int) -> Page:
    response = client.get(url_of(import_id))
    assert response.status_code == 200
    return Page(response)


def sent(client: Client, import_id: int) -> dict[str, list[str]]:
    """What the preview would send, were it sent as it stands."""
    return review(client, import_id).sent(url_of(import_id, "apply_import"))


def add(client: Client, import_id: int, **changes: Any) -> Any:
    """Send the preview, changed or as it stands."""
    return client.post(url_of(import_id, "apply_import"), sent(client, import_id) | changes)


def take(client: Client, import_id: int, *ids: str) -> Any:
    """Tick these and nothing else; `id=option` chooses an option."""
    ticked = [id for id in ids if "=" not in id]
    chosen = dict(id.split("=") for id in ids if "=" in id)
    return add(client, import_id, take=ticked, **chosen)


def refusal_in(response: Any) -> str:
    """The sentences of the alert."""
    alerts = [e for e in Page(response).elements if e.attrs.get("role") == "alert"]
    texts = [" ".join(e.text.split()) for e in alerts if e.attrs.get("id") != "failure"]
    return " ".join(texts)


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return packed.getvalue()


def pdf(*lines: str) -> bytes:
    """A document of one page with these lines, in Latin letters."""
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    content = f"BT /F1 11 Tf 50 780 Td 14 TL {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return pdf_of(objects)


def pdf_of(objects: list[bytes]) -> bytes:
    """The first of the objects is the catalog."""
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer << /Size %d /Root 1 0 R >>\n" % count
        + b"startxref\n%d\n%%%%EOF\n" % len(written)
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def docx(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    import docx as library

    document = library.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
