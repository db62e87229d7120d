import factory
from django.utils import timezone

from matching.models import Match, MatchRefresh
from matching.offline import MODEL_VERSION
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.tests.factories import ProfileFactory


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
