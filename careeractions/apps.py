from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CareerActionsConfig(AppConfig):
    name = "careeractions"
    verbose_name = "Career actions"

    def ready(self) -> None:
        from careeractions import signals
        from careeractions.exporting import career_actions_of
        from careeractions.personal_data import CARDS, RECORDS, RULES
        from careeractions.tasks import schedule_sweep
        from talentnet.accounts.exporting import add_to_exports
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules
        from talentnet.profiles.exporting.additions import add_to_resumes

        register(RECORDS)
        add_to_exports(CARDS)
        add_rules(RULES)
        add_to_resumes("career_actions", career_actions_of)
        signals.connect()
        post_migrate.connect(schedule_sweep, sender=self)
