from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "talentnet.accounts"
    verbose_name = "People"
