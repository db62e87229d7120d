from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.tasks import schedule_sweep

        post_migrate.connect(schedule_sweep, sender=self)
