"""Schedules created after a migration, and changes by staff that stay."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils import timezone
from django_q.models import Schedule

pytestmark = pytest.mark.django_db

TASK = "matching.tasks.sweep"


def migrate() -> Schedule:
    """Send post_migrate twice, as after two migrations, and return the schedule."""
    app = apps.get_app_config("matching")
    for _ in range(2):
        post_migrate.send(sender=app, app_config=app, using="default", verbosity=0, plan=[])
    return Schedule.objects.get(func=TASK)


def test_missing_schedule_is_recreated() -> None:
    Schedule.objects.all().delete()
    schedule = migrate()
    assert (schedule.name, schedule.schedule_type, schedule.minutes) == (TASK, "I", 1)


def test_changes_by_staff_are_preserved() -> None:
    Schedule.objects.filter(func=TASK).update(minutes=5, repeats=0)
    schedule = migrate()
    assert (schedule.minutes, schedule.repeats) == (5, 0)
    Schedule.objects.filter(func=TASK).update(schedule_type=Schedule.DAILY, minutes=None)
    assert migrate().schedule_type == "D"


def test_schedule_delayed_by_wrong_clock_is_corrected() -> None:
    """The next run was computed while the machine's clock was a year ahead."""
    now = timezone.now()
    moments = {"in time": now + dt.timedelta(minutes=5), "put off": now + dt.timedelta(days=365)}
    next_runs = {}
    for name, moment in moments.items():
        Schedule.objects.filter(func=TASK).update(minutes=10, next_run=moment)
        next_runs[name] = migrate().next_run
    assert next_runs["in time"] == moments["in time"]
    assert now <= next_runs["put off"] <= timezone.now()
