"""Recall of the staged ranking: how many of the best does it keep to be read?

    .venv/bin/python -m benchmarks.ranking_recall POSTINGS.jsonl --map source_id=id,… \\
        [--gold-postings POSTINGS.jsonl] [--resumes FOLDER]

The postings, with the judged set's 60, go into a database of their own. For the judged candidates
that are tuned on, and for the people of the folder's JSON Resumes, `rank(limit=25)` is compared
with itself reading the nearest 2,000: as it is, reading more, and reading what is nearest.
Milliseconds are of CPU, at the median. Warm: this process has read the postings already. Cold: it
has read none and has just opened the index.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from benchmarks.own_database import own_database

WANTED, FIRST = 25, 10
READ_AT_MOST = 2_000


class Sizes(NamedTuple):
    """Numbers looked at, weighed and read per wanted posting."""

    looked_at: float
    weighed: float
    read: float


ALL = Sizes(*[READ_AT_MOST / WANTED] * 3)
OTHERS = (Sizes(60, 4, 1.6), Sizes(30, 8, 1.6), Sizes(30, 8, 4), Sizes(2, 2, 2))
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("postings", type=Path, help="postings in JSON lines")
    parser.add_argument("--map", default="", help="as for import_opportunities")
    parser.add_argument("--gold-postings", type=Path, help="more, as ranking_quality reads them")
    parser.add_argument("--resumes", type=Path, help="a folder of JSON Resumes")
    options = parser.parse_args()
    with own_database():
        store_postings(options.postings, options.map, options.gold_postings)
        people = {"judged, tuned on": judged_profiles()}
        if options.resumes:
            people["JSON Resumes"] = profiles_of(options.resumes)
        show(people)


def store_postings(postings: Path, names: str, gold_postings: Path | None) -> None:
    import json

    from benchmarks.judged_set import store_opportunities
    from benchmarks.ranking_quality import store_posting
    from talentnet.sources.importing import import_opportunities
    from talentnet.sources.management.commands.import_opportunities import _renamed

    import_opportunities(postings, source="recall", renamed=_renamed(names))
    for line in gold_postings.read_text(encoding="utf-8").splitlines() if gold_postings else ():
        store_posting(json.loads(line))
    store_opportunities()


def judged_profiles() -> list[Any]:
    from benchmarks.judged_set import read_lines, store_candidate

    lines = (line for line in read_lines("candidates.jsonl") if not line["set_aside"])
    return [store_candidate(line).profile for line in lines]


def profiles_of(folder: Path) -> list[Any]:
    """Profiles from every importable file with content; other files are named."""
    from io import StringIO

    from django.core.management import CommandError, call_command

    from matching.ranking.reading.candidate import Candidate
    from talentnet.profiles.models import Profile

    profiles = []
    for number, path in enumerate(sorted(folder.glob("*.json"))):
        email = f"resume-{number}@recall.example.org"
        try:
            call_command("import_profile", str(path), email=email, stdout=StringIO())
        except CommandError as refused:
            print(f"left out {path.name}: {str(refused).splitlines()[0]}")
            continue
        profile = Profile.objects.get(user__email=email)
        if Candidate.of(profile).words:
            profiles.append(profile)
        else:
            print(f"left out {path.name}: it says nothing to be compared")
    return profiles


@dataclass(frozen=True)
class RecallResult:
    of_wanted: int
    of_first: int
    warm_ms: float
    cold_ms: float


def show(people: dict[str, list[Any]]) -> None:
    from matching.ranking import rank as ranking
    from talentnet.opportunities.models import Opportunity

    as_it_is = Sizes(ranking.LOOKED_AT, ranking.WEIGHED, ranking.READ)
    rows = Opportunity.objects.open()
    texts = rows.values("text_digest").distinct().count()
    print(f"{rows.count():,} open postings of {texts:,} texts")
    print(f"shown of the best by reading {READ_AT_MOST:,}: mean (lowest); ms of CPU, median")
    print(f"{'people':20} {'sizes':>14} {f'of {WANTED}':>12} {f'of {FIRST}':>12}   warm   cold")
    for name, profiles in people.items():
        best = [best_of(profile, ALL) for profile in profiles]
        for sizes in (as_it_is, *OTHERS):
            all_shown = [shown(*one, sizes) for one in zip(profiles, best, strict=True)]
            wanted = [one.of_wanted for one in all_shown]
            first = [one.of_first for one in all_shown]
            print(
                f"{f'{name} ({len(profiles)})':20} {said(sizes):>14} "
                f"{mean(wanted):6.1f} ({min(wanted):2}) {mean(first):8.1f} ({min(first):2}) "
                f"{median(one.warm_ms for one in all_shown):6.1f} "
                f"{median(one.cold_ms for one in all_shown):6.1f}"
            )


def said(sizes: Sizes) -> str:
    return " ".join(f"{WANTED * size:.0f}" for size in sizes)


def shown(profile: Any, best: list[int], sizes: Sizes) -> RecallResult:
    from benchmarks.ranking_speed import forget, ranked

    found = set(best_of(profile, sizes))
    warm = median(ranked(profile)[1] for _ in range(ROUNDS))
    forget()
    _, cold = ranked(profile)
    return RecallResult(
        len(found & set(best)), len(found & set(best[:FIRST])), 1000 * warm, 1000 * cold
    )


def best_of(profile: Any, sizes: Sizes) -> list[int]:
    """Leaves the ranking as it was asked for here, to be timed."""
    from benchmarks.ranking_speed import fresh
    from matching.ranking import rank as ranking

    ranking.LOOKED_AT, ranking.WEIGHED, ranking.READ = sizes
    return ranking.rank(fresh(profile), limit=WANTED).best


if __name__ == "__main__":
    main()
