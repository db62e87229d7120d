"""Text extraction from a résumé in PDF or DOCX, in a child process that may crash."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

from talentnet.files import UnreadableFile
from talentnet.profiles.importing import document_child
from talentnet.profiles.importing.document_child import MAX_CHARACTERS, MAX_PAGES
from talentnet.profiles.importing.uploads import MAX_BYTES, Upload, UploadFormat, detect_format
from talentnet.text import plain_lines

# Twice the child's limit of CPU seconds, for a busy machine.
WALL_SECONDS = 40
# Less text than this means a scan.
FEWEST_CHARACTERS = 20

# PDFs are full of ligatures, which no search for a word would match.
LIGATURES = {ord(letter): unicodedata.normalize("NFKC", letter) for letter in "ﬀﬁﬂﬃﬄﬅﬆ"}

# By the codes of `document_child.py`, and two of our own: "ended" and "empty".
REFUSALS = {
    "locked": "It's protected by a password. Save it without one and upload it again.",
    "pages": f"It has more than {MAX_PAGES} pages. A résumé is shorter.",
    "long": f"It has more than {MAX_CHARACTERS:,} characters. A résumé is shorter.",
    "large": "It unpacks to more than we can read. Save it again with fewer pictures.",
    "damaged": "It's damaged or in a form we can't read. Save it again as PDF or DOCX.",
    "ended": "It takes too much time or memory to read. Save it again as PDF.",
    "empty": "This looks like a scan: it has no selectable text. Save the original as PDF or DOCX.",
}


def read_document(upload: Upload) -> str:
    """Extract the text of a document. Raises UnreadableFile with a sentence for any failure."""
    kind = detect_format(upload)
    if kind not in (UploadFormat.PDF, UploadFormat.DOCX):
        raise UnreadableFile(f"{upload.name} isn't a PDF or DOCX file.")
    answer = _run_child(upload.read_at_most(MAX_BYTES), kind)
    if refusal := answer.get("refused"):
        raise UnreadableFile(REFUSALS[refusal])
    text = _cleaned(answer["text"])
    if len(text) < FEWEST_CHARACTERS:
        raise UnreadableFile(REFUSALS["empty"])
    return text


def _run_child(content: bytes, kind: UploadFormat) -> dict[str, str]:
    """Extract the text in a child process, and return its answer or a refusal."""
    # `-I` and `env={}`: a malicious file must not get at our modules or at the keys in our
    # environment.
    command = [sys.executable, "-I", str(Path(document_child.__file__)), kind.value]
    try:
        child = subprocess.run(
            command, input=content, capture_output=True, timeout=WALL_SECONDS, env={}, check=True
        )
        answer: dict[str, str] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "ended"}
    return answer


def _cleaned(text: str) -> str:
    """Replace ligatures, drop invisible characters and collapse repeated empty lines."""
    paragraphs = ["\n".join(plain_lines(part)) for part in text.translate(LIGATURES).split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)[:MAX_CHARACTERS]
