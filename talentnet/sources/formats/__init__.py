"""Readers of the formats of sources; each yields rows in our field names."""

from collections.abc import Callable, Iterator

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats import ashby, conferences, greenhouse, job_posting, lever, ours
from talentnet.sources.models import SourceFormat
from talentnet.sources.rows import SourceRow

type Reader = Callable[[Document], Iterator[SourceRow]]

READERS: dict[str, Reader] = {
    SourceFormat.OURS: ours.rows,
    SourceFormat.JOB_POSTING: job_posting.rows,
    SourceFormat.GREENHOUSE: greenhouse.rows,
    SourceFormat.LEVER: lever.rows,
    SourceFormat.ASHBY: ashby.rows,
    SourceFormat.CONFERENCES: conferences.rows,
}
# Tried in this order; our own format has no detector, as it is the fallback.
DETECTORS: dict[str, Callable[[Document], bool]] = {
    SourceFormat.JOB_POSTING: job_posting.detect,
    SourceFormat.GREENHOUSE: greenhouse.detect,
    SourceFormat.LEVER: lever.detect,
    SourceFormat.ASHBY: ashby.detect,
    SourceFormat.CONFERENCES: conferences.detect,
}


def format_of(document: Document) -> str:
    """Detect a document's format; our own is the fallback."""
    return next(
        (name for name, is_it in DETECTORS.items() if is_it(document)), SourceFormat.OURS.value
    )


def rows_of(document: Document, format: str) -> Iterator[SourceRow]:
    """Rows of a document. Raises UnreadableFile if it can't be used."""
    chosen = format_of(document) if format == SourceFormat.AUTO else format
    if document.is_html and chosen != SourceFormat.JOB_POSTING:
        raise UnreadableFile(f"{document.name} is a web page without postings in JSON-LD.")
    rows = READERS[chosen](document)
    return rows if chosen == SourceFormat.OURS else map(_whole, rows)


def _whole(row: SourceRow) -> SourceRow:
    # Boards send complete postings; a file in our own format may hold only some columns.
    row.is_whole = True
    return row
