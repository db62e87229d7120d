"""Up to 200 readers in twelve time zones, over a week, with two senders at each step."""

import datetime as dt
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from talentnet.notifications import tasks
from talentnet.notifications.models import Mail
from talentnet.notifications.tests.crowd import (
    ZONES,
    Week,
    add_great_matches,
    create_crowd,
    nine_am,
    zone_for,
)
from talentnet.notifications.tests.mailers import ScriptedBackend, Step
from talentnet.notifications.tests.people import Clock, utc
from talentnet.notifications.tests.races import WAIT_SECONDS

pytestmark = pytest.mark.slow

WEEKS = {
    "forward in Europe, then back in the south": Week(
        utc(2026, 3, 29), utc(2026, 4, 5, 6), more_at=utc(2026, 4, 1, 12), readers=200
    ),
    "back in Europe, until Tuesday": Week(
        utc(2026, 10, 25), utc(2026, 10, 27, 6), more_at=utc(2026, 10, 26, 4), readers=60
    ),
}
QUARTER = dt.timedelta(minutes=15)
RANDOM_STEPS = 40


def steps(week: Week) -> list[dt.datetime]:
    """Times to send at: each nine o'clock, the first three hours, and random quarter hours.

    European clocks change within the first three hours.
    """
    days = [week.start.date() + dt.timedelta(days=number) for number in range(-1, 9)]
    due = [nine_am(day, zone_for(number)) for number in range(len(ZONES)) for day in days]
    moments = {moment.astimezone(dt.UTC) for moment in due}
    moments |= {week.start + number * QUARTER for number in range(12)} | {week.more_at}
    quarters = range((week.end - week.start) // QUARTER)
    # A fixed seed, so that a failure can be reproduced.
    sampled = random.Random(20260329).sample(quarters, RANDOM_STEPS)  # noqa: S311  # no secret
    moments |= {week.start + number * QUARTER for number in sampled}
    return sorted(moment for moment in moments if week.start <= moment < week.end)


@contextmanager
def two_senders() -> Iterator[Step]:
    """Send from two threads; on SQLite, which allows one writer, one after the other."""
    if connection.vendor == "sqlite":
        yield send_twice
        return
    barrier = threading.Barrier(2)

    def run_together(function: Step) -> None:
        barrier.wait(WAIT_SECONDS)
        function()

    with ThreadPoolExecutor(2) as threads:
        yield lambda: list(threads.map(run_together, [tasks.send_mails] * 2))
        list(threads.map(run_together, [lambda: connection.close()] * 2))


def send_twice() -> None:
    for _ in range(2):
        tasks.send_mails()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WEEKS)
def test_each_email_is_sent_once_at_nine_local_time(
    clock: Clock, mailer: type[ScriptedBackend], name: str
) -> None:
    week = WEEKS[name]
    clock.now = week.start
    crowd = create_crowd(week)
    senders: set[str] = set()
    mailer.before_send = lambda: senders.add(threading.current_thread().name)
    sent: list[tuple[str, dt.datetime]] = []
    with two_senders() as send:
        for clock.now in steps(week):
            if clock.now == week.more_at:
                add_great_matches(crowd, "Found later")
            before = len(mailer.outbox)
            send()
            sent += [(message.to[0], clock.now) for message in mailer.outbox[before:]]

    emails = [profile.user.email for profile in crowd]
    expected = Counter(
        mail for number, email in enumerate(emails) for mail in week.expected_for(number, email)
    )
    assert len(mailer.outbox) == sum(expected.values()) > 1.5 * week.readers
    stored = Mail.objects.select_related("user").values_list("user__email", "kind", "day")
    assert Counter(stored) == expected
    assert Counter(message.to[0] for message in mailer.outbox) == Counter(m[0] for m in expected)
    assert set(Mail.objects.values_list("status", "attempts")) == {("sent", 1)}
    zones = {email: zone_for(number) for number, email in enumerate(emails)}
    times = {
        moment.astimezone(zones[email]).time() for email, moment in sent if moment != week.start
    }
    assert times == {dt.time(9)}
    assert len(senders) == (1 if connection.vendor == "sqlite" else 2)
