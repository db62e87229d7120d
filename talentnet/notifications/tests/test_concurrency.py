"""Two clusters at once, and a click on "stop" that meets a worker."""

import threading

import pytest
from django.db import connection, transaction

from talentnet.notifications import tasks
from talentnet.notifications.models import CalendarFeed, Mail, MailChoice, MailKind
from talentnet.notifications.tests.mailers import Scripted
from talentnet.notifications.tests.people import Clock, reader, saved, utc
from talentnet.notifications.tests.races import WAIT_SECONDS, at_once
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time: no race"
    ),
]
READERS = 25


def send_in_another_connection() -> None:
    try:
        tasks.send_mails()
    finally:
        connection.close()


def wait_until_blocked() -> None:
    with connection.cursor() as cursor:
        for _ in range(WAIT_SECONDS * 100):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("Nobody waited for a lock.")


@pytest.mark.parametrize("clusters", [2, 4])
def test_clusters_that_run_at_once_send_each_mail_once(
    clock: Clock, mailer: type[Scripted], clusters: int
) -> None:
    crowd = [reader(MailKind.DEADLINES) for _ in range(READERS)]
    for profile in crowd:
        saved(profile, utc(2026, 11, 24, 12))
    senders: set[str] = set()
    mailer.before_taking = lambda: senders.add(threading.current_thread().name)
    assert at_once(*[tasks.send_mails] * clusters) == []
    assert sorted(m.to[0] for m in mailer.taken) == sorted(p.user.email for p in crowd)
    assert list(Mail.objects.values_list("status", "attempts")) == [("sent", 1)] * READERS
    assert len(senders) > 1


def test_a_stop_that_comes_first_holds(clock: Clock, mailer: type[Scripted]) -> None:
    amara = reader(MailKind.DEADLINES)
    saved(amara, utc(2026, 11, 24, 12))
    sending = threading.Thread(target=send_in_another_connection)
    with transaction.atomic():
        MailChoice.objects.stop(amara.user.pk, [MailKind.DEADLINES])
        sending.start()
        wait_until_blocked()
    sending.join(WAIT_SECONDS)
    assert (mailer.taken, Mail.objects.count()) == ([], 0)


def test_two_tabs_that_make_an_address_make_one() -> None:
    user = ProfileFactory.create().user
    tokens: list[str | None] = []
    renew = [lambda: tokens.append(CalendarFeed.objects.renew(user, replaces=""))] * 2
    assert at_once(*renew) == []
    assert sorted(token is None for token in tokens) == [False, True]
    assert CalendarFeed.objects.count() == 1


def test_two_programs_that_read_at_once_count_one_revision(clock: Clock) -> None:
    from talentnet.notifications.calendar import calendar_of

    profile = ProfileFactory.create()
    match = saved(profile, utc(2026, 12, 1))
    written: list[bytes] = []

    def read() -> None:
        written.append(calendar_of(profile.user, "http://testserver{}".format))

    assert at_once(read, read) == []
    match.opportunity.title = "Another title"
    match.opportunity.save()
    assert at_once(read, read) == []
    assert written[0] == written[1]
    assert written[2] == written[3]
    assert b"SEQUENCE:1" in written[2]
