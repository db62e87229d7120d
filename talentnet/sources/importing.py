"""Opportunities from a file, by hand: all of it in one transaction, and what was left out said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from talentnet.sources.document import Document
from talentnet.sources.models import OpportunitySource, SourceFormat
from talentnet.sources.parsing import Origin, SourceReading, read
from talentnet.sources.storing import Counts, store


class RowsRefused(ValueError):
    """A file was to go in as a whole, and some of its rows cannot."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} rows cannot be used, and so nothing was imported.")
        self.problems = problems


@dataclass
class ImportReport:
    imported: int = 0
    """Rows that went in, those that were known and the same among them."""
    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    """A sentence for each row that was left out, naming its place in the file."""
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
    """Import a file; a row known by source and source id is written again in place.

    `source` is for rows that do not name theirs; `renamed` says which of the file's keys holds
    one of our fields. Raises UnreadableFile when the file as a whole cannot be used, and, if
    `strict`, RowsRefused when one of its rows cannot; then nothing of it is stored.
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
        _hold(name for name, batch in reading.batches.items() if batch.imported)
        for source, batch in reading.batches.items():
            report.counts.add(store(source, batch))
            report.imported += batch.imported
    return report


def _hold(names: Iterable[str]) -> None:
    """Keep these sources until the transaction ends: another import of the same rows in another
    order, or a sync, would wait for this one while this one waits for it."""
    wanted = sorted(names)
    for name in wanted:
        OpportunitySource.objects.get_or_create(name=name)
    held = OpportunitySource.objects.select_for_update().filter(name__in=wanted)
    list(held.order_by("name").values_list("pk", flat=True))
