"""What the ranking misses, as it reads of many thousand postings only those with the nearest words.

    .venv/bin/python -m benchmarks.ranking_recall POSTINGS.jsonl --map source_id=id,…

Real postings and the sixty of the judged set, for the judged candidates that were tuned on: of the
25 best (and the 10 best) that are found by reading the nearest 2,000, how many does the ranking
show that reads some 50, and what do 50 or more of them cost?
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import Any

BEST, FIRST = 25, 10
READ_FOR_COMPARISON = 2_000
PER_WANTED = (2, 3, 4, 6, 10)
ROUNDS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("postings", type=Path)
    parser.add_argument("--map", default="", help="as for import_opportunities")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/benchmark.sqlite3",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from benchmarks.judged_set import store_candidates, store_opportunities
        from matching.sources.importing import import_opportunities

        settings.RANKING_INDEX_DIR = Path(folder) / "ranking"
        call_command("migrate", verbosity=0)
        names = dict(pair.split("=") for pair in options.map.split(",") if pair)
        report = import_opportunities(options.postings, source="recall", renamed=names)
        store_opportunities()
        print(f"{report.imported:,} postings and the judged ones")
        compare([one.profile for one in store_candidates() if not one.is_set_aside])


def compare(profiles: list[Any]) -> None:
    import matching.ranking as ranking

    usual = ranking.READ_PER_WANTED
    ranking.READ_PER_WANTED = READ_FOR_COMPARISON // BEST
    wanted = [best(profile) for profile in profiles]
    for per_wanted in PER_WANTED:
        ranking.READ_PER_WANTED = per_wanted
        shown = [best(profile) for profile in profiles]
        of_all = [len(set(a) & set(b)) for a, b in zip(shown, wanted, strict=True)]
        of_first = [
            len(set(a[:FIRST]) & set(b[:FIRST])) for a, b in zip(shown, wanted, strict=True)
        ]
        spent = median(milliseconds(profile) for _ in range(ROUNDS) for profile in profiles)
        mark = " (as it is)" if per_wanted == usual else ""
        print(
            f"{per_wanted * BEST} read{mark}: of {BEST} {of_all}, mean {mean(of_all):.1f}; "
            f"of the first {FIRST} mean {mean(of_first):.1f}; {spent:.1f} ms CPU"
        )


def best(profile: Any) -> list[int]:
    from matching.ranking import rank

    return rank(type(profile).objects.get(pk=profile.pk), limit=BEST).best


def milliseconds(profile: Any) -> float:
    from matching.ranking import rank

    again = type(profile).objects.get(pk=profile.pk)
    began = time.process_time()
    rank(again, limit=BEST)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
