"""Time the import of a file of opportunities, and count what a second import writes.

`python -m benchmarks.importing FILE --source NAME --map …` on an empty database of its own; with
`--described` each posting gets a made-up description of some 4.7 KB.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORDS = tuple(
    word
    for line in (
        "alignment evaluation interpretability governance oversight policy model training",
        "benchmark research engineer team build write review safety risk dataset experiment",
        "report language incident standard audit threat deploy measure python statistics",
        "compute scale robust",
    )
    for word in line.split()
)
DESCRIPTION = 4700
VOCABULARY = 60_000


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentnet.settings")
        import django

        django.setup()
        from django.core.management import call_command

        with _empty_database():
            call_command("migrate", verbosity=0)
            path = _file(arguments, Path(folder))
            _measure(path, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="postings in JSON lines")
    parser.add_argument("--source", default="benchmark")
    parser.add_argument("--map", default="", help="as for import_opportunities")
    parser.add_argument("--described", action="store_true")
    parser.add_argument("--html", action="store_true", help="the descriptions are HTML")
    return parser.parse_args()


@contextmanager
def _empty_database() -> Iterator[None]:
    """SQLite: a file of its own. PostgreSQL: the database has to be empty, and is left full."""
    from django.db import connection

    with connection.cursor():
        if "opportunities_opportunity" in connection.introspection.table_names():
            raise SystemExit("The benchmark wants an empty database of its own.")
    yield


def _file(arguments: argparse.Namespace, folder: Path) -> Path:
    if not arguments.described:
        return Path(arguments.file)
    rows = [json.loads(line) for line in arguments.file.read_text().splitlines()]
    chance = random.Random(4)  # noqa: S311  # words for a benchmark
    path = folder / "described.jsonl"
    with path.open("w") as file:
        for row in rows:
            row["description"] = _description(chance, arguments.html)
            file.write(json.dumps(row) + "\n")
    return path


def _description(chance: random.Random, as_html: bool) -> str:
    """Words of the field, and others as often as a language has them: few often, most seldom."""
    words: list[str] = []
    length = 0
    while length < DESCRIPTION:
        rank = int(chance.paretovariate(1)) % VOCABULARY
        words.append(WORDS[rank] if rank < len(WORDS) else f"{WORDS[rank % len(WORDS)][:4]}{rank}")
        length += len(words[-1]) + 1
    if not as_html:
        return " ".join(words)
    paragraphs = (" ".join(words[n : n + 40]) for n in range(0, len(words), 40))
    return "".join(f"<p>{paragraph}</p><ul><li>x</li></ul>" for paragraph in paragraphs)


def _measure(path: Path, arguments: argparse.Namespace) -> None:
    from talentnet.opportunities.models import Opportunity
    from talentnet.sources.importing import import_opportunities
    from talentnet.sources.management.commands.import_opportunities import _renamed

    options: dict[str, Any] = {"source": arguments.source, "renamed": _renamed(arguments.map)}
    columns = ("new", "changed", "unchanged", "problems")
    print(f"{'import':8} {'seconds':>8} {'of CPU':>8} {' '.join(map('{:>9}'.format, columns))}")
    written: list[Any] = []
    for name in ("first", "second"):
        started, computed = time.perf_counter(), time.process_time()
        report = import_opportunities(path, **options)
        took = time.perf_counter() - started, time.process_time() - computed
        counts = report.counts
        figures = (counts.new, counts.changed, counts.unchanged, len(report.problems))
        spent = f"{took[0]:8.1f} {took[1]:8.1f}"
        shown = " ".join(map("{:9}".format, figures))
        print(f"{name:8} {spent} {shown}")
        written.append((_row_versions(), list(Opportunity.objects.order_by("pk").values())))
    same = written[0] == written[1]
    print(f"the second import wrote {'no' if same else 'SOME'} row of an opportunity")


def _row_versions() -> list[Any]:
    """PostgreSQL: where each row is and who wrote it. An update, of whatever column, is a new
    version, and with it new entries in every index, the full-text ones among them."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, xmin::text, ctid::text FROM opportunities_opportunity ORDER BY id"
        )
        return list(cursor.fetchall())


if __name__ == "__main__":
    main()
