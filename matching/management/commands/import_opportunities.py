from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.sources.importing import import_opportunities
from matching.sources.rows import FIELDS
from talentnet.files import UnreadableFile

SHOWN_PROBLEMS = 50


def _renamed(text: str) -> dict[str, str]:
    """`organization=company,source_id=id` → which key of the file holds which field."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for ours, equals, theirs in pairs:
        if ours.strip() not in FIELDS or not equals or not theirs.strip():
            raise ArgumentTypeError(
                f"“{ours}{equals}{theirs}” is not FIELD=KEY; the fields are: {', '.join(FIELDS)}"
            )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


class Command(BaseCommand):
    help = (
        "Import opportunities from a JSON, JSON lines or CSV file. Rows known by source and "
        "source id are written again in place. A bad row is reported by its line and the others "
        "go in; the exit code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .json, .jsonl or .csv file, in UTF-8")
        parser.add_argument(
            "--source", default="", help="the source of all rows, if they name none"
        )
        parser.add_argument(
            "--map",
            type=_renamed,
            default={},
            metavar="FIELD=KEY,…",
            help="for files with other names, for example organization=company,source_id=id",
        )

    def handle(self, *args: Any, file: Path, source: str, **options: Any) -> None:
        try:
            report = import_opportunities(file, source=source, renamed=options["map"])
        except UnreadableFile as error:
            raise CommandError(f"{error} Rows before it may have gone in.") from error
        self.stdout.write(f"{report.imported} opportunities imported.")
        for problem in report.problems[:SHOWN_PROBLEMS]:
            self.stderr.write(problem)
        if report.problems:
            raise CommandError(f"{len(report.problems)} rows were left out.")
        if not report.imported:
            raise CommandError(f"{file} holds no opportunities.")
