"""Generations of career actions per second, beside django-q's own rate for an empty task.

    .venv/bin/python -m benchmarks.generations                    # on SQLite
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.generations

A real cluster in processes of its own takes both kinds of task in one run, on a database of its
own; the model is the local Messages API server at 0 ms in another process.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLL_SECONDS = 0.05
GIVE_UP_SECONDS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--generations", type=int, default=400)
    parser.add_argument("--empty-tasks", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, local_server() as url:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ |= {
            "ANTHROPIC_API_KEY": "benchmark",
            "ANTHROPIC_BASE_URL": url,
            "WORKERS": str(options.workers),
            "LOG_LEVEL": "WARNING",
            "DAILY_SPEND_PER_CANDIDATE_USD": "0",
            "DAILY_SPEND_USD": "0",
            "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        }
        measure(options)


@contextmanager
def local_server(latency: float = 0) -> Iterator[str]:
    """The local Messages API server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "devtools.local_server", "--latency", str(latency)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        lines = (line for line in server.stdout if "ANTHROPIC_BASE_URL=" in line)
        yield next(lines).split("ANTHROPIC_BASE_URL=")[1].strip().strip("'\"")
    finally:
        server.terminate()
        server.wait()


@contextmanager
def cluster() -> Iterator[int]:
    """A worker cluster; gives the process id of its parent."""
    running = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"], cwd=ROOT, start_new_session=True
    )
    try:
        yield running.pid
    finally:
        running.terminate()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)


def measure(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    make_profiles(options.generations)
    with cluster() as pid:
        empty_rate(100)
        generation_rate()
        print(f"{connection.vendor}, {options.workers} workers")
        ratios = []
        for _ in range(options.rounds):
            empty, generations = empty_rate(options.empty_tasks), generation_rate()
            ratios.append(generations / empty)
            print(
                f"  empty tasks {empty:6.0f}/s   generations {generations:5.0f}/s   "
                f"ratio {ratios[-1]:.2f}"
            )
        print(f"  median ratio {sorted(ratios)[len(ratios) // 2]:.2f}")
        for name, megabytes in memory_of(pid):
            print(f"  {name}: {megabytes:.0f} MB resident of its own")


def make_profiles(count: int) -> None:
    from matching.tests.factories import MatchFactory, recommendation
    from talentnet.opportunities.tests.factories import OpportunityFactory
    from talentnet.profiles.tests.factories import (
        EducationFactory,
        ProfileFactory,
        WorkExperienceFactory,
    )

    opportunities = OpportunityFactory.create_batch(5)
    for _ in range(count):
        profile = ProfileFactory.create(consenting=True)
        WorkExperienceFactory.create_batch(2, profile=profile)
        EducationFactory.create(profile=profile)
        for opportunity in opportunities:
            MatchFactory.create(
                profile=profile,
                opportunity=opportunity,
                recommendations=[recommendation("Build skill in statistics")],
            )


def empty_rate(count: int) -> float:
    from django_q.models import OrmQ
    from django_q.tasks import async_task

    # Already in line when the clock starts, as the enqueueing is not what is measured.
    locked_out = fill(lambda: [async_task("benchmarks.tasks.nothing") for _ in range(count)])
    return count / until(lambda: not OrmQ.objects.exists(), since=locked_out)


def generation_rate() -> float:
    from careeractions.models import ActionGeneration
    from talentnet.profiles.models import Profile

    profiles = list(Profile.objects.all())
    started = fill(
        lambda: [
            ActionGeneration.objects.queue(profile, ActionGeneration.Trigger.COMMAND)
            for profile in profiles
        ]
    )
    live = ActionGeneration.objects.live()
    seconds = until(lambda: not live.exists(), since=started)
    newest = ActionGeneration.objects.order_by("-id")[: len(profiles)]
    failed = [g.error for g in newest if g.status != ActionGeneration.Status.SUCCEEDED]
    assert not failed, failed[:3]
    return len(profiles) / seconds


def fill(enqueue: Callable[[], object]) -> float:
    """Enqueue everything in one transaction, which the cluster sees at its end; when that was."""
    from django.db import transaction

    with transaction.atomic():
        enqueue()
    return time.monotonic()


def until(done: Callable[[], bool], *, since: float) -> float:
    """Seconds from `since` until it is done."""
    while not done():
        if time.monotonic() - since > GIVE_UP_SECONDS:
            raise TimeoutError("The cluster did not finish.")
        time.sleep(POLL_SECONDS)
    return time.monotonic() - since


def memory_of(parent: int) -> list[tuple[str, float]]:
    """Memory that each process of the cluster does not share with the others, largest first."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--sid", str(parent)], capture_output=True, text=True, check=True
    )
    sizes = []
    for pid in listed.stdout.split():
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except ProcessLookupError:  # a worker that was just replaced
            continue
        own = sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")
        )
        sizes.append((f"process {pid}", own / 1024))
    return sorted(sizes, key=lambda item: -item[1])


if __name__ == "__main__":
    main()
