from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NotificationsConfig(AppConfig):
    name = "talentnet.notifications"

    def ready(self) -> None:
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules
        from talentnet.notifications import checks
        from talentnet.notifications.personal_data import RECORDS, RULES
        from talentnet.notifications.tasks import schedule_mails

        register(RECORDS)
        add_rules(RULES)
        checks.connect()
        post_migrate.connect(schedule_mails, sender=self)
