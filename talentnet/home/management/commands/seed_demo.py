from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from talentnet.home.demo.seeding import seed_candidates, seed_opportunities, seed_staff


class Command(BaseCommand):
    help = (
        "Fill a local database with invented candidates and opportunities. Safe to run again. "
        "Refused if ALLOWED_HOSTS names a public host, because the password is public."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError(
                "The demonstration's password is public, so it must not be seeded on a public "
                "site. On your own machine, unset ALLOWED_HOSTS to seed it."
            )
        opportunities = seed_opportunities()
        candidates = seed_candidates()
        seed_staff()
        self.stdout.write(
            f"Demonstration: {opportunities} invented opportunities; "
            f"{candidates} invented candidates added."
        )
