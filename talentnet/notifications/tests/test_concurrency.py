"""Concurrent clusters, and an unsubscribe click during a run."""

import threading

import pytest
from django.db import connection, transaction

from talentnet.notifications import tasks
from talentnet.notifications.models import CalendarFeed, Mail, MailChoice, MailKind
from talentnet.notifications.tests.mailers import ScriptedBackend
from talentnet.notifications.tests.people import Clock, create_reader, saved_match, utc
from talentnet.notifications.tests.races import WAIT_SECONDS, run_concurrently
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite allows one writer at a time, so there is no race",
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
            # Statistics are cached for a transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("No connection waited for a lock.")


@pytest.mark.parametrize("clusters", [2, 4])
def test_concurrent_clusters_send_each_email_once(
    clock: Clock, mailer: type[ScriptedBackend], clusters: int
) -> None:
    crowd = [create_reader(MailKind.DEADLINES) for _ in range(READERS)]
    for profile in crowd:
        saved_match(profile, utc(2026, 11, 24, 12))
    senders: set[str] = set()
    mailer.before_send = lambda: senders.add(threading.current_thread().name)
    assert run_concurrently(*[tasks.send_mails] * clusters) == []
    assert sorted(m.to[0] for m in mailer.outbox) == sorted(p.user.email for p in crowd)
    assert list(Mail.objects.values_list("status", "attempts")) == [("sent", 1)] * READERS
    assert len(senders) > 1


def test_unsubscribe_before_claim_prevents_email(
    clock: Clock, mailer: type[ScriptedBackend]
) -> None:
    amara = create_reader(MailKind.DEADLINES)
    saved_match(amara, utc(2026, 11, 24, 12))
    sending = threading.Thread(target=send_in_another_connection)
    with transaction.atomic():
        MailChoice.objects.turn_off(amara.user.pk, [MailKind.DEADLINES])
        sending.start()
        wait_until_blocked()
    sending.join(WAIT_SECONDS)
    assert (mailer.outbox, Mail.objects.count()) == ([], 0)


def test_concurrent_renewals_create_one_link() -> None:
    user = ProfileFactory.create().user
    tokens: list[str | None] = []
    renew = [lambda: tokens.append(CalendarFeed.objects.renew(user, replaces=""))] * 2
    assert run_concurrently(*renew) == []
    assert sorted(token is None for token in tokens) == [False, True]
    assert CalendarFeed.objects.count() == 1


def test_concurrent_readers_count_one_revision(clock: Clock) -> None:
    from talentnet.notifications.calendar import render_calendar

    profile = ProfileFactory.create()
    match = saved_match(profile, utc(2026, 12, 1))
    written: list[bytes] = []

    def read() -> None:
        written.append(render_calendar(profile.user, "http://testserver{}".format))

    assert run_concurrently(read, read) == []
    match.opportunity.title = "Another title"
    match.opportunity.save()
    assert run_concurrently(read, read) == []
    assert written[0] == written[1]
    assert written[2] == written[3]
    assert b"SEQUENCE:1" in written[2]
