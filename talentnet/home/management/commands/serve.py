"""Web and worker together, for one machine: what `make run` starts."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from urllib.error import URLError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from talentnet.home.demo.accounts import how_to_sign_in

HOST = "127.0.0.1"
GRACE_SECONDS = 15
START_SECONDS = 60


class Command(BaseCommand):
    help = "Serve Talentnet on this machine alone: web and worker, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        _check_free(port)
        # SIGTERM and the end of the terminal end us as Ctrl-C does, and so does a SIGINT that our
        # parent had ignored.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.default_int_handler)
        started: list[subprocess.Popen[bytes]] = []
        ended_early = ""
        try:
            started.append(_start("-m", "gunicorn", *_gunicorn(port)))
            started.append(_start("manage.py", "qcluster"))
            self._announce(port, started)
            ended_early = _wait_for_an_end(started)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        finally:
            _stop(started)
        if ended_early:
            raise CommandError(f"{ended_early} ended by itself; its last lines above say why.")
        self.stdout.write("Stopped.")

    def _announce(self, port: int, started: list[subprocess.Popen[bytes]]) -> None:
        address = f"http://localhost:{port}"
        _wait_until_it_answers(port, started)
        lines = [f"Talentnet is at {address}", *how_to_sign_in(), "Ctrl-C stops it."]
        self.stdout.write("\n" + "\n".join(f"  {line}" for line in lines) + "\n")
        self.stdout.flush()


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken or not allowed ({error.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            ) from error


def _gunicorn(port: int) -> list[str]:
    return [
        "talentnet.wsgi:application",
        *("--bind", f"{HOST}:{port}"),
        *("--workers", "2", "--threads", "4"),
        *("--log-level", "warning"),
    ]


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end each child in order.
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        env={"LOG_LEVEL": "WARNING", **os.environ},
    )


def _wait_until_it_answers(port: int, started: list[subprocess.Popen[bytes]]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and all(child.poll() is None for child in started):
        with suppress(URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2).close()
            return
        time.sleep(0.1)


def _wait_for_an_end(started: list[subprocess.Popen[bytes]]) -> str:
    """The name of the first child that ends; this waits for as long as none does."""
    while True:
        for child, name in zip(started, ("The web server", "The worker"), strict=True):
            if child.poll() is not None:
                return name
        time.sleep(0.5)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """Ask each main process to end, and after a grace kill what is left of its group."""
    for child in started:
        if child.poll() is None:
            child.terminate()
    give_up_at = time.monotonic() + GRACE_SECONDS
    for child in started:
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            child.wait(max(give_up_at - time.monotonic(), 0.1))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
