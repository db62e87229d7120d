"""What django-q runs for mails."""

import datetime as dt
import logging
from typing import Any

from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task

from talentnet.notifications.models import Mail
from talentnet.notifications.sending import send_due_mails

log = logging.getLogger(__name__)

SEND = "talentnet.notifications.tasks.send_mails"
MINUTES = 15
"""There are zones at quarters of an hour: nobody waits longer than this after nine."""


def send_mails() -> None:
    """Send what is due in the zones where it is morning; settle what was left over before."""
    abandoned = Mail.objects.end_abandoned()
    if abandoned:
        log.error("%s mails were claimed by a worker that died: perhaps sent", abandoned)
    Mail.objects.end_missed()
    if send_due_mails():
        async_task(SEND)


def schedule_mails(**_: Any) -> None:
    """Make sure that the look at what is due is scheduled, once, and no further off than it can
    be: while a machine's clock ran ahead, the next run was put off by as much."""
    schedule, _made = Schedule.objects.get_or_create(
        name=SEND,
        defaults={"func": SEND, "schedule_type": Schedule.MINUTES, "minutes": MINUTES},
    )
    if schedule.schedule_type != Schedule.MINUTES or schedule.minutes is None:
        return
    now = timezone.now()
    mine = Schedule.objects.filter(pk=schedule.pk)
    mine.filter(next_run__gt=now + dt.timedelta(minutes=schedule.minutes)).update(next_run=now)
