from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProfilesConfig(AppConfig):
    name = "talentnet.profiles"

    def ready(self) -> None:
        from talentnet.accounts.exporting import add_to_exports
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules
        from talentnet.profiles.exporting.files import RESUME
        from talentnet.profiles.personal_data import RECORDS, RULES
        from talentnet.profiles.tasks import schedule_sweep

        post_migrate.connect(schedule_sweep, sender=self)
        register(RECORDS)
        add_to_exports(RESUME)
        add_rules(RULES)
