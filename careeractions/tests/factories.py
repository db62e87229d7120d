import factory

from careeractions.action_types import ActionType
from careeractions.models import ActionGeneration, CareerAction
from talentnet.profiles.tests.factories import ProfileFactory


class ActionGenerationFactory(factory.django.DjangoModelFactory[ActionGeneration]):
    class Meta:
        model = ActionGeneration

    profile = factory.SubFactory(ProfileFactory)
    trigger = ActionGeneration.Trigger.COMMAND


class CareerActionFactory(factory.django.DjangoModelFactory[CareerAction]):
    class Meta:
        model = CareerAction

    profile = factory.SubFactory(ProfileFactory)
    type = ActionType.BUILD_TOOLS
    title = factory.Sequence(lambda n: f"Build a small evaluation harness number {n}")
    description = "Write a harness. Publish it."
    rationale = "You know Python."
    profile_basis = factory.LazyFunction(lambda: ["Python"])
    model_version = "offline-adviser-1"
