from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        # Imported here, as models are not loaded before ready().
        from matching.personal_data import MATCHES, RECORDS, RULES
        from talentnet.privacy.exporting import add_to_exports
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.schedules import repeat

        register(RECORDS)
        add_to_exports(MATCHES)
        add_rules(RULES)
        repeat(self, "matching.tasks.sweep", minutes=1)
