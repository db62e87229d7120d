from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "talentnet.privacy"

    def ready(self) -> None:
        from talentnet.privacy.records import NOT_PERSONAL, RECORDS, TABLES
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.privacy.rules import RULES
        from talentnet.schedules import repeat

        register(RECORDS, NOT_PERSONAL, TABLES)
        add_rules(RULES)
        repeat(self, "talentnet.privacy.tasks.enforce_retention", minutes=24 * 60)
        repeat(self, "talentnet.privacy.tasks.sweep", minutes=1)
