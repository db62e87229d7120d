import sys

from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "talentnet.llm"
    verbose_name = "Language model"

    def ready(self) -> None:
        from talentnet.llm.backend import remote_is_configured
        from talentnet.llm.exporting import SENT
        from talentnet.llm.personal_data import NOT_PERSONAL, RECORDS, RULES
        from talentnet.privacy.exporting import add_to_exports
        from talentnet.privacy.registry import register
        from talentnet.privacy.retention import add_rules

        register(RECORDS, NOT_PERSONAL)
        add_to_exports(SENT)
        add_rules(RULES)
        if "qcluster" in sys.argv and remote_is_configured():
            # The import takes 2 s and 60 MB. Done before the workers are forked, it is paid once.
            import anthropic  # noqa: F401  # only to load it
