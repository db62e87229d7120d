"""Schedules, looked at by two at once; and the same with two real clusters, from a schedule that is
due to mails in the hands of a mail server."""

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
from talentnet.notifications.tests.people import great, reader
from talentnet.notifications.tests.races import at_once
from talentnet.notifications.tests.smtp_server import SmtpServer, smtp_server
from talentnet.queue import enqueue
from talentnet.schedules import ensure
from talentnet.timezones import zone_names

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time: no race"
    ),
]
ROOT = Path(__file__).resolve().parents[3]
READERS = 6
MARKS = 5
START_SECONDS = 60
# Schedules are looked at when the seconds of the cycles add up to thirty: so in the very first. And
# a mail server in a test has no certificate.
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
    """Schedules of a task that fails, as a failure is kept: whoever runs it twice, shows it."""
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


def test_of_those_who_look_at_the_schedules_at_once_one_runs_each() -> None:
    for _ in range(5):
        make_due(MARKS)
        assert at_once(*[lambda: scheduler(get_broker())] * 3) == []
        queued = sorted(one.task["group"] for one in OrmQ.objects.all())
        assert queued == sorted([*(f"mark {n}" for n in range(MARKS)), tasks.SEND])
        assert not Schedule.objects.filter(next_run__lt=timezone.now()).exists()
        OrmQ.objects.all().delete()


def a_zone_where_it_is_morning() -> str:
    """And will be for some minutes more."""
    now = timezone.now()
    soon = now + dt.timedelta(minutes=10)
    return next(name for name in zone_names() if morning_in(name, now) and morning_in(name, soon))


@contextmanager
def clusters(number: int, mail_server: SmtpServer, told: Path) -> Iterator[None]:
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
    with told.open("w") as log, ExitStack() as running:
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
            running.callback(end, cluster)
        yield


def end(cluster: "subprocess.Popen[bytes]") -> None:
    cluster.terminate()
    try:
        cluster.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(cluster.pid, signal.SIGKILL)
        cluster.wait()


def wait_until_all_is_done(told: Path) -> None:
    """Both clusters run, which includes a look at the schedules, and nothing is left to do."""
    give_up_at = time.monotonic() + START_SECONDS
    while (
        told.read_text().count(" running.") < 2
        or Failure.objects.count() < MARKS
        or OrmQ.objects.exists()
    ):
        assert time.monotonic() < give_up_at, told.read_text()
        time.sleep(0.05)


def test_two_real_clusters_run_what_is_due_once_and_send_each_mail_once(tmp_path: Path) -> None:
    zone = a_zone_where_it_is_morning()
    crowd = [reader(MailKind.GREAT_MATCHES, zone=zone) for _ in range(READERS)]
    for profile in crowd:
        great(profile)
    make_due(MARKS)
    # Two more runs of the task wait in the queue, as if both had been sent by a schedule each.
    for _ in range(2):
        enqueue(tasks.SEND)
    told = tmp_path / "told"
    with smtp_server() as server:
        with clusters(2, server, told):
            wait_until_all_is_done(told)
        sent = [message_from_bytes(raw)["To"] for raw in server.taken]
    assert sorted(sent) == sorted(profile.user.email for profile in crowd)
    assert list(Mail.objects.values_list("status", "attempts")) == [("sent", 1)] * READERS
    assert sorted(Failure.objects.values_list("group", flat=True)) == [
        f"mark {n}" for n in range(MARKS)
    ]
