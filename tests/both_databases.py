"""Run every test on SQLite and on a temporary PostgreSQL, as `make test` does.

Browser tests mostly wait, so they run in one process beside the others, with one product and one
browser; under pytest-xdist, each process would set up its own. Arguments are passed to pytest,
which then runs for one database after the other. Coverage is measured on SQLite.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.postgres import postgres

BROWSER = "tests/browser"
# Both processes would write their last failures to one folder.
IN_A_BROWSER = ("-p", "no:cacheprovider", BROWSER)
WITHOUT = (f"--ignore={BROWSER}",)
# Work stealing, as a few tests are much slower than most.
SPREAD = ("-n", "2", "--dist", "worksteal")
COVERAGE = ("--cov", "--cov-report=term:skip-covered", "--cov-branch")


@dataclass(frozen=True)
class Part:
    name: str
    arguments: tuple[str, ...]
    database_url: str = ""

    def run(self, *, aside: bool = False) -> "Outcome":
        """Run it and stream its output; print at the end if it runs beside another part."""
        started = time.monotonic()
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        if self.database_url:
            environment["DATABASE_URL"] = self.database_url
        if not aside:
            print(f"== {self.name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *self.arguments],
            env=environment,
            stdout=subprocess.PIPE if aside else None,
            stderr=subprocess.STDOUT if aside else None,
            text=True,
        )
        if aside:
            print(f"== {self.name}\n{done.stdout}", flush=True)
        return Outcome(self.name, done.returncode, time.monotonic() - started)


@dataclass(frozen=True)
class Outcome:
    name: str
    code: int
    seconds: float

    def __str__(self) -> str:
        verdict = "failed" if self.code else "passed"
        return f"{self.name}: {verdict} in {self.seconds:.0f} s"


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    with postgres() as url:
        outcomes = _run_arguments(arguments, url) if arguments else _run_all(url)
    print("== In all", *outcomes, f"{time.monotonic() - started:.0f} s", sep="\n", flush=True)
    return max(abs(outcome.code) for outcome in outcomes)


def _run_arguments(arguments: list[str], url: str) -> list[Outcome]:
    chosen = (*SPREAD, *arguments)
    return [Part("Tests on SQLite", chosen).run(), Part("Tests on PostgreSQL", chosen, url).run()]


def _run_all(url: str) -> list[Outcome]:
    in_a_browser = [
        Part("Tests in a browser, on SQLite", IN_A_BROWSER),
        Part("Tests in a browser, on PostgreSQL", IN_A_BROWSER, url),
    ]
    others = [
        Part("Tests on SQLite", (*SPREAD, *COVERAGE, *WITHOUT)),
        Part("Tests on PostgreSQL", (*SPREAD, *WITHOUT), url),
    ]
    with ThreadPoolExecutor() as aside:
        beside = aside.submit(lambda: [part.run(aside=True) for part in in_a_browser])
        return [part.run() for part in others] + beside.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
