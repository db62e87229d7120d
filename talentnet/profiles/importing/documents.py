"""The text of a résumé in PDF or DOCX, read by a process that may die of it."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

from talentnet.files import UnreadableFile
from talentnet.profiles.importing import document_child
from talentnet.profiles.importing.document_child import MAX_CHARACTERS, MAX_PAGES
from talentnet.profiles.importing.uploads import MAX_BYTES, Upload, UploadFormat, format_of
from talentnet.text import plain_lines

WALL_SECONDS = 40
FEWEST_CHARACTERS = 20

LIGATURES = {ord(one): unicodedata.normalize("NFKC", one) for one in "ﬀﬁﬂﬃﬄﬅﬆ"}
"""Ligatures are common in PDFs, and no search finds a word with one."""

REFUSALS = {
    "locked": "It is locked with a password. Save it without one, and hand it over again.",
    "pages": f"It has more than {MAX_PAGES} pages; a résumé is shorter.",
    "long": f"It has more than {MAX_CHARACTERS:,} characters; a résumé is shorter.",
    "large": "It unpacks to more than we can read. Save it again with fewer pictures.",
    "damaged": "It's damaged or in a form we can't read. Save it again as PDF or DOCX.",
    "ended": "It takes too much time or memory to read. Save it again as PDF.",
    "empty": "This looks like a scan: it has no text in it. Save the original as PDF or DOCX.",
}


def read_document(upload: Upload) -> str:
    """Its text, in lines. Raises UnreadableFile with a sentence for all that can go wrong."""
    kind = format_of(upload)
    if kind not in (UploadFormat.PDF, UploadFormat.DOCX):
        raise UnreadableFile(f"{upload.name} isn't a PDF or DOCX file.")
    answer = _asked_of_a_child(upload.read_at_most(MAX_BYTES), kind)
    if refusal := answer.get("refused"):
        raise UnreadableFile(REFUSALS[refusal])
    text = _readable(answer["text"])
    if len(text) < FEWEST_CHARACTERS:
        raise UnreadableFile(REFUSALS["empty"])
    return text


def _asked_of_a_child(content: bytes, kind: UploadFormat) -> dict[str, str]:
    """Run the child with an empty environment, so that no key comes near a file."""
    command = [sys.executable, "-I", str(Path(document_child.__file__)), kind.value]
    try:
        child = subprocess.run(
            command, input=content, capture_output=True, timeout=WALL_SECONDS, env={}, check=True
        )
        answer: dict[str, str] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "ended"}
    return answer


def _readable(text: str) -> str:
    """Ligatures as letters; lines without what cannot be seen; of empty ones never two in a row."""
    paragraphs = ["\n".join(plain_lines(part)) for part in text.translate(LIGATURES).split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)[:MAX_CHARACTERS]
