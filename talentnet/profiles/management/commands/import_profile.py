from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from talentnet.accounts.models import User
from talentnet.files import UnreadableFile, read_text
from talentnet.profiles.importing.json_resume import NotAResume, read_resume_text
from talentnet.profiles.importing.linkedin import read_export
from talentnet.profiles.importing.placing import Imported
from talentnet.profiles.models import Profile


class Command(BaseCommand):
    help = (
        "Make a user and a profile from a JSON Resume file (1.0.0, or the older keys) or from "
        "LinkedIn's data export (the ZIP, or one CSV file of it). Prints the profile's id, and "
        "what it could not place. Nothing is made when anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON Resume, or a ZIP or CSV of LinkedIn")
        parser.add_argument("--email", required=True, help="the person's address, and their login")
        parser.add_argument(
            "--consent",
            action="store_true",
            help="record that this person has agreed to AI processing of their profile",
        )

    def handle(self, *args: Any, file: Path, email: str, consent: bool, **options: Any) -> None:
        _check_email(email)
        try:
            imported = _read(file)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except NotAResume as error:
            raise CommandError(f"{file} is not a JSON Resume. {error}") from error
        profile = _store(imported, email, consent=consent)
        self.stdout.write(f"Profile {profile.pk} ({profile}) for {profile.user.email}.")
        for sentence in imported.unplaced:
            self.stdout.write(f"Not placed: {sentence}")
        if missing := profile.missing_for_matching():
            names = ", ".join(section.label for section in missing)
            self.stdout.write(f"Not ready for matching yet; missing: {names}.")


def _check_email(email: str) -> None:
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise CommandError(f"“{email}” is not an email address.") from error
    if User.objects.filter(email__iexact=email).exists():
        raise CommandError(f"There is a user {email} already; nothing was changed.")


def _read(file: Path) -> Imported:
    """By the ending of its name: what LinkedIn gives is a ZIP or CSV, all else a JSON Resume."""
    if file.suffix.lower() not in (".zip", ".csv"):
        return read_resume_text(read_text(file), str(file))
    try:
        with file.open("rb") as opened:
            return read_export(opened, str(file))
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error


@transaction.atomic
def _store(imported: Imported, email: str, *, consent: bool) -> Profile:
    profile = imported.profile
    profile.user = User.objects.create_user(email)
    if consent:
        profile.set_ai_consent(given=True)
    profile.save()
    for _, entry in imported.entries:
        entry.profile = profile
        entry.save()
    return profile
