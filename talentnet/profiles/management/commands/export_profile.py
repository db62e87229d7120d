"""Write a profile as JSON Resume."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from talentnet.profiles.commands import profile_or_error
from talentnet.profiles.exporting.resume import resume_text


class Command(BaseCommand):
    help = (
        "Write a profile as JSON Resume 1.0.0, which import_profile reads back without loss. "
        "Fields that JSON Resume lacks, and the career actions, are under meta.talentnet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("profile_id", type=int, metavar="ID")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="file to write; default: standard output"
        )

    def handle(self, *args: Any, profile_id: int, output: Path | None, **options: Any) -> None:
        text = resume_text(profile_or_error(profile_id))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Can't write {output}: {error.strerror}.") from error
        self.stdout.write(f"Profile {profile_id} written to {output}.")
