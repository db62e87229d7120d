"""Readers in twelve time zones, made in a few queries, and what each is to get."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.utils import timezone

from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.accounts.models import User
from talentnet.notifications.models import MailChoice, MailKind
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

ZONES = (
    *("UTC", "Europe/Lisbon", "Europe/Berlin", "America/New_York", "America/St_Johns"),
    *("America/Santiago", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
)
CHOICES = ((MailKind.GREAT_MATCHES,), (MailKind.DEADLINES,), (MailKind.WEEK,), tuple(MailKind), ())
MORNING = dt.timedelta(hours=3)

type Sent = tuple[str, str, dt.date]


@dataclass(frozen=True)
class Week:
    """Days of the clock, a week or less, from a Sunday on; in them more is found for everybody."""

    start: dt.datetime
    end: dt.datetime
    later: dt.datetime
    readers: int
    """Sixty are everything that can be chosen, in every zone."""

    def expected_of(self, number: int, email: str) -> list[Sent]:
        zone = zone_of(number)
        deadline = self.deadline_of(number).date()
        days = {
            # Looked for first at the very start, when it may be in the middle of a morning.
            MailKind.GREAT_MATCHES: [self._first_look(zone), self._first_nine_after_more(zone)],
            MailKind.DEADLINES: [deadline - dt.timedelta(days=n) for n in (7, 1)],
            MailKind.WEEK: [self.start.date() + dt.timedelta(days=1)],
        }
        return [
            (email, kind, day)
            for kind in kinds_of(number)
            for day in days[kind]
            if nine(day, zone) + MORNING > self.start and nine(day, zone) < self.end
        ]

    def deadline_of(self, number: int) -> dt.datetime:
        """Noon where the reader is, a week or more from the start, on one of two days."""
        day = self.start.date() + dt.timedelta(days=7 + number % 2)
        return dt.datetime.combine(day, dt.time(12), zone_of(number))

    def _first_look(self, zone: ZoneInfo) -> dt.date:
        local = self.start.astimezone(zone)
        return local.date() + dt.timedelta(days=0 if local.hour < 12 else 1)

    def _first_nine_after_more(self, zone: ZoneInfo) -> dt.date:
        local = self.later.astimezone(zone)
        return local.date() + dt.timedelta(days=0 if local.time() <= dt.time(9) else 1)


def zone_of(number: int) -> ZoneInfo:
    return ZoneInfo(ZONES[number % len(ZONES)])


def kinds_of(number: int) -> tuple[MailKind, ...]:
    return CHOICES[number // len(ZONES) % len(CHOICES)]


def nine(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), zone)


def a_crowd(week: Week) -> list[Profile]:
    """Everybody has a great match, a saved one that closes, and a card in progress."""
    users = [UserFactory.build(time_zone=zone_of(n).key) for n in range(week.readers)]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    MailChoice.objects.bulk_create(
        MailChoice(user=user, **dict.fromkeys(kinds_of(number), True))
        for number, user in enumerate(users)
    )
    crowd = [ProfileFactory.build(user=user) for user in users]
    Profile.objects.bulk_create(crowd)
    find_great_matches(crowd, "From the start")
    closing = [OpportunityFactory.build(deadline=week.deadline_of(n)) for n in range(week.readers)]
    _match(crowd, closing, status="saved")
    CareerAction.objects.bulk_create(
        CareerActionFactory.build(
            profile=profile, status="in_progress", generation=None, started_at=timezone.now()
        )
        for profile in crowd
    )
    return crowd


def find_great_matches(crowd: list[Profile], title: str) -> None:
    _match(crowd, [OpportunityFactory.build(title=title) for _ in crowd], tier="great")


def _match(crowd: list[Profile], opportunities: list[Opportunity], **fields: str) -> None:
    Opportunity.objects.bulk_create(opportunities)
    Match.objects.bulk_create(
        MatchFactory.build(profile=profile, opportunity=opportunity, **fields)
        for profile, opportunity in zip(crowd, opportunities, strict=True)
    )
