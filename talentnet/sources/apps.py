from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "talentnet.sources"

    def ready(self) -> None:
        from talentnet.privacy.registry import register
        from talentnet.schedules import repeat
        from talentnet.sources.models import OpportunitySource, SourceSync

        reason = "Sources of postings, which are public."
        register(not_personal=dict.fromkeys((OpportunitySource, SourceSync), reason))
        repeat(self, "talentnet.sources.tasks.sweep_sources", minutes=5)
