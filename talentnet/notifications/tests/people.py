"""Readers, matches and moves for tests, and a clock moved by hand."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.accounts.models import User
from talentnet.notifications.models import MailChoice, MailKind
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory


class Clock:
    """Replacement for `timezone.now` that tests move by hand."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]  # year, month, day, …


def create_reader(*kinds: MailKind, zone: str = "UTC", **fields: Any) -> Profile:
    """Profile of a person with a confirmed address and these kinds of email turned on."""
    profile = ProfileFactory.create(**fields)
    profile.user.time_zone = zone
    profile.user.save()
    profile.user.vouch_for_email()
    MailChoice.objects.create(user=profile.user, **dict.fromkeys(kinds, True))
    return profile


def saved_match(profile: Profile, deadline: dt.datetime | None, **fields: Any) -> Match:
    title = fields.pop("title", "Evaluations Engineer")
    opportunity = OpportunityFactory.create(title=title, deadline=deadline)
    return MatchFactory.create(profile=profile, opportunity=opportunity, status="saved", **fields)


def great_match(profile: Profile, title: str = "Evaluations Engineer", **fields: Any) -> Match:
    opportunity = OpportunityFactory.create(title=title, **fields.pop("opportunity", {}))
    return MatchFactory.create(profile=profile, opportunity=opportunity, tier="great", **fields)


def move_in_progress(
    profile: Profile, title: str = "Build a harness", **fields: Any
) -> CareerAction:
    fields = {"status": "in_progress", "started_at": timezone.now()} | fields
    return CareerActionFactory.create(profile=profile, title=title, **fields)


def client_of(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client
