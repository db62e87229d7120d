"""Two hundred readers in twelve time zones, and a clock moved through a week by quarters of an
hour: over the change of the clocks in Europe, and over the one back in the south."""

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from talentnet.notifications import tasks
from talentnet.notifications.models import Kind, Mail
from talentnet.notifications.tests.mailers import Scripted
from talentnet.notifications.tests.people import Clock, great, reader, saved, under_way, utc
from talentnet.profiles.models import Profile

ZONES = (
    *("UTC", "Europe/Lisbon", "Europe/Berlin", "America/New_York", "America/St_Johns"),
    *("America/Santiago", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
)
CHOICES = (
    (Kind.GREAT_MATCHES,),
    (Kind.DEADLINES,),
    (Kind.WEEK,),
    tuple(Kind),
    (),
)
READERS = 200
START, END = utc(2026, 3, 29, 0), utc(2026, 4, 5, 6)
STEP = dt.timedelta(minutes=15)
LATER = utc(2026, 4, 1, 12)
"""When a second great match is found for everybody."""
MONDAY = dt.date(2026, 3, 30)

type Sent = tuple[str, str, dt.date]


def kinds_of(number: int) -> tuple[Kind, ...]:
    return CHOICES[number // len(ZONES) % len(CHOICES)]


def deadline_of(number: int) -> dt.datetime:
    """Noon where the reader is, a week or more from the start, on one of two days."""
    day = dt.date(2026, 4, 5) + dt.timedelta(days=number % 2)
    return dt.datetime.combine(day, dt.time(12), ZoneInfo(ZONES[number % len(ZONES)]))


def first_nine_after(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    local = moment.astimezone(zone)
    return local.date() + dt.timedelta(days=0 if local.time() <= dt.time(9) else 1)


def expected_of(number: int, email: str) -> list[Sent]:
    zone = ZoneInfo(ZONES[number % len(ZONES)])
    deadline = deadline_of(number).date()
    days = {
        # Looked for first at the very start, when it may be in the middle of a morning.
        Kind.GREAT_MATCHES: [_first_look(zone), first_nine_after(LATER, zone)],
        Kind.DEADLINES: [deadline - dt.timedelta(days=n) for n in (7, 1)],
        Kind.WEEK: [MONDAY],
    }
    return [
        (email, kind, day)
        for kind in kinds_of(number)
        for day in days[kind]
        if _nine(day, zone) + dt.timedelta(hours=3) > START and _nine(day, zone) < END
    ]


def _nine(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), zone)


def _first_look(zone: ZoneInfo) -> dt.date:
    local = START.astimezone(zone)
    return local.date() + dt.timedelta(days=0 if local.hour < 12 else 1)


def a_crowd() -> list[Profile]:
    crowd = []
    for number in range(READERS):
        profile = reader(*kinds_of(number), zone=ZONES[number % len(ZONES)])
        great(profile, "From the start")
        saved(profile, deadline_of(number))
        under_way(profile)
        crowd.append(profile)
    return crowd


@pytest.mark.django_db
def test_everybody_gets_each_mail_once_at_nine_where_they_are(
    clock: Clock, mailer: type[Scripted], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    clock.now = START
    crowd = a_crowd()
    zones = {profile.user.email: ZoneInfo(profile.user.time_zone) for profile in crowd}
    sent: list[tuple[str, dt.datetime]] = []
    mailer.after_taking = lambda: sent.append((mailer.taken[-1].to[0], clock.now))
    while clock.now < END:
        if clock.now == LATER:
            for profile in crowd:
                great(profile, "Found later")
        tasks.send_mails()
        clock.now += STEP

    expected = Counter(
        mail
        for number, profile in enumerate(crowd)
        for mail in expected_of(number, profile.user.email)
    )
    assert len(mailer.taken) == sum(expected.values()) == len(sent) > 300
    stored = Mail.objects.select_related("user").values_list("user__email", "kind", "day")
    assert Counter(stored) == expected
    assert set(Mail.objects.values_list("status", flat=True)) == {"sent"}
    at = {moment.astimezone(zones[email]).time() for email, moment in sent if moment != START}
    assert at == {dt.time(9)}
