"""Speed of the ranking and its growth: building, asking, and following changes.

    .venv/bin/python -m benchmarks.ranking_speed                       # 20,000, on SQLite
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.ranking_speed
    .venv/bin/python -m benchmarks.ranking_speed --sizes 1000,5000,20000,50000,100000 \\
        --plot docs/ranking-speed.svg

Each size has a process and a database of its own. Descriptions are made of the judged set's
sentences and of invented words as frequent as words are (Zipf), about 2,900 characters each. The
ranking is asked for the judged candidates in turn, hard filters and every query included; bm25s and
scikit-learn are asked the same question about the same texts, which they hold in memory already,
without filters or a database, set up as in `benchmarks.plain_text`.

Warm: this process has read the postings already, for others. Cold: it has read none of them and has
just opened the index. A worker begins cold and becomes warm.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate, batched
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "ranking speed"
SENTENCES, INVENTED_WORDS, VOCABULARY = 24, 60, 60_000
LETTERS = "abdegiklmnoprstuv"
CHANGED, UPDATES = 100, 12
ROUNDS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="20000")
    parser.add_argument("--plot", type=Path, help="where to draw the growth, as SVG or PNG")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure_in_a_database_of_its_own(options.one)))
        return
    measured = [measured_apart(int(size)) for size in options.sizes.split(",")]
    for figures in measured:
        show(figures)
    if options.plot:
        from benchmarks.ranking_growth import draw

        draw(measured, options.plot)


def measured_apart(size: int) -> dict[str, Any]:
    """Measure in a fresh process, with its own memory."""
    command = [sys.executable, "-m", "benchmarks.ranking_speed", "--one", str(size)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure_in_a_database_of_its_own(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ |= {"LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "talentnet.settings"}
        import django

        django.setup()
        from django.conf import settings

        settings.RANKING_INDEX_DIR = Path(folder) / "ranking"
        return measure(size)


def measure(size: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    import matching.ranking.nearest  # noqa: F401  # as a worker has imported it
    from matching.ranking.rank import rank
    from matching.ranking.store import Store

    call_command("migrate", verbosity=0)
    clear()
    fill(size)
    profiles = candidates()
    tidy_up()
    figures: dict[str, Any] = {"size": size, "database": connection.vendor}
    before = memory()
    figures |= timed("build", lambda: texts_of_all(), unit=1)
    files = [file for file in index_folder().rglob("*") if file.is_file()]
    figures["disk_mb"] = sum(file.stat().st_size for file in files) / 1e6
    forget()
    figures |= timed("open", Store(index_folder()).current)
    ranked(profiles[0])  # whatever a process does once and for all
    figures |= summed("cold", [ranked_cold(profile) for profile in profiles])
    for profile in profiles:
        ranked(profile)
    figures |= summed("warm", [ranked(one) for _ in range(ROUNDS) for one in profiles])
    figures |= summed("at_hand", [ranked_at_hand(one) for _ in range(ROUNDS) for one in profiles])
    figures["memory_mb"] = memory() - before
    figures["considered"] = [rank(fresh(p), limit=25).considered for p in profiles]
    figures["parts_ms"] = parts(profiles)
    figures |= summed("update", [updated(turn) for turn in range(UPDATES)])
    figures |= others(profiles)
    clear()
    return figures


def ranked(profile: Any) -> tuple[float, float]:
    from matching.ranking.rank import rank

    again = fresh(profile)
    return clocks(lambda: rank(again, limit=25))


def ranked_at_hand(profile: Any) -> tuple[float, float]:
    """Rank as within a refresh, which has already read the profile's rows."""
    from django.db.models import prefetch_related_objects

    from matching.fingerprint import ROWS
    from matching.ranking.rank import rank

    again = fresh(profile)
    prefetch_related_objects([again], *ROWS)
    return clocks(lambda: rank(again, limit=25))


def ranked_cold(profile: Any) -> tuple[float, float]:
    forget()
    return ranked(profile)


def forget() -> None:
    """Reset to a new process's state: no posting read, no index open."""
    from matching.ranking.reading.posting import read_posting
    from matching.ranking.store import _open_indexes

    read_posting.cache_clear()
    _open_indexes.clear()


