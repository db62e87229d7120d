from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CareerActionsConfig(AppConfig):
    name = "careeractions"
    verbose_name = "Career actions"

    def ready(self) -> None:
        from careeractions import signals
        from careeractions.exporting import career_actions_of
        from careeractions.tasks import schedule_sweep
        from talentnet.profiles.exporting.additions import add_to_resumes

        signals.connect()
        add_to_resumes("career_actions", career_actions_of)
        post_migrate.connect(schedule_sweep, sender=self)
