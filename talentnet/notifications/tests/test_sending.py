"""Sending each email at most once."""

import datetime as dt
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from careeractions.models import CareerAction
from matching.models import Match
from talentnet.notifications import sending, tasks
from talentnet.notifications.mail_messages import build_message
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.mornings import readers_due
from talentnet.notifications.tests.mailers import ScriptedBackend, raising
from talentnet.notifications.tests.people import (
    Clock,
    create_reader,
    great_match,
    move_in_progress,
    saved_match,
    utc,
)
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db

TOMORROW = utc(2026, 11, 24, 12)
BUSY = SMTPDataError(451, b"Later")
CUT = SMTPServerDisconnected("Connection unexpectedly closed")

type Mailer = type[ScriptedBackend]


def reader_with_deadline(*kinds: MailKind) -> Profile:
    profile = create_reader(*(kinds or (MailKind.DEADLINES,)))
    saved_match(profile, TOMORROW)
    return profile


def rows() -> list[tuple[str, str, int]]:
    return list(Mail.objects.order_by("id").values_list("kind", "status", "attempts"))


def test_due_email_is_sent_and_recorded(clock: Clock, mailer: Mailer) -> None:
    amara = reader_with_deadline()
    tasks.send_mails()
    [message] = mailer.outbox
    assert (message.to, message.subject) == (
        [amara.user.email],
        "Closes tomorrow: Evaluations Engineer",
    )
    mail = Mail.objects.get()
    assert (mail.user, mail.kind, mail.status) == (amara.user, "deadlines", "sent")
    assert (mail.day, mail.address, mail.error) == (clock.now.date(), amara.user.email, "")
    assert (mail.claimed_at, mail.finished_at) == (clock.now, clock.now)


def test_each_kind_is_a_separate_email(clock: Clock, mailer: Mailer) -> None:
    amara = reader_with_deadline(*MailKind)
    great_match(amara)
    move_in_progress(amara)
    tasks.send_mails()
    assert sorted(message.subject for message in mailer.outbox) == [
        "A new great match: Evaluations Engineer",
        "Closes tomorrow: Evaluations Engineer",
        "Your week: 1 move in progress and 1 deadline",
    ]


def test_kind_that_is_off_is_not_sent(clock: Clock, mailer: Mailer) -> None:
    for kind in MailKind:
        amara = create_reader(*(other for other in MailKind if other != kind))
        great_match(amara) if kind == MailKind.GREAT_MATCHES else None
        saved_match(amara, TOMORROW) if kind == MailKind.DEADLINES else None
        move_in_progress(amara) if kind == MailKind.WEEK else None
    MailChoice.objects.filter(week=True, deadlines=False).update(week=False)
    tasks.send_mails()
    assert mailer.outbox == []


def test_empty_email_is_not_sent_or_claimed(clock: Clock, mailer: Mailer) -> None:
    create_reader(*MailKind)
    tasks.send_mails()
    assert (mailer.outbox, rows()) == ([], [])


def test_week_is_sent_on_mondays(clock: Clock, mailer: Mailer) -> None:
    move_in_progress(create_reader(MailKind.WEEK))
    for _ in range(8):
        tasks.send_mails()
        clock.advance(days=1)
    days = Mail.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [dt.date(2026, 11, 23), dt.date(2026, 11, 30)]


def test_person_without_confirmed_address_gets_nothing(clock: Clock, mailer: Mailer) -> None:
    missing, unconfirmed, replaced, closed = (reader_with_deadline() for _ in range(4))
    EmailAddress.objects.filter(user=missing.user).delete()
    EmailAddress.objects.filter(user=unconfirmed.user).update(verified=False)
    replaced.user.email = "new@example.org"
    replaced.user.save()
    closed.user.is_active = False
    closed.user.save()
    tasks.send_mails()
    assert (mailer.outbox, rows()) == ([], [])


def test_secondary_address_gets_nothing(clock: Clock, mailer: Mailer) -> None:
    amara = reader_with_deadline()
    EmailAddress.objects.create(user=amara.user, email="second@example.org", verified=True)
    tasks.send_mails()
    assert [message.to for message in mailer.outbox] == [[amara.user.email]]


def test_reader_is_checked_once_a_morning(clock: Clock, mailer: Mailer) -> None:
    amara = create_reader(MailKind.GREAT_MATCHES)
    tasks.send_mails()
    great_match(amara)
    clock.advance(minutes=15)
    tasks.send_mails()
    assert mailer.outbox == []
    clock.advance(days=1)
    tasks.send_mails()
    assert len(mailer.outbox) == 1


