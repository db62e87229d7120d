from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from talentnet.accounts.models import User
from talentnet.privacy.erasure import erase


class Command(BaseCommand):
    help = "Delete an account and all data of the person. This can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"No account with the address {email}.")
        if not yes and input(f"Delete {user.email} permanently? Type the address again: ") != email:
            raise CommandError("Nothing was deleted.")
        erase(user=user)
        self.stdout.write(f"Account {user.pk} and all its data were deleted.")
