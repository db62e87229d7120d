"""What django-q runs for accounts."""

from typing import Any

from django.core.management import call_command
from django_q.models import Schedule

CLEAR_SESSIONS = "talentnet.accounts.tasks.clear_sessions"


def clear_sessions() -> None:
    """Delete sessions that have ended, and what they remember with them."""
    call_command("clearsessions")


def schedule_clearing(**_: Any) -> None:
    """Make sure that it is scheduled, once, every day."""
    Schedule.objects.get_or_create(
        name=CLEAR_SESSIONS,
        defaults={"func": CLEAR_SESSIONS, "schedule_type": Schedule.DAILY},
    )
