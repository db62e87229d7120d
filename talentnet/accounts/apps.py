from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "talentnet.accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.records import NOT_PERSONAL, RECORDS, TABLES
        from talentnet.accounts.retained import RULES
        from talentnet.accounts.retention import add_rules
        from talentnet.schedules import repeat

        register(RECORDS, NOT_PERSONAL, TABLES)
        add_rules(RULES)
        post_migrate.connect(_make_cache_table, sender=self)
        repeat(self, "talentnet.accounts.tasks.enforce_retention", minutes=24 * 60)
        repeat(self, "talentnet.accounts.tasks.sweep", minutes=1)


def _make_cache_table(using: str, **signal: Any) -> None:
    """The table of the cache, which no migration makes; nothing where it is there already."""
    call_command("createcachetable", database=using, verbosity=0)
