"""Two hundred readers in twelve time zones, a clock moved through a week, and two senders at each
of its steps."""

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
    a_crowd,
    find_great_matches,
    nine,
    zone_of,
)
from talentnet.notifications.tests.mailers import Scripted, Step
from talentnet.notifications.tests.people import Clock, utc
from talentnet.notifications.tests.races import WAIT_SECONDS

pytestmark = pytest.mark.slow

WEEKS = {
    "forward in Europe, then back in the south": Week(
        utc(2026, 3, 29), utc(2026, 4, 5, 6), later=utc(2026, 4, 1, 12), readers=200
    ),
    "back in Europe, until Tuesday": Week(
        utc(2026, 10, 25), utc(2026, 10, 27, 6), later=utc(2026, 10, 26, 4), readers=60
    ),
}
QUARTER = dt.timedelta(minutes=15)
TRIES_AT_RANDOM = 40


def steps(week: Week) -> list[dt.datetime]:
    """The quarters of an hour at which it is nine somewhere, the first hours, in one of which the
    clocks of Europe are changed, and some at random: within mornings, and when nothing is due."""
    days = [week.start.date() + dt.timedelta(days=number) for number in range(-1, 9)]
    due = [nine(day, zone_of(number)) for number in range(len(ZONES)) for day in days]
    found = {moment.astimezone(dt.UTC) for moment in due}
    found |= {week.start + number * QUARTER for number in range(12)} | {week.later}
    quarters = range((week.end - week.start) // QUARTER)
    # The same ones in each run, so that a fault found is found again.
    chosen = random.Random(20260329).sample(quarters, TRIES_AT_RANDOM)  # noqa: S311  # no secret
    found |= {week.start + number * QUARTER for number in chosen}
    return sorted(moment for moment in found if week.start <= moment < week.end)


@contextmanager
def two_senders() -> Iterator[Step]:
    """Both at once, where the database lets them; SQLite lets one writer in at a time."""
    if connection.vendor == "sqlite":
        yield one_after_the_other
        return
    together = threading.Barrier(2)

    def at_once(work: Step) -> None:
        together.wait(WAIT_SECONDS)
        work()

    with ThreadPoolExecutor(2) as threads:
        yield lambda: list(threads.map(at_once, [tasks.send_mails] * 2))
        list(threads.map(at_once, [lambda: connection.close()] * 2))


def one_after_the_other() -> None:
    for _ in range(2):
        tasks.send_mails()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WEEKS)
def test_everybody_gets_each_mail_once_at_nine_where_they_are(
    clock: Clock, mailer: type[Scripted], name: str
) -> None:
    week = WEEKS[name]
    clock.now = week.start
    crowd = a_crowd(week)
    senders: set[str] = set()
    mailer.before_taking = lambda: senders.add(threading.current_thread().name)
    sent: list[tuple[str, dt.datetime]] = []
    with two_senders() as send:
        for clock.now in steps(week):
            if clock.now == week.later:
                find_great_matches(crowd, "Found later")
            before = len(mailer.taken)
            send()
            sent += [(message.to[0], clock.now) for message in mailer.taken[before:]]

    emails = [profile.user.email for profile in crowd]
    expected = Counter(
        mail for number, email in enumerate(emails) for mail in week.expected_of(number, email)
    )
    assert len(mailer.taken) == sum(expected.values()) > 1.5 * week.readers
    stored = Mail.objects.select_related("user").values_list("user__email", "kind", "day")
    assert Counter(stored) == expected
    assert Counter(message.to[0] for message in mailer.taken) == Counter(m[0] for m in expected)
    assert set(Mail.objects.values_list("status", "attempts")) == {("sent", 1)}
    zones = {email: zone_of(number) for number, email in enumerate(emails)}
    at = {moment.astimezone(zones[email]).time() for email, moment in sent if moment != week.start}
    assert at == {dt.time(9)}
    assert len(senders) == (1 if connection.vendor == "sqlite" else 2)
