from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class OpportunitiesConfig(AppConfig):
    name = "talentnet.opportunities"

    def ready(self) -> None:
        from talentnet.opportunities.personal_data import NOT_PERSONAL, RECORDS, RULES, TABLES
        from talentnet.opportunities.search_index import drop_before_change, ensure_index
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules

        register(RECORDS, NOT_PERSONAL, TABLES)
        add_rules(RULES)
        pre_migrate.connect(drop_before_change, sender=self)
        post_migrate.connect(ensure_index, sender=self)
