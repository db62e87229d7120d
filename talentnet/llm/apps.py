from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "talentnet.llm"
    verbose_name = "Language model"
