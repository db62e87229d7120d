from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "talentnet.notifications"

    def ready(self) -> None:
        # Imported here, as models aren't loaded when this module is.
        from talentnet.notifications import checks
        from talentnet.notifications.personal_data import RECORDS, RULES
        from talentnet.notifications.tasks import MINUTES, SEND
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules
        from talentnet.schedules import repeat

        register(RECORDS)
        add_rules(RULES)
        checks.register()
        repeat(self, SEND, minutes=MINUTES)
