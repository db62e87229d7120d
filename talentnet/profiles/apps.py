from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "talentnet.profiles"

    def ready(self) -> None:
        # Imported here, because models can only be imported once all apps are loaded.
        from talentnet.privacy.exporting import add_to_exports
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.profiles.exporting.files import RESUME
        from talentnet.profiles.personal_data import RECORDS, RULES
        from talentnet.schedules import repeat

        register(RECORDS)
        add_to_exports(RESUME)
        add_rules(RULES)
        # Imports time out after two minutes; the candidate is waiting on the page.
        repeat(self, "talentnet.profiles.tasks.sweep", minutes=1)
