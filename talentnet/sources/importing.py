"""Import opportunities from a file in one transaction, and report rows that were left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from talentnet.sources.document import Document
from talentnet.sources.models import OpportunitySource, SourceFormat
from talentnet.sources.parsing import Origin, SourceReading, read
from talentnet.sources.storing import Counts, store


class RowsRefused(ValueError):
    """A strict import has rows that can't be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} rows can't be used, so nothing was imported.")
        self.problems = problems


@dataclass
class ImportReport:
    imported: int = 0
    """Number of rows imported, unchanged ones included."""
    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    """A sentence with the place in the file for each row that was left out."""
    notes: list[str] = field(default_factory=list)
    """A sentence for each part of a row that was left out."""


def import_opportunities(
    document: Path | Document,
    *,
    source: str = "",
    renamed: Mapping[str, str] | None = None,
    format: str = SourceFormat.AUTO,
    strict: bool = False,
) -> ImportReport:
    """Import a file; rows are upserted by source and source id.

    `source` is the default for rows that name none; `renamed` maps our field names to the file's
    keys. Raises UnreadableFile if the file can't be read, and RowsRefused if `strict` and a row
    can't be used. Nothing is stored then.
    """
    origin = Origin(source=source, renamed=renamed or {}, format=format)
    if isinstance(document, Path):
        document = Document.of_file(document)
    return store_reading(read(document, origin), strict=strict)


def store_reading(reading: SourceReading, *, strict: bool = False) -> ImportReport:
    if strict and reading.problems:
        raise RowsRefused(reading.problems)
    report = ImportReport(problems=reading.problems, notes=reading.notes)
    with transaction.atomic():
        _lock_sources(name for name, batch in reading.batches.items() if batch.imported)
        for source, batch in reading.batches.items():
            report.counts.add(store(source, batch))
            report.imported += batch.imported
    return report


def _lock_sources(names: Iterable[str]) -> None:
    """Lock the sources until the transaction ends."""
    # Always in the order of names: two imports that lock the same rows in different orders, or an
    # import and a sync, would deadlock.
    ordered = sorted(names)
    for name in ordered:
        OpportunitySource.objects.get_or_create(name=name)
    locked = OpportunitySource.objects.select_for_update().filter(name__in=ordered)
    list(locked.order_by("name").values_list("pk", flat=True))