def test_database_refuses_second_mail_of_kind_and_day(clock: Clock) -> None:
    amara = reader_with_deadline()
    key = {"user": amara.user, "kind": MailKind.DEADLINES, "day": clock.now.date()}
    mail = Mail.objects.create(**key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**key)
    subject = {"mail": mail, "user": amara.user, "kind": MailKind.DEADLINES, "subject": "1"}
    subject["day"] = mail.day
    Mention.objects.create(**subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(**subject)


def test_worker_starting_during_a_run_sends_nothing_twice(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It starts after the first has read who is due, and again during each delivery."""
    for _ in range(3):
        reader_with_deadline()
    interruptions: list[bool] = []

    def interrupted() -> Any:
        due = readers_due()
        if not interruptions:
            interruptions.append(True)
            tasks.send_mails()
        return due

    monkeypatch.setattr(sending, "readers_due", interrupted)
    mailer.before_send = lambda: interruptions.append(sending.claim_mail(*last_claim()) is None)
    tasks.send_mails()
    assert interruptions == [True] * 4
    assert len({message.to[0] for message in mailer.outbox}) == len(mailer.outbox) == 3
    assert rows() == [("deadlines", "sent", 1)] * 3


def last_claim() -> tuple[int, MailKind]:
    mail = Mail.objects.filter(status="claimed").latest("id")
    return mail.user_id, MailKind(mail.kind)


def test_retry_builds_content_again(clock: Clock, mailer: Mailer) -> None:
    amara = create_reader(MailKind.WEEK)
    move_in_progress(amara, "Still going")
    done = move_in_progress(amara, "Done by then")
    mailer.before_send = raising(BUSY, times=1)
    tasks.send_mails()
    CareerAction.objects.filter(pk=done.pk).update(status="done")
    clock.advance(minutes=15)
    tasks.send_mails()
    [message] = mailer.outbox
    assert message.subject == "Your week: 1 move in progress"
    assert "Done by then" not in message.body


# Failures


def test_temporary_refusal_is_attempted_three_times(clock: Clock, mailer: Mailer) -> None:
    reader_with_deadline()
    mailer.before_send = raising(BUSY)
    states = []
    for _ in range(6):
        tasks.send_mails()
        states.append(rows()[0][1:])
        clock.advance(minutes=15)
    assert states == [("retry", 1), ("retry", 2), *[("failed", 3)] * 4]
    assert "451" in Mail.objects.get().error
    assert not Mention.objects.exists()


def test_email_accepted_on_retry_is_sent_once(clock: Clock, mailer: Mailer) -> None:
    reader_with_deadline()
    mailer.before_send = raising(BUSY, times=2)
    for _ in range(5):
        tasks.send_mails()
        clock.advance(minutes=15)
    assert len(mailer.outbox) == 1
    assert (rows(), Mail.objects.get().error) == ([("deadlines", "sent", 3)], "")
    assert Mention.objects.count() == 1


def test_retry_waits_ten_minutes_and_ends_with_morning(clock: Clock, mailer: Mailer) -> None:
    reader_with_deadline()
    clock.now = utc(2026, 11, 23, 11, 50)
    mailer.before_send = raising(BUSY)
    tasks.send_mails()
    tasks.send_mails()
    assert rows() == [("deadlines", "retry", 1)]
    clock.advance(minutes=15)
    tasks.send_mails()
    assert rows() == [("deadlines", "retry", 1)]
    clock.advance(hours=3)
    tasks.send_mails()
    assert rows() == [("deadlines", "failed", 1)]


def test_retry_with_empty_content_is_dropped(clock: Clock, mailer: Mailer) -> None:
    reader_with_deadline()
    mailer.before_send = raising(BUSY, times=1)
    tasks.send_mails()
    Match.objects.update(applied_at=clock.now)
    clock.advance(minutes=15)
    tasks.send_mails()
    assert (mailer.outbox, rows()) == ([], [("deadlines", "dropped", 1)])


@pytest.mark.parametrize("error", [CUT, TimeoutError("timed out")])
def test_possibly_sent_email_is_never_sent_again(
    clock: Clock, mailer: Mailer, error: Exception
) -> None:
    great_match(create_reader(MailKind.GREAT_MATCHES))
    mailer.after_send = raising(error)
    for _ in range(3):
        tasks.send_mails()
        clock.advance(minutes=15)
    clock.advance(days=1)
    tasks.send_mails()
    assert len(mailer.outbox) == 1
    assert rows() == [("great_matches", "unknown", 1)]


def test_failed_email_is_repeated_another_day(clock: Clock, mailer: Mailer) -> None:
    great_match(create_reader(MailKind.GREAT_MATCHES))
    mailer.before_send = raising(SMTPDataError(554, b"No"), times=1)
    tasks.send_mails()
    clock.advance(days=1)
    tasks.send_mails()
    assert rows() == [("great_matches", "failed", 1), ("great_matches", "sent", 1)]


def test_unreachable_server_ends_run_and_next_sends_all(clock: Clock, mailer: Mailer) -> None:
    for _ in range(3):
        reader_with_deadline()
    mailer.on_open = raising(ConnectionRefusedError("refused"), times=1)
    tasks.send_mails()
    assert rows() == []
    clock.advance(minutes=15)
    tasks.send_mails()
    assert rows() == [("deadlines", "sent", 1)] * 3
    assert len(mailer.outbox) == 3


def test_unreachable_server_costs_no_attempts(clock: Clock, mailer: Mailer) -> None:
    reader_with_deadline()
    mailer.on_open = raising(ConnectionRefusedError("refused"), times=6)
    for _ in range(8):
        tasks.send_mails()
        clock.advance(minutes=15)
    assert (len(mailer.outbox), rows()) == (1, [("deadlines", "sent", 1)])


def test_email_interrupted_while_sending_is_not_repeated(clock: Clock, mailer: Mailer) -> None:
    for _ in range(2):
        reader_with_deadline()
    mailer.after_send = raising(SystemExit("time is up"), times=1)
    with pytest.raises(SystemExit):
        tasks.send_mails()
    clock.advance(minutes=15)
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.outbox}) == len(mailer.outbox) == 2
    assert rows() == [("deadlines", "unknown", 1), ("deadlines", "sent", 1)]


def test_claim_of_dead_worker_becomes_unknown(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A killed worker runs no cleanup, so its row stays claimed until the time-out."""
    amara = reader_with_deadline()
    assert sending.claim_mail(amara.user.pk, MailKind.DEADLINES) is not None
    tasks.send_mails()
    assert rows() == [("deadlines", "claimed", 1)]
    clock.advance(minutes=16)
    tasks.send_mails()
    clock.advance(minutes=15)
    tasks.send_mails()
    assert (mailer.outbox, rows()) == ([], [("deadlines", "unknown", 1)])
    assert "1 emails were claimed by a worker that died" in caplog.text


def test_exception_in_one_email_spares_the_others(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unlucky, lucky = reader_with_deadline(), reader_with_deadline()

    def fail_for_unlucky(mail: Mail, content: Any) -> Any:
        if mail.user_id == unlucky.user.pk:
            raise RuntimeError("a bug")
        return build_message(mail, content)

    monkeypatch.setattr(sending, "build_message", fail_for_unlucky)
    tasks.send_mails()
    assert [message.to for message in mailer.outbox] == [[lucky.user.email]]
    assert list(Mail.objects.values_list("user", flat=True)) == [lucky.user.pk]
    assert "Could not write email" in caplog.text


# Query counts


def queries_per_run() -> int:
    with CaptureQueriesContext(connection) as captured:
        tasks.send_mails()
    return len(captured)


def test_readers_without_content_cost_no_queries(clock: Clock, mailer: Mailer) -> None:
    create_reader(*MailKind)
    with_one_reader = queries_per_run()
    for _ in range(6):
        create_reader(*MailKind)
    assert queries_per_run() == with_one_reader
    assert mailer.outbox == []


def test_each_email_costs_the_same_queries(clock: Clock, mailer: Mailer) -> None:
    counts = []
    for number in (1, 3, 5):
        for _ in range(number):
            reader_with_deadline()
        counts.append(queries_per_run())
    for_one, for_three, for_five = counts
    assert for_three - for_one == for_five - for_three
    assert (for_three - for_one) / 2 <= 14
    assert len(mailer.outbox) == 9


def test_readers_beyond_one_batch_are_emailed(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    for _ in range(5):
        reader_with_deadline()
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.outbox}) == len(mailer.outbox) == 5
