"""What `make test` runs: every test on SQLite, then every test on a PostgreSQL of our own.

Arguments go to pytest both times. Coverage is measured on SQLite.
"""

import os
import subprocess
import sys

from tests.postgres import postgres

COVERAGE = ("--cov", "--cov-report=term:skip-covered", "--cov-branch")


def main(arguments: list[str]) -> int:
    print("== Tests on SQLite", flush=True)
    failed_on_sqlite = _pytest([*([] if arguments else COVERAGE), *arguments], None)
    print("== Tests on PostgreSQL", flush=True)
    with postgres() as url:
        failed_on_postgres = _pytest(arguments, url)
    return failed_on_sqlite or failed_on_postgres


def _pytest(arguments: list[str], database_url: str | None) -> int:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments]
    return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
