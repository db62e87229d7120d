"""Import a profile from JSON Resume or LinkedIn, or print the text of a document."""

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
from talentnet.profiles.importing.plan import (
    Change,
    ImportChoice,
    ImportPlan,
    RowChange,
    ValueChange,
    build_plan,
)
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.importing.starting import start_import
from talentnet.profiles.importing.uploads import (
    Upload,
    UploadFormat,
    check_uploads,
    detect_format,
    read_upload,
)
from talentnet.profiles.models import Profile
from talentnet.text import cut_at_word, one_line

# Characters of a value in the list of changes.
SHOWN_LENGTH = 100


class Command(BaseCommand):
    help = (
        "Import a JSON Resume file (1.0.0 or older keys) or LinkedIn's data export (the ZIP or CSV "
        "files from it). A new email address gets an account and a profile. For an existing one, "
        "lists the changes with their ids and makes none without --apply or --take. For a résumé "
        "in PDF or DOCX, prints its text."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            metavar="file",
            type=Path,
            nargs="+",
            help="one file, or several CSV files of LinkedIn",
        )
        parser.add_argument("--email", required=True, help="email address of the account")
        parser.add_argument(
            "--consent",
            action="store_true",
            help="record that the new person has agreed to AI processing",
        )
        parser.add_argument(
            "--apply",
            action="store_true",
            help="add everything new to an existing profile, and overwrite nothing",
        )
        parser.add_argument(
            "--take",
            nargs="+",
            metavar="ID",
            default=[],
            help="apply these changes; for similar rows also ID=fill, ID=replace or ID=add",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *args: Any, files: list[Path], email: str, **options: Any) -> None:
        _check_email(email)
        # Email addresses are unique regardless of case.
        user = User.objects.filter(email__iexact=email).first()
        try:
            # Keeps all files open until they have been read.
            with ExitStack() as stack:
                uploads = [_upload(file, stack) for file in files]
                check_uploads(uploads)
                if detect_format(uploads[0]) in (UploadFormat.PDF, UploadFormat.DOCX):
                    self.stdout.write(read_document(uploads[0]))
                elif user is None:
                    self._create(read_upload(uploads), email, options)
                else:
                    self._compare(user, uploads, options)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error

    def _create(self, imported: ImportedProfile, email: str, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{email} is new. Nothing was created.")
            # An unsaved profile is empty, so everything counts as new.
            self._print_plan(build_plan(imported, Profile()))
            return
        try:
            profile, plan = _create_profile(imported, email, consent=options["consent"])
        except applying.ImportRefused as refused:
            raise CommandError(f"{refused} No account was created.") from refused
        self.stdout.write(f"Profile {profile.pk} ({profile}) for {profile.user.email}.")
        for sentence in plan.limits:
            self.stdout.write(sentence)
        self._print_unplaced(imported.unplaced)
        if missing := profile.missing_for_matching():
            names = ", ".join(section.label for section in missing)
            self.stdout.write(f"Not ready for matching yet; missing: {names}.")

    def _compare(self, user: User, uploads: list[Upload], options: dict[str, Any]) -> None:
        profile = profile_of(user)
        plan = build_plan(read_upload(uploads), profile)
        chosen = _chosen(plan, options)
        if options["dry_run"] or not chosen:
            self.stdout.write(f"Profile {profile.pk} ({profile}) of {user.email}, unchanged.")
            self._print_plan(plan)
            return
        row = start_import(profile=profile, uploads=uploads)
        outcome = applying.apply_import(
            user=user, import_id=row.pk, ticked=chosen, chosen=chosen, seen=plan.token
        )
        if outcome is None or outcome.refusals:
            # A failed command leaves no unfinished import behind.
            row.delete()
            raise CommandError(" ".join(outcome.refusals) if outcome else "The import was deleted.")
        self.stdout.write(f"Profile {profile.pk} ({profile}): {outcome.applied.sentence}.")
        self._print_unplaced(plan.unplaced)

    def _print_plan(self, plan: ImportPlan) -> None:
        for change in plan.changes:
            self.stdout.write(f"{change.id}  {_line(change)}")
        if plan.equal:
            self.stdout.write(f"Already in the profile: {plan.equal}")
        for sentence in plan.limits:
            self.stdout.write(sentence)
        self._print_unplaced(plan.unplaced)

    def _print_unplaced(self, unplaced: list[str]) -> None:
        for sentence in unplaced:
            self.stdout.write(f"Not imported: {sentence}")


def _check_email(email: str) -> None:
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise CommandError(f"“{email}” isn't an email address.") from error


def _upload(file: Path, stack: ExitStack) -> Upload:
    try:
        return Upload(stack.enter_context(file.open("rb")), str(file))
    except OSError as error:
        raise UnreadableFile(f"Can't read {file}: {error.strerror}.") from error


def _chosen(plan: ImportPlan, options: dict[str, Any]) -> dict[str, str]:
    """Return the options of --apply and --take by id. Raises CommandError for an unknown id."""
    chosen: dict[str, str] = {}
    if options["apply"]:
        new = {
            id: choice for id, choice in plan.default_choices.items() if choice != ImportChoice.SKIP
        }
        chosen |= new
    changes = {change.id: change for change in plan.changes}
    for argument in options["take"]:
        id, _, choice = argument.partition("=")
        if id not in changes or (choice and choice not in changes[id].options):
            raise CommandError(f"There is no change {argument}. Nothing was changed.")
        # The first option is to skip, the second the mildest change.
        chosen[id] = choice or changes[id].options[1]
    return chosen


def _line(change: Change) -> str:
    """Format a change in one line, with the stored value if there is one."""
    if isinstance(change, ValueChange):
        now = "" if change.is_new else f" (now: {_short(change.stored_text)})"
        return f"{change.label}: {_short(change.incoming_text)}{now}"
    if isinstance(change, RowChange):
        about = ", ".join(part for part in (str(change.row), change.row.period) if part)
        now = f" (now: {change.stored}; {' or '.join(change.options[1:])})" if change.stored else ""
        return f"{change.kind.noun}: {_short(about)}{now}"
    return f"{change.field.label}: {_short(change.text)}"


def _short(text: str) -> str:
    return cut_at_word(one_line(text), SHOWN_LENGTH)


# Atomic: a refused file leaves no account without a profile.
@transaction.atomic
def _create_profile(
    imported: ImportedProfile, email: str, *, consent: bool
) -> tuple[Profile, ImportPlan]:
    """Create an account with a profile of everything in the file that fits."""
    profile = profile_of(User.objects.create_user(email))
    if consent:
        profile.set_ai_consent(given=True)
        profile.save()
    plan = build_plan(imported, profile)
    if plan.changes:
        applying.apply_choices(profile, plan, plan.default_choices)
    return profile, plan
