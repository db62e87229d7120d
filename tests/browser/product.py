"""Set up and start the product like `make run`: web and worker in separate processes.

It runs from a copy of the source, so that its `var/` (hashed static files, the local key) isn't
shared with anything else that runs.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("manage.py", "careeractions", "matching", "static", "talentnet", "templates")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS = 240  # upper bound for a busy machine; nothing waits the full time
MAIL_SECONDS = 20
READY = "Ctrl-C stops it."

IN_A_BROWSER = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)"),
]
# Looks don't depend on the database; behavior is tested on both.
ON_ONE_DATABASE = [
    *IN_A_BROWSER,
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "").startswith("postgres"),
        reason="pages look the same on either database; looked at on SQLite",
    ),
]

type Environment = dict[str, str]


class Running:
    """Served product with its output, which includes the emails."""

    def __init__(self, served: "subprocess.Popen[str]", port: int) -> None:
        self.served = served
        self.address = f"http://localhost:{port}"
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        # Read as long as it runs, because a full pipe would block it.
        for line in self.served.stdout or ():
            self._lines.append(line)

    def close(self) -> None:
        """Release its pipe; call it once the process has ended."""
        self._reader.join(timeout=START_SECONDS)
        if self.served.stdout and not self._reader.is_alive():
            self.served.stdout.close()

    @property
    def printed(self) -> str:
        return "".join(self._lines)

    def wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while READY not in self.printed:
            assert self.served.poll() is None, self.printed
            assert time.monotonic() < give_up_at, self.printed
            time.sleep(0.05)

    def code_mailed_to(self, email: str) -> str:
        """Wait for an email to the address and return the code of the newest one."""
        give_up_at = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < give_up_at:
            for mail in reversed(self.printed.split("Content-Type: text/plain")):
                code = re.search(r"^\d{4}-\d{4}$", mail, re.MULTILINE)
                if code and f"To: {email}\n" in mail:
                    return code[0]
            time.sleep(0.05)
        raise AssertionError(f"No code was mailed to {email}:\n{self.printed}")


def copy_of_the_source(folder: Path) -> Path:
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


def manage(folder: Path, environment: Environment, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def set_up(folder: Path, environment: Environment) -> None:
    """Run `migrate`, `collectstatic` and `seed_demo`, and add the tests' people."""
    people = {**environment, "PYTHONPATH": str(Path(__file__).parent)}
    collecting = collect_static_files(folder, environment)
    finish(manage(folder, environment, "migrate", "--verbosity", "0"))
    finish(manage(folder, environment, "seed_demo"))
    make = "import people; people.make_them()"
    finish(manage(folder, people, "shell", "--no-imports", "-c", make))
    finish(collecting)


def collect_static_files(folder: Path, environment: Environment) -> "subprocess.Popen[str]":
    return manage(folder, environment, "collectstatic", "--no-input", "--verbosity", "0")


def finish(command: "subprocess.Popen[str]") -> None:
    """Wait for the process to end, and assert that it succeeded."""
    printed, _ = command.communicate(timeout=START_SECONDS)
    assert command.returncode == 0, printed


@contextmanager
def serving(folder: Path, environment: Environment) -> Iterator[Running]:
    """Run `serve` for the length of the block, then end it like Ctrl-C."""
    port = _free_port()
    served = manage(folder, environment, "serve", "--port", str(port))
    running = Running(served, port)
    try:
        running.wait_until_ready()
        yield running
    finally:
        if served.poll() is None:
            served.send_signal(signal.SIGINT)
            served.wait(timeout=START_SECONDS)
        running.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
