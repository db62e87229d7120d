from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "talentnet.profiles"

    def ready(self) -> None:
        from talentnet.accounts.personal_data import register
        from talentnet.profiles.personal_data import RECORDS

        register(RECORDS)
