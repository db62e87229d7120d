from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProfilesConfig(AppConfig):
    name = "talentnet.profiles"

    def ready(self) -> None:
        from talentnet.profiles.tasks import schedule_sweep

        post_migrate.connect(schedule_sweep, sender=self)
