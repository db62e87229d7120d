"""Repeating tasks: one django-q schedule each, ensured after every migrate."""

import datetime as dt
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils import timezone
from django_q.models import Schedule


def repeat(app: AppConfig, task: str, *, minutes: int) -> None:
    """Have this task run every so many minutes; called once, when its app is ready."""
    receiver = partial(ensure, task, minutes=minutes)
    post_migrate.connect(receiver, sender=app, weak=False, dispatch_uid=f"repeat {task}")


def ensure(task: str, *, minutes: int, **signal: Any) -> None:
    """Make sure that it is scheduled, once, and its next run no further off than it can be: while
    a machine's clock ran ahead, it was put off by as much. What staff changed stays."""
    schedule, _made = Schedule.objects.get_or_create(
        name=task,
        defaults={"func": task, "schedule_type": Schedule.MINUTES, "minutes": minutes},
    )
    if schedule.schedule_type != Schedule.MINUTES or schedule.minutes is None:
        return
    now = timezone.now()
    mine = Schedule.objects.filter(pk=schedule.pk)
    mine.filter(next_run__gt=now + dt.timedelta(minutes=schedule.minutes)).update(next_run=now)
