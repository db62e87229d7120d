"""Factories of candidates and their rows; a new profile is ready for matching."""

import factory
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    Project,
    RoleType,
    Volunteering,
    WorkExperience,
)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class ProfileFactory(factory.django.DjangoModelFactory[Profile]):
    class Meta:
        model = Profile
        skip_postgeneration_save = True

    class Params:
        consenting = factory.Trait(ai_consent_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    name = "Amara Diallo"
    location = "Lisbon, Portugal"
    headline = "Engineer who tests language models"
    skills = factory.LazyFunction(lambda: ["Python", "Threat modeling"])
    ai_safety_interests = factory.LazyFunction(lambda: ["evaluations", "AI control"])
    career_goals = "I want to build evaluations that labs rely on."
    role_types = factory.LazyFunction(lambda: [RoleType.ENGINEERING.value])
    privacy_saved_at = factory.LazyFunction(timezone.now)


class EducationFactory(factory.django.DjangoModelFactory[Education]):
    class Meta:
        model = Education

    profile = factory.SubFactory(ProfileFactory)
    institution = "Quiet Harbor University"
    degree = "BSc"
    field_of_study = "Physics"
    start_date = "2015"
    end_date = "2018-06"


class WorkExperienceFactory(factory.django.DjangoModelFactory[WorkExperience]):
    class Meta:
        model = WorkExperience

    profile = factory.SubFactory(ProfileFactory)
    organization = "Lanternfield"
    title = "Software Engineer"
    start_date = "2019"
    description = "Kept the test systems of a payments team honest."


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    class Meta:
        model = Project

    profile = factory.SubFactory(ProfileFactory)
    name = "Honest Graders"
    title = "Maintainer"
    url = "https://example.org/honest-graders"
    start_date = "2023-02"
    description = "Tests that notice when a grader is flattered."


class VolunteeringFactory(factory.django.DjangoModelFactory[Volunteering]):
    class Meta:
        model = Volunteering

    profile = factory.SubFactory(ProfileFactory)
    organization = "Lighthouse Reading Group"
    title = "Facilitator"
    start_date = "2022"
    end_date = "2023"
    description = "Led a weekly seminar on governance."


class AccomplishmentFactory(factory.django.DjangoModelFactory[Accomplishment]):
    class Meta:
        model = Accomplishment

    profile = factory.SubFactory(ProfileFactory)
    kind = "publication"
    name = "How graders are flattered"
    issuer = "Small Findings Quarterly"
    date = "2024-05"
    url = "https://example.org/flattered-graders"
    description = "A negative result, with its data."


class AwardFactory(AccomplishmentFactory):
    kind = "award"
    name = "Prize for careful replication"
    url = ""


class CertificateFactory(AccomplishmentFactory):
    kind = "certificate"
    name = "Risk assessment, level two"


class LanguageFactory(AccomplishmentFactory):
    kind = "language"
    name = "Portuguese"
    issuer = "native"
    date = ""
    url = ""
    description = ""
