import factory

from talentnet.opportunities.models import Listing, Opportunity


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
