from django.apps import AppConfig


class CareerActionsConfig(AppConfig):
    name = "careeractions"
    verbose_name = "Career actions"

    def ready(self) -> None:
        # These modules import models, which exist only once all apps are loaded.
        from careeractions import signals
        from careeractions.exporting import career_actions_of
        from careeractions.personal_data import CARDS, RECORDS, RULES
        from talentnet.privacy.exporting import add_to_exports
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.profiles.exporting.additions import add_to_resumes
        from talentnet.schedules import repeat

        register(RECORDS)
        add_to_exports(CARDS)
        add_rules(RULES)
        add_to_resumes("career_actions", career_actions_of)
        signals.connect()
        repeat(self, "careeractions.tasks.sweep", minutes=1)
