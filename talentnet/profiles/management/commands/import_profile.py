from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from talentnet.accounts.models import User
from talentnet.files import UnreadableFile
from talentnet.profiles.access import profile_of
from talentnet.profiles.importing import applying
from talentnet.profiles.importing.documents import read_document
from talentnet.profiles.importing.placing import Imported
from talentnet.profiles.importing.plan import (
    Change,
    ImportChoice,
    ImportPlan,
    RowChange,
    ValueChange,
    plan_of,
)
from talentnet.profiles.importing.starting import start
from talentnet.profiles.importing.uploads import (
    Upload,
    UploadFormat,
    check_uploads,
    format_of,
    read_upload,
)
from talentnet.profiles.models import Profile
from talentnet.text import cut_at_word, one_line

SHOWN_LENGTH = 100


class Command(BaseCommand):
    help = (
        "Import a JSON Resume file (1.0.0, or the older keys) or LinkedIn's data export (the ZIP, "
        "or CSV files of it). Of someone new it makes a user and a profile. Of someone who is "
        "there already it prints what it would change, each with an id, and changes nothing "
        "without --apply or --take. Of a résumé in PDF or DOCX it prints the text."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", metavar="file", type=Path, nargs="+", help="several for CSV files of LinkedIn"
        )
        parser.add_argument("--email", required=True, help="the person's address, and their login")
        parser.add_argument(
            "--consent",
            action="store_true",
            help="record that this new person has agreed to AI processing of their profile",
        )
        parser.add_argument(
            "--apply",
            action="store_true",
            help="take what is new and overwrites nothing into the profile that is there",
        )
        parser.add_argument(
            "--take",
            nargs="+",
            metavar="ID",
            default=[],
            help="take these; of a row that is there already also ID=fill, ID=replace or ID=add",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing at all")

    def handle(self, *args: Any, files: list[Path], email: str, **options: Any) -> None:
        _check_email(email)
        user = User.objects.filter(email__iexact=email).first()
        try:
            with ExitStack() as stack:
                uploads = [_upload(file, stack) for file in files]
                check_uploads(uploads)
                if format_of(uploads[0]) in (UploadFormat.PDF, UploadFormat.DOCX):
                    self.stdout.write(read_document(uploads[0]))
                elif user is None:
                    self._make(read_upload(uploads), email, options)
                else:
                    self._compare(user, uploads, options)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error

    def _make(self, imported: Imported, email: str, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{email} is new. Nothing was made.")
            self._print_plan(plan_of(imported, Profile()))
            return
        try:
            profile, plan = _store(imported, email, consent=options["consent"])
        except applying.ImportRefused as refused:
            raise CommandError(f"{refused} Nobody was made.") from refused
        self.stdout.write(f"Profile {profile.pk} ({profile}) for {profile.user.email}.")
        for sentence in plan.limits:
            self.stdout.write(sentence)
        self._print_unplaced(imported.unplaced)
        if missing := profile.missing_for_matching():
            names = ", ".join(section.label for section in missing)
            self.stdout.write(f"Not ready for matching yet; missing: {names}.")

    def _compare(self, user: User, uploads: list[Upload], options: dict[str, Any]) -> None:
        profile = profile_of(user)
        plan = plan_of(read_upload(uploads), profile)
        wanted = _wanted(plan, options)
        if options["dry_run"] or not wanted:
            self.stdout.write(f"Profile {profile.pk} ({profile}) of {user.email}, unchanged.")
            self._print_plan(plan)
            return
        row = start(profile=profile, uploads=uploads)
        outcome = applying.apply(
            user=user, import_id=row.pk, ticked=wanted, chosen=wanted, seen=plan.token
        )
        if outcome is None or outcome.refusals:
            row.delete()
            raise CommandError(" ".join(outcome.refusals) if outcome else "It is gone.")
        self.stdout.write(f"Profile {profile.pk} ({profile}): {outcome.taken.sentence}.")
        self._print_unplaced(plan.unplaced)

    def _print_plan(self, plan: ImportPlan) -> None:
        for change in plan.changes:
            self.stdout.write(f"{change.id}  {_line(change)}")
        if plan.equal:
            self.stdout.write(f"Already there: {plan.equal}")
        for sentence in plan.limits:
            self.stdout.write(sentence)
        self._print_unplaced(plan.unplaced)

    def _print_unplaced(self, unplaced: list[str]) -> None:
        for sentence in unplaced:
            self.stdout.write(f"Not placed: {sentence}")


def _check_email(email: str) -> None:
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise CommandError(f"“{email}” is not an email address.") from error


def _upload(file: Path, stack: ExitStack) -> Upload:
    try:
        return Upload(stack.enter_context(file.open("rb")), str(file))
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error


def _wanted(plan: ImportPlan, options: dict[str, Any]) -> dict[str, str]:
    """Changes to apply by id. Raises CommandError for an unknown id."""
    wanted: dict[str, str] = {}
    if options["apply"]:
        new = {
            id: choice for id, choice in plan.default_choices.items() if choice != ImportChoice.SKIP
        }
        wanted |= new
    known = {change.id: change for change in plan.changes}
    for given in options["take"]:
        id, _, choice = given.partition("=")
        if id not in known or (choice and choice not in known[id].options):
            raise CommandError(f"There is nothing to take as {given}; nothing was changed.")
        wanted[id] = choice or known[id].options[1]
    return wanted


def _line(change: Change) -> str:
    """A change in one line: what it says, and what is there now."""
    if isinstance(change, ValueChange):
        now = "" if change.is_new else f" (now: {_short(change.shown_stored)})"
        return f"{change.label}: {_short(change.shown_given)}{now}"
    if isinstance(change, RowChange):
        about = ", ".join(part for part in (str(change.row), change.row.period) if part)
        now = f" (now: {change.stored}; {' or '.join(change.options[1:])})" if change.stored else ""
        return f"{change.kind.noun}: {_short(about)}{now}"
    return f"{change.field.label}: {_short(change.shown)}"


def _short(text: str) -> str:
    return cut_at_word(one_line(text), SHOWN_LENGTH)


@transaction.atomic
def _store(imported: Imported, email: str, *, consent: bool) -> tuple[Profile, ImportPlan]:
    """Someone new, with all of it that a profile takes."""
    profile = profile_of(User.objects.create_user(email))
    if consent:
        profile.set_ai_consent(given=True)
        profile.save()
    plan = plan_of(imported, profile)
    if plan.changes:
        applying.take(profile, plan, plan.default_choices)
    return profile, plan
