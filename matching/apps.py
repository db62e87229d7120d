from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.personal_data import MATCHES, NOT_PERSONAL, RECORDS, RULES, TABLES
        from matching.search_index import drop_before_change, ensure_index
        from talentnet.accounts.exporting import add_to_exports
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules
        from talentnet.schedules import repeat

        register(RECORDS, NOT_PERSONAL, TABLES)
        add_to_exports(MATCHES)
        add_rules(RULES)
        repeat(self, "matching.tasks.sweep", minutes=1)
        repeat(self, "matching.tasks.sweep_sources", minutes=5)
        pre_migrate.connect(drop_before_change, sender=self)
        post_migrate.connect(ensure_index, sender=self)
