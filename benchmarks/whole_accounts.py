"""Time and memory of taking everything along, and of erasing it, by the number of rows.

.venv/bin/python -m benchmarks.whole_accounts                 # on SQLite
.venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.whole_accounts
"""

import argparse
import os
import resource
import tempfile
import time

TEXT = "Skills: Python, patience\n" * 160
"""4 KB, as much as a long profile."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 20_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ |= {
            "FILES_DIR": folder,
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        }
        measure(options.rows)


def measure(counts: list[int]) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(connection.vendor)
    export_and_erase(100)
    for rows in counts:
        before = peak()
        size, export_seconds, erase_seconds = export_and_erase(rows)
        print(
            f"  {rows:6} rows of 4 KB: ZIP of {size / 1e6:.2f} MB in {export_seconds:.2f} s, "
            f"erased in {erase_seconds:.2f} s, {peak() - before:.0f} MB more at most"
        )


def export_and_erase(rows: int) -> tuple[int, float, float]:
    from talentnet.llm.models import LLMCall
    from talentnet.privacy.erasure import erase
    from talentnet.privacy.exporting import write_zip
    from talentnet.profiles.tests.factories import ProfileFactory

    user = ProfileFactory.create().user
    call = {"operation": "score_opportunities", "model": "m", "outcome": "answered", "sent": TEXT}
    for start in range(0, rows, 1000):
        some = min(1000, rows - start)
        LLMCall.objects.bulk_create([LLMCall(user=user, **call) for _ in range(some)])
    started = time.monotonic()
    with tempfile.TemporaryFile() as file:
        write_zip(user, file)
        size = file.tell()
    exported = time.monotonic()
    erase(user=user)
    return size, exported - started, time.monotonic() - exported


def peak() -> float:
    """The most memory this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
