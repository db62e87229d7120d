import itertools
import time

import pytest
from django_q.models import OrmQ, Schedule

from talentnet.notifications import tasks
from talentnet.notifications.models import MailKind
from talentnet.notifications.tests.mailers import ScriptedBackend, raising
from talentnet.notifications.tests.people import Clock, create_reader, saved_match, utc

pytestmark = pytest.mark.django_db


def test_send_mails_is_scheduled_every_quarter_hour() -> None:
    schedule = Schedule.objects.get(func=tasks.SEND)
    assert (schedule.schedule_type, schedule.minutes) == ("I", 15)


def queued() -> list[str]:
    return [task.task["func"] for task in OrmQ.objects.all()]


def test_run_out_of_time_queues_another(
    clock: Clock, mailer: type[ScriptedBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        saved_match(create_reader(MailKind.DEADLINES), utc(2026, 11, 24, 12))
    seconds = itertools.chain([0, 0, 0], itertools.repeat(61))
    monkeypatch.setattr("talentnet.notifications.sending.time.monotonic", lambda: next(seconds))
    tasks.send_mails()
    assert (len(mailer.outbox), queued()) == (2, [tasks.SEND])
    monkeypatch.setattr("talentnet.notifications.sending.time.monotonic", time.process_time)
    tasks.send_mails()
    assert len({message.to[0] for message in mailer.outbox}) == len(mailer.outbox) == 3


def test_unreachable_server_queues_no_other_run(
    clock: Clock, mailer: type[ScriptedBackend]
) -> None:
    saved_match(create_reader(MailKind.DEADLINES), utc(2026, 11, 24, 12))
    mailer.on_open = raising(ConnectionRefusedError("refused"))
    tasks.send_mails()
    assert queued() == []
