"""Repeating tasks: one django-q schedule each, ensured after every migrate."""

import datetime as dt
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils import timezone
from django_q.models import Schedule


def repeat(app: AppConfig, task: str, *, minutes: int) -> None:
    """Run this task at a fixed interval; call it once, when the app is ready."""
    # `weak=False`, as nothing else holds a reference to the partial. `dispatch_uid`
    # keeps a second call from connecting twice.
    receiver = partial(ensure, task, minutes=minutes)
    post_migrate.connect(receiver, sender=app, weak=False, dispatch_uid=f"repeat {task}")


def ensure(task: str, *, minutes: int, **signal: Any) -> None:
    """Create the schedule unless it exists; changes by staff stay.

    A next run more than one interval away is moved to now: a machine's clock must have run ahead.
    """
    schedule, _made = Schedule.objects.get_or_create(
        name=task,
        defaults={"func": task, "schedule_type": Schedule.MINUTES, "minutes": minutes},
    )
    # Staff may have chosen a daily or cron schedule; its next run can be far away.
    if schedule.schedule_type != Schedule.MINUTES or schedule.minutes is None:
        return
    now = timezone.now()
    latest = now + dt.timedelta(minutes=schedule.minutes)
    Schedule.objects.filter(pk=schedule.pk, next_run__gt=latest).update(next_run=now)
