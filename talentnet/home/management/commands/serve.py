"""Run web server and worker together on one machine, as `make run` does."""

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
# A worker finishes its current task within this time, or is killed.
GRACE_SECONDS = 15
START_SECONDS = 60


class Command(BaseCommand):
    help = "Serve Talentnet on this machine only: web server and worker, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        _check_free(port)
        # SIGTERM and a closed terminal stop us as Ctrl-C does. SIGINT is set too, since a parent
        # that ignores it passes that on, for example to jobs in the background of a shell.
        for stop_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop_signal, signal.default_int_handler)
        children: list[subprocess.Popen[bytes]] = []
        crashed = ""
        try:
            children.append(_start("-m", "gunicorn", *_gunicorn_options(port)))
            children.append(_start("manage.py", "qcluster"))
            self._announce(port, children)
            crashed = _wait_for_exit(children)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        finally:
            _stop(children)
        if crashed:
            raise CommandError(f"{crashed} stopped unexpectedly. See its last lines above.")
        self.stdout.write("Stopped.")

    def _announce(self, port: int, children: list[subprocess.Popen[bytes]]) -> None:
        address = f"http://localhost:{port}"
        _wait_until_healthy(port, children)
        lines = [f"Talentnet is at {address}", *how_to_sign_in(), "Ctrl-C stops it."]
        self.stdout.write("\n" + "\n".join(f"  {line}" for line in lines) + "\n")
        # A pipe is buffered, and its reader waits for these lines.
        self.stdout.flush()


def _check_free(port: int) -> None:
    """Raise CommandError if the port can't be used, before anything is started."""
    with socket.socket() as probe:
        # As the server does: ports in TIME_WAIT after a restart count as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use or not allowed ({error.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            ) from error


def _gunicorn_options(port: int) -> list[str]:
    return [
        "talentnet.wsgi:application",
        *("--bind", f"{HOST}:{port}"),
        *("--workers", "2", "--threads", "4"),
        *("--log-level", "warning"),
    ]


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # In its own session, so that Ctrl-C reaches only this process, which stops the children.
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        env={"LOG_LEVEL": "WARNING", **os.environ},
    )


def _wait_until_healthy(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Return when the server answers, a child has exited, or the time is up."""
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and all(child.poll() is None for child in children):
        with suppress(URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2).close()
            return
        time.sleep(0.1)


def _wait_for_exit(children: list[subprocess.Popen[bytes]]) -> str:
    """Block until a child exits, and return its name."""
    while True:
        for child, name in zip(children, ("The web server", "The worker"), strict=True):
            if child.poll() is not None:
                return name
        time.sleep(0.5)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Terminate each child, then kill what remains of its process group after a grace period."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    # One deadline for all, as they shut down in parallel.
    give_up_at = time.monotonic() + GRACE_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            child.wait(max(give_up_at - time.monotonic(), 0.1))
        with suppress(ProcessLookupError):
            # Even if the main process has exited: its workers outlive it if it was killed.
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
