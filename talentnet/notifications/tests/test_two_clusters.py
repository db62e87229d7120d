"""Concurrent schedulers, and two real clusters from a due schedule to an SMTP server."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import Failure, OrmQ, Schedule
from django_q.scheduler import scheduler

from talentnet.notifications import tasks
from talentnet.notifications.models import Mail, MailKind
from talentnet.notifications.mornings import morning_in
from talentnet.notifications.tests.people import create_reader, great_match
from talentnet.notifications.tests.races import run_concurrently
from talentnet.notifications.tests.smtp_server import SmtpServer, smtp_server
from talentnet.queue import enqueue
from talentnet.schedules import ensure
from talentnet.timezones import zone_names

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite allows one writer at a time, so there is no race",
    ),
]
ROOT = Path(__file__).resolve().parents[3]
READERS = 6
MARKS = 5
START_SECONDS = 60
# django-q checks schedules once its cycles add up to 30 seconds: with this guard cycle, in the
# first one. TLS is off, as the test's SMTP server has no certificate.
CLUSTER = """
import django
from django.conf import settings
settings.Q_CLUSTER["guard_cycle"] = 30
settings.MAILERS["default"]["OPTIONS"]["use_tls"] = False
django.setup()
from django.core.management import call_command
call_command("qcluster")
"""


def make_due(number: int) -> None:
    """Create due schedules of a failing task: django-q stores failures, so a second run shows."""
    long_ago = timezone.now() - dt.timedelta(minutes=50)
    Schedule.objects.all().delete()
    Schedule.objects.bulk_create(
        Schedule(
            name=f"mark {n}",
            func="operator.truediv",
            args="(1, 0)",
            minutes=15,
            schedule_type=Schedule.MINUTES,
            next_run=long_ago,
        )
        for n in range(number)
    )
    ensure(tasks.SEND, minutes=tasks.MINUTES)
    Schedule.objects.filter(name=tasks.SEND).update(next_run=long_ago)


def test_concurrent_schedulers_queue_each_task_once() -> None:
    for _ in range(5):
        make_due(MARKS)
        assert run_concurrently(*[lambda: scheduler(get_broker())] * 3) == []
        groups = sorted(queued_task.task["group"] for queued_task in OrmQ.objects.all())
        assert groups == sorted([*(f"mark {n}" for n in range(MARKS)), tasks.SEND])
        assert not Schedule.objects.filter(next_run__lt=timezone.now()).exists()
        OrmQ.objects.all().delete()


def zone_with_morning() -> str:
    """Zone where it is morning now and in ten minutes."""
    now = timezone.now()
    soon = now + dt.timedelta(minutes=10)
    return next(name for name in zone_names() if morning_in(name, now) and morning_in(name, soon))


@contextmanager
def running_clusters(number: int, mail_server: SmtpServer, log_path: Path) -> Iterator[None]:
    server = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        "DATABASE_URL": (
            f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}/{server['NAME']}"
        ),
        "MAIL_URL": f"smtp://127.0.0.1:{mail_server.server_address[1]}",
        "MAIL_FROM": "noreply@example.org",
        "WORKERS": "2",
    }
    with log_path.open("w") as log, ExitStack() as running:
        for _ in range(number):
            command = [sys.executable, "-c", CLUSTER]
            cluster = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            running.callback(stop, cluster)
        yield


def stop(cluster: "subprocess.Popen[bytes]") -> None:
    cluster.terminate()
    try:
        cluster.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(cluster.pid, signal.SIGKILL)
        cluster.wait()


def wait_until_idle(log_path: Path) -> None:
    """Wait until both clusters run, have checked the schedules, and the queue is empty."""
    give_up_at = time.monotonic() + START_SECONDS
    while (
        log_path.read_text().count(" running.") < 2
        or Failure.objects.count() < MARKS
        or OrmQ.objects.exists()
    ):
        assert time.monotonic() < give_up_at, log_path.read_text()
        time.sleep(0.05)


def test_two_clusters_run_each_task_and_send_each_email_once(tmp_path: Path) -> None:
    zone = zone_with_morning()
    crowd = [create_reader(MailKind.GREAT_MATCHES, zone=zone) for _ in range(READERS)]
    for profile in crowd:
        great_match(profile)
    make_due(MARKS)
    # Two more runs wait in the queue, as if two schedulers had each queued one.
    for _ in range(2):
        enqueue(tasks.SEND)
    log_path = tmp_path / "clusters.log"
    with smtp_server() as server:
        with running_clusters(2, server, log_path):
            wait_until_idle(log_path)
        sent = [message_from_bytes(raw)["To"] for raw in server.received]
    assert sorted(sent) == sorted(profile.user.email for profile in crowd)
    assert list(Mail.objects.values_list("status", "attempts")) == [("sent", 1)] * READERS
    assert sorted(Failure.objects.values_list("group", flat=True)) == [
        f"mark {n}" for n in range(MARKS)
    ]
