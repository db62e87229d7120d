from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "talentnet.home"

    def ready(self) -> None:
        from talentnet.home import checks  # noqa: F401  # the import registers the check
