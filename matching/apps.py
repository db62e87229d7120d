from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.personal_data import MATCHES, NOT_PERSONAL, RECORDS, RULES, TABLES
        from matching.search_index import drop_before_change, ensure_index
        from matching.tasks import schedule_sweep
        from talentnet.accounts.exporting import add_to_exports
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules

        register(RECORDS, NOT_PERSONAL, TABLES)
        add_to_exports(MATCHES)
        add_rules(RULES)
        post_migrate.connect(schedule_sweep, sender=self)
        pre_migrate.connect(drop_before_change, sender=self)
        post_migrate.connect(ensure_index, sender=self)
