import factory
from django.utils import timezone

from matching.models import Listing, Match, MatchRefresh, Opportunity, OpportunitySource
from matching.offline import MODEL_VERSION
from talentnet.profiles.tests.factories import ProfileFactory


class OpportunityFactory(factory.django.DjangoModelFactory[Opportunity]):
    class Meta:
        model = Opportunity

    source = "test"
    source_id = factory.Sequence(str)
    title = factory.Sequence(lambda n: f"Evaluations Engineer {n}")
    organization = "Cedar Bay Institute"
    location = "Lisbon, Portugal"
    role_type = "engineering"
    description = "Build evaluations of language models in Python."
    skills = factory.LazyFunction(lambda: ["Python", "Statistics"])


class ListingFactory(factory.django.DjangoModelFactory[Listing]):
    class Meta:
        model = Listing

    opportunity = factory.SubFactory(OpportunityFactory)
    source = factory.Sequence(lambda n: f"board-{n}")
    source_id = factory.Sequence(str)


class SourceFactory(factory.django.DjangoModelFactory[OpportunitySource]):
    class Meta:
        model = OpportunitySource

    name = factory.Sequence(lambda n: f"board-{n}")
    url = "https://board.example/jobs"


class MatchRefreshFactory(factory.django.DjangoModelFactory[MatchRefresh]):
    class Meta:
        model = MatchRefresh

    profile = factory.SubFactory(ProfileFactory)


class MatchFactory(factory.django.DjangoModelFactory[Match]):
    class Meta:
        model = Match

    profile = factory.SubFactory(ProfileFactory)
    opportunity = factory.SubFactory(OpportunityFactory)
    tier = Match.Tier.GOOD
    score = 60
    computed_at = factory.LazyFunction(timezone.now)
    model_version = MODEL_VERSION


def recommendation(action: str, type: str = "skill", priority: str = "high") -> dict[str, str]:
    return {"type": type, "action": action, "priority": priority}