def clear() -> None:
    """Nothing but what a run of this has left behind."""
    from talentnet.opportunities.models import Opportunity
    from talentnet.profiles.models import Profile

    Opportunity.objects.filter(source=SOURCE).delete()
    Profile.objects.filter(user__email__endswith="@judged.example.org").delete()


def texts_of_all() -> None:
    from matching.ranking.nearest import texts_with

    texts_with(open_digests())


def updated(turn: int) -> tuple[float, float]:
    from matching.ranking.nearest import texts_with
    from talentnet.opportunities.models import Opportunity

    ids = Opportunity.objects.filter(source=SOURCE).order_by("id").values_list("id", flat=True)
    change(list(ids[turn * CHANGED : (turn + 1) * CHANGED]), turn)
    digests = open_digests()
    return clocks(lambda: texts_with(digests))


def clocks(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall, and seconds of this process's own work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def timed(name: str, work: Callable[[], object], unit: int = 1000) -> dict[str, float]:
    wall, cpu = clocks(work)
    return {name: unit * wall, f"{name}_cpu": unit * cpu}


def summed(name: str, clocked: list[tuple[float, float]]) -> dict[str, float]:
    """Medians in milliseconds, and the 95th percentile."""
    walls, cpus = ([1000 * one for one in kind] for kind in zip(*clocked, strict=True))
    return {
        name: median(walls),
        f"{name}_cpu": median(cpus),
        f"{name}_p95": quantiles(walls, n=20)[-1],
        f"{name}_cpu_p95": quantiles(cpus, n=20)[-1],
    }


def open_digests() -> Any:
    from matching.ranking.nearest import _digests_of
    from talentnet.opportunities.models import Opportunity

    return _digests_of(Opportunity.objects.open())


def index_folder() -> Path:
    from django.conf import settings

    from matching.ranking.nearest import _database_name

    return Path(settings.RANKING_INDEX_DIR) / _database_name()


def fill(size: int) -> None:
    from talentnet.opportunities.models import Opportunity

    dice = random.Random(5)  # noqa: S311  # for texts, not for secrets
    for some in batched(made_up(dice, size), 1000):
        Opportunity.objects.bulk_create(some)


def tidy_up() -> None:
    """PostgreSQL answers from its indexes alone once autovacuum has been there, within a minute or
    so of a large import."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def made_up(dice: random.Random, size: int) -> Iterator[Any]:
    from benchmarks.judged_set import read_lines
    from talentnet.opportunities.models import Opportunity

    lines = read_lines("opportunities.jsonl")
    sentences = [s for line in lines for s in line["description"].split(". ")]
    invented = ["".join(dice.choices(LETTERS, k=dice.randint(4, 9))) for _ in range(VOCABULARY)]
    frequencies = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in range(size):
        line = dice.choice(lines)
        words = dice.choices(invented, cum_weights=frequencies, k=INVENTED_WORDS)
        text = [*dice.choices(sentences, k=SENTENCES), " ".join(words)]
        yield Opportunity(
            source=SOURCE,
            source_id=str(number),
            kind=line["kind"],
            title=f"{line['title']} {dice.choice(words)}",
            organization=f"Organization {dice.randint(1, 900)}",
            location=line["location"],
            is_remote=line["is_remote"],
            role_type=line["role_type"],
            experience_level=line.get("experience_level", ""),
            skills=line.get("skills", []),
            requirements=dice.choice(lines)["requirements"],
            description=". ".join(text),
        )


def candidates() -> list[Any]:
    from benchmarks.judged_set import store_candidates

    return [judged.profile for judged in store_candidates()]


def fresh(profile: Any) -> Any:
    """Reload a profile without cached relations, as a refresh starts."""
    return type(profile).objects.get(pk=profile.pk)


def parts(profiles: list[Any]) -> dict[str, float]:
    """Milliseconds that each step of one ranking takes."""
    from matching.hard_filters import eligible_opportunities
    from matching.ranking.nearest import _digests_of, nearest
    from matching.ranking.rank import LOOKED_AT, READ, WEIGHED, in_order, weighed
    from matching.ranking.reading.candidate import Candidate

    spent: dict[str, list[float]] = {"hard filters": [], "words": [], "terms": [], "reading": []}
    for profile in profiles:
        candidate = Candidate.of(fresh(profile))
        left = eligible_opportunities(candidate.profile)
        _, filters = clocks(partial(_digests_of, left))
        by_words = partial(
            nearest,
            candidate,
            left,
            pool_size=int(LOOKED_AT * 25),
            shortlist_size=int(WEIGHED * 25),
        )
        looks = by_words().looks
        _, both = clocks(by_words)
        likeliest = weighed(candidate, left, looks)[: int(READ * 25)]
        _, terms = clocks(partial(weighed, candidate, left, looks))
        _, read = clocks(partial(in_order, candidate, likeliest, looks))
        spent["hard filters"].append(filters)
        spent["words"].append(both - filters)
        spent["terms"].append(terms)
        spent["reading"].append(read)
    return {name: round(1000 * median(times), 1) for name, times in spent.items()}


def change(ids: list[int], turn: int) -> None:
    """Change postings by a bulk update, which sends no signal and leaves `updated_at`."""
    from django.db.models import Value
    from django.db.models.functions import Concat

    from talentnet.opportunities.models import Opportunity

    rows = Opportunity.objects.filter(pk__in=ids)
    rows.update(description=Concat("description", Value(f" Changed {turn}.")))


def others(profiles: list[Any]) -> dict[str, Any]:
    """bm25s and scikit-learn on the same texts and the same questions."""
    import bm25s

    from benchmarks.plain_text import (
        bm25s_words,
        plain_candidate,
        plain_texts,
        tf_idf_vectorizer,
    )

    texts = plain_texts()
    questions = [plain_candidate(profile) for profile in profiles]
    index, vectors = bm25s.BM25(), tf_idf_vectorizer()
    matrix: list[Any] = []

    def build_bm25s() -> None:
        index.index(bm25s_words(texts), show_progress=False)

    def ask_bm25s(question: str) -> None:
        words = bm25s_words([question], return_ids=False)[0]
        index.get_scores(words).argpartition(-25)[-25:]

    def ask_sklearn(question: str) -> None:
        (matrix[0] @ vectors.transform([question]).T).toarray().ravel().argpartition(-25)[-25:]

    figures = timed("bm25s_build", build_bm25s, unit=1)
    figures |= timed("sklearn_build", lambda: matrix.append(vectors.fit_transform(texts)), unit=1)
    for name, ask in (("bm25s", ask_bm25s), ("sklearn", ask_sklearn)):
        some = [clocks(partial(ask, question)) for question in questions]
        figures |= summed(name, some)
    return figures


def memory() -> float:
    """Megabytes resident of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def show(figures: dict[str, Any]) -> None:
    """Wall clock, and in brackets the process's own work, which others on the machine slow less."""

    def both(name: str, digits: int = 1) -> str:
        return f"{figures[name]:.{digits}f} ({figures[name + '_cpu']:.{digits}f})"

    def both95(name: str) -> str:
        return f"{figures[name + '_p95']:.1f} ({figures[name + '_cpu_p95']:.1f})"

    spent = ", ".join(f"{name} {ms}" for name, ms in figures["parts_ms"].items())
    considered = figures["considered"]
    print(f"{figures['size']:,} opportunities, {figures['database']}: wall clock (own work)")
    print("  the 25 best, ms, median and 95th percentile:")
    print(f"    warm, postings read before:              {both('warm')}, {both95('warm')}")
    print(f"    the same, profile's rows at hand:        {both('at_hand')}, {both95('at_hand')}")
    print(f"    cold, none read and index just opened:   {both('cold')}, {both95('cold')}")
    print(f"    of warm: {spent}")
    print(f"    left by the hard filters: {min(considered):,} to {max(considered):,}")
    print(f"    bm25s {both('bm25s')}, scikit-learn {both('sklearn')}, without filters")
    print(f"  built, s: {both('build', 2)}")
    print(f"    bm25s {both('bm25s_build', 2)}, scikit-learn {both('sklearn_build', 2)}")
    print(
        f"  {CHANGED} changed rows, ms: median {both('update', 0)}, p95 {figures['update_p95']:.0f}"
    )
    print(f"  opened by a new process, ms: {both('open', 0)}")
    print(f"  {figures['memory_mb']:.0f} MB of memory, {figures['disk_mb']:.0f} MB on disk")


if __name__ == "__main__":
    main()
