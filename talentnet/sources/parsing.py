"""Parse a document and compare it with the database: new rows, changed rows, problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talentnet.opportunities.models import Listing
from talentnet.sources.changes import ReadRow
from talentnet.sources.document import Document
from talentnet.sources.formats import READERS, rows_of
from talentnet.sources.models import SourceFormat
from talentnet.sources.rows import SourceRow, content_hash, raw_values, validated, with_our_names
from talentnet.sources.storing import Batch
from talentnet.text import one_line


@dataclass
class SourceReading:
    """Everything read from a document, before any of it is stored."""

    batches: dict[str, Batch] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """A sentence with the place in the document for each row that was left out."""
    notes: list[str] = field(default_factory=list)
    """A sentence for each part that was left out of an accepted row."""
    unknown: int = 0
    """Number of rows without a readable id: each may be any of the unseen postings."""


@dataclass
class Origin:
    """Defaults for rows that don't name their source."""

    source: str = ""
    is_only_source: bool = False
    """True if all rows belong to this source, whatever they say."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    format: str = SourceFormat.AUTO


def read(document: Document, origin: Origin) -> SourceReading:
    """Read and validate every row. Raises UnreadableFile if the document can't be used."""
    # A column mapping only makes sense for our own format.
    rows = (
        READERS[SourceFormat.OURS](document) if origin.renamed else rows_of(document, origin.format)
    )
    reader = _Reader(origin)
    for row in rows:
        reader.take(row)
    return reader.reading


class _Reader:
    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.reading = SourceReading()
        self.hashes: dict[str, dict[str, str]] = {}

    def take(self, row: SourceRow) -> None:
        if row.problem:
            self.reading.problems.append(f"{row.place}: {row.problem}")
            self.reading.unknown += row.is_posting
            return
        row.fields = with_our_names(row.fields, self.origin.source, self.origin.renamed)
        if self.origin.is_only_source:
            row.fields["source"] = self.origin.source
        self.reading.notes += [f"{row.place}: {note}" for note in row.notes]
        source, source_id = (_name(row.fields.get(name)) for name in ("source", "source_id"))
        # Unchanged rows skip validation.
        digest = content_hash(row.fields)
        if source_id and self._hashes(source).get(source_id) == digest:
            self._place(row.place, source, source_id, None)
            return
        try:
            read = ReadRow(validated(row.fields), raw_values(row), digest, row.is_whole)
        except ValueError as error:
            self.reading.problems.append(f"{row.place}: {error}")
            if source and source_id:
                self._batch(source).unreadable.add(source_id)
            else:
                self.reading.unknown += 1
        else:
            self._place(row.place, read.row.source, read.row.source_id, read)

    def _place(self, place: str, source: str, source_id: str, read: ReadRow | None) -> None:
        """Add a row to its source's batch; the last of several rows with one id wins."""
        batch = self._batch(source)
        if source_id in batch.rows or source_id in batch.unchanged:
            self.reading.notes.append(f"{place}: replaces an earlier row with the id {source_id}")
        batch.rows.pop(source_id, None)
        batch.unchanged.discard(source_id)
        if read is None:
            batch.unchanged.add(source_id)
        else:
            batch.rows[source_id] = read

    def _batch(self, source: str) -> Batch:
        return self.reading.batches.setdefault(source, Batch())

    def _hashes(self, source: str) -> dict[str, str]:
        """Stored content hashes of a source, read once."""
        if source not in self.hashes:
            listed = Listing.objects.filter(source=source).exclude(content_hash="")
            self.hashes[source] = dict(listed.values_list("source_id", "content_hash"))
        return self.hashes[source]


def _name(value: Any) -> str:
    """Clean a source or an id as `OpportunityRow` does."""
    return "" if value is None else one_line(str(value))
