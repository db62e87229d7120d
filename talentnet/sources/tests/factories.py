import factory

from talentnet.sources.models import OpportunitySource


class SourceFactory(factory.django.DjangoModelFactory[OpportunitySource]):
    class Meta:
        model = OpportunitySource

    name = factory.Sequence(lambda n: f"board-{n}")
    url = "https://board.example/jobs"
