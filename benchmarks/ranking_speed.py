"""How fast the ranking is, and how it grows: built, asked, and told of changes.

    .venv/bin/python -m benchmarks.ranking_speed                       # 20,000, on SQLite
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.ranking_speed
    .venv/bin/python -m benchmarks.ranking_speed --sizes 1000,5000,20000,50000,100000 --plot docs/ranking-speed.svg

Each size has a process and a database of its own. Descriptions are made of the judged set's
sentences and of invented words as frequent as words are (Zipf), about 2,900 characters each. The
ranking is asked for twelve candidates in turn, hard filters and every query included; bm25s and
scikit-learn are asked the same question about the same texts, which they hold in memory already,
without filters or a database.
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
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SENTENCES, INVENTED_WORDS = 24, 60
CHANGED = 100
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
        draw(measured, options.plot)


def measured_apart(size: int) -> dict[str, Any]:
    """In a process of its own, whose memory is its own."""
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

    from matching.models import Opportunity
    from matching.ranking import rank
    from matching.ranking.store import Store

    call_command("flush", interactive=False, verbosity=0) if "talentnet" in str(
        connection.settings_dict["NAME"]
    ) and connection.vendor == "postgresql" and has_tables() else None
    call_command("migrate", verbosity=0)
    fill(size)
    profiles = candidates()
    figures: dict[str, Any] = {"size": size, "database": connection.vendor}
    import matching.ranking.nearest as nearest  # what a worker has imported before its first task

    rank_once = rank  # the first asks for everything to be read
    before = memory()
    figures["build_s"] = seconds(lambda: nearest._texts_with(open_digests()))
    figures["memory_mb"] = memory() - before
    figures["disk_mb"] = (
        sum(file.stat().st_size for file in index_folder().rglob("*") if file.is_file()) / 1e6
    )
    rank_once(profiles[0], limit=25)
    asked = [
        1000 * seconds(lambda p=profile: rank(fresh(p), limit=25))
        for _ in range(ROUNDS)
        for profile in profiles
    ]
    figures["rank_ms"], figures["rank_p95_ms"] = median(asked), quantiles(asked, n=20)[-1]
    figures["considered"] = [rank(fresh(p), limit=25).considered for p in profiles]
    figures["parts_ms"] = parts(profiles)
    opened = __import__("matching.ranking.store", fromlist=["_opened"])._opened
    folder = index_folder()
    opened.clear()
    figures["open_ms"] = 1000 * seconds(Store(folder).current)
    updates = []
    ids = list(Opportunity.objects.order_by("id").values_list("id", flat=True))
    for turn in range(12):
        some = ids[turn * CHANGED : (turn + 1) * CHANGED]
        change(some, turn)
        digests = open_digests()
        updates.append(1000 * seconds(lambda d=digests: nearest._texts_with(d)))
    figures["update_ms"], figures["update_max_ms"] = median(updates), max(updates)
    figures |= others(profiles)
    return figures


def has_tables() -> bool:
    from django.db import connection

    return "matching_opportunity" in connection.introspection.table_names()


def open_digests() -> list[str]:
    from matching.models import Opportunity

    return list(Opportunity.objects.open().values_list("text_digest", flat=True))


def index_folder() -> Path:
    from django.conf import settings

    from matching.ranking.nearest import _database_name

    return Path(settings.RANKING_INDEX_DIR) / _database_name()


def fill(size: int) -> None:
    from matching.models import Opportunity

    dice = random.Random(5)  # noqa: S311  # for texts, not for secrets
    batch = []
    for opportunity in made_up(dice, size):
        batch.append(opportunity)
        if len(batch) == 1000:
            Opportunity.objects.bulk_create(batch)
            batch = []
    Opportunity.objects.bulk_create(batch)


def made_up(dice: random.Random, size: int) -> Iterator[Any]:
    from benchmarks.judged_set import read_lines
    from matching.models import Opportunity

    lines = read_lines("opportunities.jsonl")
    sentences = [s for line in lines for s in line["description"].split(". ")]
    invented = [
        "".join(dice.choices("abdegiklmnoprstuv", k=dice.randint(4, 9))) for _ in range(60_000)
    ]
    weights = [1 / rank for rank in range(1, len(invented) + 1)]
    cumulated = [sum(weights[: n + 1]) for n in range(0)] or _running(weights)
    for number in range(size):
        line = dice.choice(lines)
        words = dice.choices(invented, cum_weights=cumulated, k=INVENTED_WORDS)
        text = [*dice.choices(sentences, k=SENTENCES), " ".join(words)]
        yield Opportunity(
            source="speed",
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


def _running(weights: list[float]) -> list[float]:
    from itertools import accumulate

    return list(accumulate(weights))


def candidates() -> list[Any]:
    from benchmarks.judged_set import store_candidates

    return [judged.profile for judged in store_candidates()]


def fresh(profile: Any) -> Any:
    """Without what was read before: a refresh begins with the row alone."""
    return type(profile).objects.get(pk=profile.pk)


def parts(profiles: list[Any]) -> dict[str, float]:
    """Where the time of one question goes, in milliseconds."""
    from matching.models import Opportunity
    from matching.ranking import FEWEST_READ, in_order
    from matching.ranking.nearest import nearest
    from matching.reading.candidate import Candidate

    spent: dict[str, list[float]] = {"hard filters": [], "words": [], "reading": []}
    for profile in profiles:
        candidate = Candidate.of(fresh(profile))
        left = Opportunity.objects.for_matching(candidate.profile).order_by()
        filters = seconds(lambda q=left: list(q.values_list("id", "text_digest")))
        found: list[Any] = []
        both = seconds(lambda c=candidate, f=found: f.append(nearest(c, limit=FEWEST_READ)))
        spent["hard filters"].append(filters)
        spent["words"].append(both - filters)
        spent["reading"].append(seconds(lambda c=candidate, f=found: in_order(c, f[0].text_scores)))
    return {name: round(1000 * median(times), 1) for name, times in spent.items()}


def change(ids: list[int], turn: int) -> None:
    """By a bulk update, which sends no signal and touches no `updated_at`."""
    from django.db.models import Value
    from django.db.models.functions import Concat

    from matching.models import Opportunity

    rows = Opportunity.objects.filter(pk__in=ids)
    rows.update(description=Concat("description", Value(f" Changed {turn}.")))


def others(profiles: list[Any]) -> dict[str, Any]:
    """bm25s and scikit-learn on the same texts and the same questions."""
    import logging

    import bm25s
    from sklearn.feature_extraction.text import TfidfVectorizer

    from benchmarks.plain_text import plain_candidate, plain_texts

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    texts = plain_texts()
    questions = [plain_candidate(profile) for profile in profiles]
    figures: dict[str, Any] = {}
    index, vectors = bm25s.BM25(), TfidfVectorizer(stop_words="english", sublinear_tf=True)
    figures["bm25s_build_s"] = seconds(
        lambda: index.index(
            bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False
        )
    )
    matrix: list[Any] = []
    figures["sklearn_build_s"] = seconds(lambda: matrix.append(vectors.fit_transform(texts)))

    def ask_bm25s(question: str) -> None:
        words = bm25s.tokenize([question], stopwords="en", show_progress=False, return_ids=False)
        index.get_scores(list(dict.fromkeys(words[0]))).argpartition(-25)[-25:]

    def ask_sklearn(question: str) -> None:
        (matrix[0] @ vectors.transform([question]).T).toarray().ravel().argpartition(-25)[-25:]

    for name, ask in (("bm25s", ask_bm25s), ("sklearn", ask_sklearn)):
        figures[f"{name}_ms"] = median(
            1000 * seconds(lambda a=ask, q=question: a(q))
            for _ in range(3)
            for question in questions
        )
    return figures


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory() -> float:
    """Megabytes resident of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def show(figures: dict[str, Any]) -> None:
    spent = ", ".join(f"{name} {ms} ms" for name, ms in figures["parts_ms"].items())
    print(
        f"{figures['size']:,} opportunities, {figures['database']}\n"
        f"  the 25 best: median {figures['rank_ms']:.1f} ms, p95 {figures['rank_p95_ms']:.1f} ms ({spent});\n"
        f"    bm25s {figures['bm25s_ms']:.1f} ms, scikit-learn {figures['sklearn_ms']:.1f} ms\n"
        f"    left by the hard filters: {min(figures['considered']):,} to {max(figures['considered']):,}\n"
        f"  built in {figures['build_s']:.2f} s; bm25s {figures['bm25s_build_s']:.2f} s, "
        f"scikit-learn {figures['sklearn_build_s']:.2f} s\n"
        f"  {CHANGED} changed rows: median {figures['update_ms']:.0f} ms, "
        f"highest {figures['update_max_ms']:.0f} ms; bm25s and scikit-learn build anew\n"
        f"  opened by a new process in {figures['open_ms']:.0f} ms; {figures['memory_mb']:.0f} MB "
        f"of memory after building, {figures['disk_mb']:.0f} MB on disk"
    )


def draw(measured: list[dict[str, Any]], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "talentnet"
    from matplotlib import pyplot as plt

    sizes = [figures["size"] for figures in measured]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.8), layout="constrained")
    drawn = (
        (
            "The 25 best, ms",
            {
                "Talentnet, filters and queries included": "rank_ms",
                "bm25s": "bm25s_ms",
                "scikit-learn": "sklearn_ms",
            },
        ),
        (
            "Index built, s",
            {"Talentnet": "build_s", "bm25s": "bm25s_build_s", "scikit-learn": "sklearn_build_s"},
        ),
        ("100 changed rows, ms", {"Talentnet": "update_ms"}),
    )
    for axis, (title, lines) in zip(axes, drawn, strict=True):
        for (label, key), style in zip(lines.items(), ("o-", "s--", "^:"), strict=False):
            axis.plot(sizes, [figures[key] for figures in measured], style, label=label)
        axis.set(title=title, xlabel="opportunities", xscale="log", yscale="log")
        axis.grid(alpha=0.3)
        axis.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


if __name__ == "__main__":
    main()
