import sys

from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "talentnet.llm"
    verbose_name = "Language model"

    def ready(self) -> None:
        from talentnet.accounts.personal_data import register
        from talentnet.llm.backend import remote_is_configured
        from talentnet.llm.personal_data import NOT_PERSONAL, RECORDS

        register(RECORDS, NOT_PERSONAL)
        if "qcluster" in sys.argv and remote_is_configured():
            # 2 s and 60 MB: once here, before the workers are forked, and not in each of them.
            import anthropic  # noqa: F401  # for those who come after
