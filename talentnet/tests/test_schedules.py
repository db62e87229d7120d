"""What is scheduled by migrating, and what is left to staff."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils import timezone
from django_q.models import Schedule

pytestmark = pytest.mark.django_db

TASK = "matching.tasks.sweep"


def migrate() -> Schedule:
    """What Django says after each migration; the schedule then."""
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
    """Its next run was reckoned while the machine's clock ran a year ahead."""
    now = timezone.now()
    moments = {"in time": now + dt.timedelta(minutes=5), "put off": now + dt.timedelta(days=365)}
    found = {}
    for name, moment in moments.items():
        Schedule.objects.filter(func=TASK).update(minutes=10, next_run=moment)
        found[name] = migrate().next_run
    assert found["in time"] == moments["in time"]
    assert now <= found["put off"] <= timezone.now()
