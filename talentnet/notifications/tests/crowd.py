"""Readers in twelve time zones, created in few queries, and the emails each should get."""

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
    """Period of a week or less, from a Sunday on. Everybody gets more matches at `more_at`."""

    start: dt.datetime
    end: dt.datetime
    more_at: dt.datetime
    readers: int
    """Sixty readers are enough for each choice in each zone."""

    def expected_for(self, number: int, email: str) -> list[Sent]:
        zone = zone_for(number)
        deadline = self.deadline_for(number).date()
        days = {
            # The period can begin in the middle of a morning, which counts too.
            MailKind.GREAT_MATCHES: [self._first_morning(zone), self._first_nine_after_more(zone)],
            MailKind.DEADLINES: [deadline - dt.timedelta(days=n) for n in (7, 1)],
            MailKind.WEEK: [self.start.date() + dt.timedelta(days=1)],
        }
        return [
            (email, kind, day)
            for kind in kinds_for(number)
            for day in days[kind]
            if nine_am(day, zone) + MORNING > self.start and nine_am(day, zone) < self.end
        ]

    def deadline_for(self, number: int) -> dt.datetime:
        """Local noon, 7 or 8 days after the start."""
        day = self.start.date() + dt.timedelta(days=7 + number % 2)
        return dt.datetime.combine(day, dt.time(12), zone_for(number))

    def _first_morning(self, zone: ZoneInfo) -> dt.date:
        local = self.start.astimezone(zone)
        return local.date() + dt.timedelta(days=0 if local.hour < 12 else 1)

    def _first_nine_after_more(self, zone: ZoneInfo) -> dt.date:
        local = self.more_at.astimezone(zone)
        return local.date() + dt.timedelta(days=0 if local.time() <= dt.time(9) else 1)


def zone_for(number: int) -> ZoneInfo:
    return ZoneInfo(ZONES[number % len(ZONES)])


def kinds_for(number: int) -> tuple[MailKind, ...]:
    return CHOICES[number // len(ZONES) % len(CHOICES)]


def nine_am(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), zone)


def create_crowd(week: Week) -> list[Profile]:
    """Readers with a great match, a saved match that closes, and a move in progress each."""
    users = [UserFactory.build(time_zone=zone_for(n).key) for n in range(week.readers)]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    MailChoice.objects.bulk_create(
        MailChoice(user=user, **dict.fromkeys(kinds_for(number), True))
        for number, user in enumerate(users)
    )
    crowd = [ProfileFactory.build(user=user) for user in users]
    Profile.objects.bulk_create(crowd)
    add_great_matches(crowd, "From the start")
    closing = [OpportunityFactory.build(deadline=week.deadline_for(n)) for n in range(week.readers)]
    _match(crowd, closing, status="saved")
    CareerAction.objects.bulk_create(
        CareerActionFactory.build(
            profile=profile, status="in_progress", generation=None, started_at=timezone.now()
        )
        for profile in crowd
    )
    return crowd


def add_great_matches(crowd: list[Profile], title: str) -> None:
    _match(crowd, [OpportunityFactory.build(title=title) for _ in crowd], tier="great")


def _match(crowd: list[Profile], opportunities: list[Opportunity], **fields: str) -> None:
    Opportunity.objects.bulk_create(opportunities)
    Match.objects.bulk_create(
        MatchFactory.build(profile=profile, opportunity=opportunity, **fields)
        for profile, opportunity in zip(crowd, opportunities, strict=True)
    )
