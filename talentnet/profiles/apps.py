from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "talentnet.profiles"

    def ready(self) -> None:
        from talentnet.privacy.exporting import add_to_exports
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.profiles.exporting.files import RESUME
        from talentnet.profiles.personal_data import RECORDS, RULES
        from talentnet.schedules import repeat

        register(RECORDS)
        add_to_exports(RESUME)
        add_rules(RULES)
        repeat(self, "talentnet.profiles.tasks.sweep", minutes=1)
