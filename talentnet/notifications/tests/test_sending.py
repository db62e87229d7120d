"""Each mail once, or not at all."""

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
from talentnet.notifications.mail_messages import letter
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.mornings import readers_due
from talentnet.notifications.tests.mailers import Scripted, fail
from talentnet.notifications.tests.people import Clock, great, reader, saved, under_way, utc
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db

TOMORROW = utc(2026, 11, 24, 12)
BUSY = SMTPDataError(451, b"Later")
CUT = SMTPServerDisconnected("Connection unexpectedly closed")

type Mailer = type[Scripted]


def with_deadline(*kinds: MailKind) -> Profile:
    profile = reader(*(kinds or (MailKind.DEADLINES,)))
    saved(profile, TOMORROW)
    return profile


def rows() -> list[tuple[str, str, int]]:
    return list(Mail.objects.order_by("id").values_list("kind", "status", "attempts"))


def test_a_mail_is_sent_and_kept_track_of(clock: Clock, mailer: Mailer) -> None:
    amara = with_deadline()
    tasks.send_mails()
    [message] = mailer.taken
    assert (message.to, message.subject) == (
        [amara.user.email],
        "Closes tomorrow: Evaluations Engineer",
    )
    mail = Mail.objects.get()
    assert (mail.user, mail.kind, mail.status) == (amara.user, "deadlines", "sent")
    assert (mail.day, mail.address, mail.error) == (clock.now.date(), amara.user.email, "")
    assert (mail.claimed_at, mail.finished_at) == (clock.now, clock.now)


def test_each_kind_is_a_mail_of_its_own(clock: Clock, mailer: Mailer) -> None:
    amara = with_deadline(*MailKind)
    great(amara)
    under_way(amara)
    tasks.send_mails()
    assert sorted(message.subject for message in mailer.taken) == [
        "A new great match: Evaluations Engineer",
        "Closes tomorrow: Evaluations Engineer",
        "Your week: 1 move in progress and 1 deadline",
    ]


def test_nothing_is_sent_that_was_not_chosen(clock: Clock, mailer: Mailer) -> None:
    for kind in MailKind:
        amara = reader(*(other for other in MailKind if other != kind))
        great(amara) if kind == MailKind.GREAT_MATCHES else None
        saved(amara, TOMORROW) if kind == MailKind.DEADLINES else None
        under_way(amara) if kind == MailKind.WEEK else None
    MailChoice.objects.filter(week=True, deadlines=False).update(week=False)
    tasks.send_mails()
    assert mailer.taken == []


def test_an_empty_mail_is_neither_sent_nor_claimed(clock: Clock, mailer: Mailer) -> None:
    reader(*MailKind)
    tasks.send_mails()
    assert (mailer.taken, rows()) == ([], [])


def test_the_week_is_told_of_on_mondays(clock: Clock, mailer: Mailer) -> None:
    under_way(reader(MailKind.WEEK))
    for _ in range(8):
        tasks.send_mails()
        clock.pass_by(days=1)
    days = Mail.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [dt.date(2026, 11, 23), dt.date(2026, 11, 30)]


def test_who_has_no_confirmed_address_gets_nothing(clock: Clock, mailer: Mailer) -> None:
    without, unconfirmed, replaced, closed = (with_deadline() for _ in range(4))
    EmailAddress.objects.filter(user=without.user).delete()
    EmailAddress.objects.filter(user=unconfirmed.user).update(verified=False)
    replaced.user.email = "new@example.org"
    replaced.user.save()
    closed.user.is_active = False
    closed.user.save()
    tasks.send_mails()
    assert (mailer.taken, rows()) == ([], [])


def test_a_second_address_gets_nothing(clock: Clock, mailer: Mailer) -> None:
    amara = with_deadline()
    EmailAddress.objects.create(user=amara.user, email="second@example.org", verified=True)
    tasks.send_mails()
    assert [message.to for message in mailer.taken] == [[amara.user.email]]


def test_a_morning_is_looked_at_once(clock: Clock, mailer: Mailer) -> None:
    amara = reader(MailKind.GREAT_MATCHES)
    tasks.send_mails()
    great(amara)
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert mailer.taken == []
    clock.pass_by(days=1)
    tasks.send_mails()
    assert len(mailer.taken) == 1


