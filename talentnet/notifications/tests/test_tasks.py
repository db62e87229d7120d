import itertools
import time

import pytest
from django_q.models import OrmQ, Schedule

from talentnet.notifications import tasks
from talentnet.notifications.models import MailKind
from talentnet.notifications.tests.mailers import Scripted, fail
from talentnet.notifications.tests.people import Clock, reader, saved, utc

pytestmark = pytest.mark.django_db


def test_the_mails_are_scheduled() -> None:
    schedule = Schedule.objects.get(func=tasks.SEND)
    assert (schedule.schedule_type, schedule.minutes) == ("I", 15)


def queued() -> list[str]:
    return [task.task["func"] for task in OrmQ.objects.all()]


def test_what_time_is_too_short_for_goes_on_in_another_task(
    clock: Clock, mailer: type[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        saved(reader(MailKind.DEADLINES), utc(2026, 11, 24, 12))
    seconds = itertools.chain([0, 0, 0], itertools.repeat(61))
    monkeypatch.setattr("talentnet.notifications.sending.time.monotonic", lambda: next(seconds))
    tasks.send_mails()
    assert (len(mailer.taken), queued()) == (2, [tasks.SEND])
    monkeypatch.setattr("talentnet.notifications.sending.time.monotonic", time.process_time)
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.taken}) == len(mailer.taken) == 3


def test_without_a_mail_server_no_task_follows_another(
    clock: Clock, mailer: type[Scripted]
) -> None:
    saved(reader(MailKind.DEADLINES), utc(2026, 11, 24, 12))
    mailer.on_open = fail(ConnectionRefusedError("refused"))
    tasks.send_mails()
    assert queued() == []
