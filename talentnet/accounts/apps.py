from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "talentnet.accounts"
    verbose_name = "People"

    def ready(self) -> None:
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(using: str, **signal: Any) -> None:
    """Create the cache's table, which no migration creates, unless it exists."""
    call_command("createcachetable", database=using, verbosity=0)