def test_a_mail_of_a_kind_and_a_day_is_one_by_the_database(clock: Clock) -> None:
    amara = with_deadline()
    key = {"user": amara.user, "kind": MailKind.DEADLINES, "day": clock.now.date()}
    mail = Mail.objects.create(**key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**key)
    subject = {"mail": mail, "user": amara.user, "kind": MailKind.DEADLINES, "subject": "1"}
    subject["day"] = mail.day
    Mention.objects.create(**subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(**subject)


def test_a_second_worker_that_comes_in_between_sends_nothing_twice(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes when the first knows who is due, and again while it hands a mail over."""
    for _ in range(3):
        with_deadline()
    stale = readers_due
    passed_by: list[bool] = []

    def meanwhile() -> Any:
        due = stale()
        if not passed_by:
            passed_by.append(True)
            tasks.send_mails()
        return due

    monkeypatch.setattr(sending, "readers_due", meanwhile)
    mailer.before_taking = lambda: passed_by.append(sending.claim(*claimed_last()) is None)
    tasks.send_mails()
    assert passed_by == [True] * 4
    assert len({message.to[0] for message in mailer.taken}) == len(mailer.taken) == 3
    assert rows() == [("deadlines", "sent", 1)] * 3


def claimed_last() -> tuple[int, MailKind]:
    last = Mail.objects.filter(status="claimed").latest("id")
    return last.user_id, MailKind(last.kind)


def test_a_mail_tells_what_is_so_when_it_is_sent(clock: Clock, mailer: Mailer) -> None:
    amara = reader(MailKind.WEEK)
    under_way(amara, "Still going")
    done = under_way(amara, "Done by then")
    mailer.before_taking = fail(BUSY, times=1)
    tasks.send_mails()
    CareerAction.objects.filter(pk=done.pk).update(status="done")
    clock.pass_by(minutes=15)
    tasks.send_mails()
    [message] = mailer.taken
    assert message.subject == "Your week: 1 move in progress"
    assert "Done by then" not in message.body


# What goes wrong


def test_what_was_surely_not_sent_is_tried_again_three_times_in_all(
    clock: Clock, mailer: Mailer
) -> None:
    with_deadline()
    mailer.before_taking = fail(BUSY)
    seen = []
    for _ in range(6):
        tasks.send_mails()
        seen.append(rows()[0][1:])
        clock.pass_by(minutes=15)
    assert seen == [("retry", 1), ("retry", 2), *[("failed", 3)] * 4]
    assert "451" in Mail.objects.get().error
    assert not Mention.objects.exists()


def test_a_mail_that_goes_through_at_last_is_sent_once(clock: Clock, mailer: Mailer) -> None:
    with_deadline()
    mailer.before_taking = fail(BUSY, times=2)
    for _ in range(5):
        tasks.send_mails()
        clock.pass_by(minutes=15)
    assert len(mailer.taken) == 1
    assert (rows(), Mail.objects.get().error) == ([("deadlines", "sent", 3)], "")
    assert Mention.objects.count() == 1


def test_it_is_not_tried_again_at_once_nor_in_the_afternoon(clock: Clock, mailer: Mailer) -> None:
    with_deadline()
    clock.now = utc(2026, 11, 23, 11, 50)
    mailer.before_taking = fail(BUSY)
    tasks.send_mails()
    tasks.send_mails()
    assert rows() == [("deadlines", "retry", 1)]
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert rows() == [("deadlines", "retry", 1)]
    clock.pass_by(hours=3)
    tasks.send_mails()
    assert rows() == [("deadlines", "failed", 1)]


def test_nothing_left_to_say_at_the_second_try_is_dropped(clock: Clock, mailer: Mailer) -> None:
    with_deadline()
    mailer.before_taking = fail(BUSY, times=1)
    tasks.send_mails()
    Match.objects.update(applied_at=clock.now)
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert (mailer.taken, rows()) == ([], [("deadlines", "dropped", 1)])


@pytest.mark.parametrize("error", [CUT, TimeoutError("timed out")])
def test_what_may_have_been_sent_is_never_sent_again(
    clock: Clock, mailer: Mailer, error: Exception
) -> None:
    great(reader(MailKind.GREAT_MATCHES))
    mailer.after_taking = fail(error)
    for _ in range(3):
        tasks.send_mails()
        clock.pass_by(minutes=15)
    clock.pass_by(days=1)
    tasks.send_mails()
    assert len(mailer.taken) == 1
    assert rows() == [("great_matches", "unknown", 1)]


def test_what_surely_failed_is_news_another_day(clock: Clock, mailer: Mailer) -> None:
    great(reader(MailKind.GREAT_MATCHES))
    mailer.before_taking = fail(SMTPDataError(554, b"No"), times=1)
    tasks.send_mails()
    clock.pass_by(days=1)
    tasks.send_mails()
    assert rows() == [("great_matches", "failed", 1), ("great_matches", "sent", 1)]


def test_a_server_out_of_reach_ends_the_run_and_the_others_keep_their_turn(
    clock: Clock, mailer: Mailer
) -> None:
    for _ in range(3):
        with_deadline()
    mailer.on_open = fail(ConnectionRefusedError("refused"), times=1)
    tasks.send_mails()
    assert rows() == []
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert rows() == [("deadlines", "sent", 1)] * 3
    assert len(mailer.taken) == 3


def test_a_server_out_of_reach_uses_up_no_attempts(clock: Clock, mailer: Mailer) -> None:
    with_deadline()
    mailer.on_open = fail(ConnectionRefusedError("refused"), times=6)
    for _ in range(8):
        tasks.send_mails()
        clock.pass_by(minutes=15)
    assert (len(mailer.taken), rows()) == (1, [("deadlines", "sent", 1)])


def test_a_task_that_is_stopped_while_sending_leaves_that_mail_alone(
    clock: Clock, mailer: Mailer
) -> None:
    for _ in range(2):
        with_deadline()
    mailer.after_taking = fail(SystemExit("time is up"), times=1)
    with pytest.raises(SystemExit):
        tasks.send_mails()
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.taken}) == len(mailer.taken) == 2
    assert rows() == [("deadlines", "unknown", 1), ("deadlines", "sent", 1)]


def test_a_worker_that_dies_between_claim_and_outcome_is_not_followed(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed: nothing of it runs any more, so the row stays as it was claimed."""
    amara = with_deadline()
    assert sending.claim(amara.user.pk, MailKind.DEADLINES) is not None
    tasks.send_mails()
    assert rows() == [("deadlines", "claimed", 1)]
    clock.pass_by(minutes=16)
    tasks.send_mails()
    clock.pass_by(minutes=15)
    tasks.send_mails()
    assert (mailer.taken, rows()) == ([], [("deadlines", "unknown", 1)])
    assert "1 mails were claimed by a worker that died" in caplog.text


def test_a_fault_of_ours_costs_one_mail_and_not_the_others(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unlucky, lucky = with_deadline(), with_deadline()

    def fail_for_one(mail: Mail, content: Any) -> Any:
        if mail.user_id == unlucky.user.pk:
            raise RuntimeError("a bug")
        return letter(mail, content)

    monkeypatch.setattr(sending, "letter", fail_for_one)
    tasks.send_mails()
    assert [message.to for message in mailer.taken] == [[lucky.user.email]]
    assert list(Mail.objects.values_list("user", flat=True)) == [lucky.user.pk]
    assert "could not be written" in caplog.text


# How much it takes


def queries_of_a_run() -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        tasks.send_mails()
    return len(captured)


def test_those_with_nothing_to_read_cost_no_queries_of_their_own(
    clock: Clock, mailer: Mailer
) -> None:
    reader(*MailKind)
    one = queries_of_a_run()
    for _ in range(6):
        reader(*MailKind)
    assert queries_of_a_run() == one
    assert mailer.taken == []


def test_each_mail_costs_the_same_few_queries(clock: Clock, mailer: Mailer) -> None:
    counted = []
    for number in (1, 3, 5):
        for _ in range(number):
            with_deadline()
        counted.append(queries_of_a_run())
    one, three, five = counted
    assert three - one == five - three
    assert (three - one) / 2 <= 14
    assert len(mailer.taken) == 9


def test_more_than_a_batch_is_sent_all_the_same(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    for _ in range(5):
        with_deadline()
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.taken}) == len(mailer.taken) == 5
