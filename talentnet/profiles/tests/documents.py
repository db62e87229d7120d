"""Builders of PDF and DOCX files, which can also be malformed."""

import io


def pdf(*lines: str) -> bytes:
    """Build a one-page PDF with these lines, in Latin-1."""
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
    """Build a PDF from objects; the first one is the catalog."""
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
    """Build a DOCX with these paragraphs and a table."""
    import docx as library

    document = library.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def docx_of(body: str, *, header: str) -> bytes:
    """Build a DOCX with raw XML in its body, for elements that python-docx can't write."""
    import docx as library
    from docx.oxml.parser import parse_xml

    document = library.Document()
    document.sections[0].header.paragraphs[0].text = header
    spaces = "http://schemas.openxmlformats.org"
    root = parse_xml(
        f'<w:body xmlns:w="{spaces}/wordprocessingml/2006/main" '
        f'xmlns:mc="{spaces}/markup-compatibility/2006">{body}</w:body>'
    )
    for number, element in enumerate(list(root)):
        document.element.body.insert(number, element)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
