from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "talentnet.notifications"

    def ready(self) -> None:
        from talentnet.accounts.personal_data import register
        from talentnet.accounts.retention import add_rules
        from talentnet.notifications import checks
        from talentnet.notifications.personal_data import RECORDS, RULES
        from talentnet.notifications.tasks import MINUTES, SEND
        from talentnet.schedules import repeat

        register(RECORDS)
        add_rules(RULES)
        checks.connect()
        repeat(self, SEND, minutes=MINUTES)
