from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.fetching import fetch
from talentnet.sources.importing import ImportReport, RowsRefused, import_opportunities
from talentnet.sources.models import OpportunitySource, SourceFormat, SourceSync
from talentnet.sources.rows import FIELDS
from talentnet.sources.syncing import claim_source, take_file

SHOWN_PROBLEMS = 50


def _renamed(text: str) -> dict[str, str]:
    """Parse `organization=company,source_id=id` into the file's key by our field name."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for ours, equals, theirs in pairs:
        if ours.strip() not in FIELDS or not equals or not theirs.strip():
            raise ArgumentTypeError(
                f"“{ours}{equals}{theirs}” is not FIELD=KEY; the fields are: {', '.join(FIELDS)}"
            )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


class Command(BaseCommand):
    help = (
        "Import opportunities from a file or an address, in one transaction. Rows with a known "
        "source and source id are updated. Unusable rows are reported and left out, and the exit "
        "code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="path of a UTF-8 file, or an http(s) address")
        parser.add_argument("--source", default="", help="source of rows that name none")
        parser.add_argument(
            "--map",
            type=_renamed,
            default={},
            metavar="FIELD=KEY,…",
            help="field names of the file, for example organization=company,source_id=id",
        )
        parser.add_argument(
            "--format",
            choices=SourceFormat.values,
            default=SourceFormat.AUTO.value,
            help="format of the file",
        )
        parser.add_argument(
            "--organization", default="", help="organization of postings that name none"
        )
        parser.add_argument(
            "--strict", action="store_true", help="import nothing if a row can't be used"
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the file lists all postings of --source; count the others as missing",
        )

    def handle(self, *args: Any, file: str, source: str, **options: Any) -> None:
        if options["complete"] and (not source or options["map"] or options["strict"]):
            raise CommandError("--complete needs --source, without --map and --strict.")
        try:
            document = _document(str(file), options["organization"])
            if options["complete"]:
                self._sync(document, source, options["format"])
                return
            report = import_opportunities(
                document,
                source=source,
                renamed=options["map"],
                format=options["format"],
                strict=options["strict"],
            )
        except RowsRefused as refused:
            self._print(refused.problems)
            raise CommandError(str(refused)) from refused
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        self._report(report, str(file))

    def _report(self, report: ImportReport, file: str) -> None:
        counts = report.counts
        self.stdout.write(f"{report.imported} opportunities imported.")
        if report.imported:
            self.stdout.write(
                f"{counts.new} new, {counts.changed} changed, {counts.unchanged} as they were,"
                f" {counts.joined} known from another source."
            )
        self._print(report.notes)
        self._print(report.problems)
        if report.problems:
            count = len(report.problems)
            raise CommandError(
                f"{count} row{pluralize(count)} {'was' if count == 1 else 'were'} left out."
            )
        if not report.imported:
            raise CommandError(f"{file} holds no opportunities.")

    def _print(self, problems: list[str]) -> None:
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(problem)

    def _sync(self, document: Document, name: str, format: str) -> None:
        """Import as a sync of the source: postings that the file omits count as missing."""
        source, _ = OpportunitySource.objects.get_or_create(name=name, defaults={"format": format})
        claimed = claim_source(source.pk)
        if claimed is None:
            raise CommandError(f"{name} is being synced right now. Try again in a few minutes.")
        claimed.source.format = format if format != SourceFormat.AUTO else claimed.source.format
        done = take_file(claimed, lambda: document, complete=True)
        self._print(done.problems)
        if done.outcome != SourceSync.Outcome.GOOD:
            raise CommandError(f"{name}: {done.error}")
        self.stdout.write(done.summary)


def _document(file: str, organization: str) -> Document:
    """Fetch an address or read a file. Raises UnreadableFile."""
    if file.startswith(("http://", "https://")):
        fetched = fetch(file)
        return Document(fetched.text, file, organization, fetched.kind)
    document = Document.of_file(Path(file))
    document.organization = organization
    return document
