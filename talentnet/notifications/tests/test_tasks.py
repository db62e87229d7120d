import datetime as dt
import itertools
import time

import pytest
from django_q.models import OrmQ, Schedule

from talentnet.notifications import tasks
from talentnet.notifications.models import Kind
from talentnet.notifications.tests.mailers import Scripted, fail
from talentnet.notifications.tests.people import Clock, reader, saved, utc

pytestmark = pytest.mark.django_db


def test_migrating_schedules_the_mails_once_and_leaves_the_schedule_as_it_is() -> None:
    Schedule.objects.filter(func=tasks.SEND).update(minutes=5)
    tasks.schedule_mails()
    tasks.schedule_mails()
    schedule = Schedule.objects.get(func=tasks.SEND)
    assert (schedule.schedule_type, schedule.minutes) == ("I", 5)


def test_a_schedule_that_is_missing_is_made_anew() -> None:
    Schedule.objects.filter(func=tasks.SEND).delete()
    tasks.schedule_mails()
    schedule = Schedule.objects.get(func=tasks.SEND)
    assert (schedule.schedule_type, schedule.minutes) == ("I", 15)


def test_a_schedule_that_is_paused_stays_paused() -> None:
    Schedule.objects.filter(func=tasks.SEND).update(repeats=0)
    tasks.schedule_mails()
    assert Schedule.objects.get(func=tasks.SEND).repeats == 0


def test_a_schedule_that_a_clock_ahead_has_put_off_is_pulled_in(clock: Clock) -> None:
    """Its next run was reckoned while the machine's clock ran a year ahead."""
    mine = Schedule.objects.filter(func=tasks.SEND)
    moments = {}
    for ahead in (dt.timedelta(minutes=15), dt.timedelta(minutes=15, seconds=1)):
        mine.update(next_run=clock.now + ahead)
        tasks.schedule_mails()
        moments[ahead.seconds] = mine.get().next_run - clock.now
    assert moments == {900: dt.timedelta(minutes=15), 901: dt.timedelta(0)}


def queued() -> list[str]:
    return [task.task["func"] for task in OrmQ.objects.all()]


def test_what_time_is_too_short_for_goes_on_in_another_task(
    clock: Clock, mailer: type[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        saved(reader(Kind.DEADLINES), utc(2026, 11, 24, 12))
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
    saved(reader(Kind.DEADLINES), utc(2026, 11, 24, 12))
    mailer.on_open = fail(ConnectionRefusedError("refused"))
    tasks.send_mails()
    assert queued() == []
