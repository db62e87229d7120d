"""50 candidates refresh at once while the model's server is in trouble.

    .venv/bin/python -m benchmarks.storm                    # on SQLite
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.storm

The local Messages API server answers 429 to a third of the calls, 529 to a tenth, and cuts a
tenth. A real cluster in processes of its own does the work, on a database of its own. Exits with 1
when a refresh did not complete, something was lost, doubled or stored wrong, or more than 2% of
the batches fell back.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from math import ceil
from typing import Any

from benchmarks.generations import cluster
from benchmarks.people import make_candidates, make_opportunities
from devtools.local_server import LocalServer

STORM = {"429": 1 / 3, "529": 0.1, "cut": 0.05, "cut_midway": 0.05}
MATCHES_EACH = 25
MOST_FALLEN_BACK = 0.02
GIVE_UP_SECONDS = 600
ACTION = {
    "title": "Write down what the storm taught",
    "description": "An afternoon with a notebook.",
    "rationale": "You were there.",
    "profileBasis": ["Python"],
}
TOLD_OF = re.compile(r'Candidate number (\d+) here|<opportunity id="(\d+)">')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--opportunities", type=int, default=300)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--latency", type=float, default=0.5, help="seconds of a good answer")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, LocalServer(latency=options.latency) as server:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/storm.sqlite3")
        os.environ |= {
            "ANTHROPIC_API_KEY": "benchmark",
            "ANTHROPIC_BASE_URL": server.url,
            "WORKERS": str(options.workers),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        }
        server.storm(STORM, seed=options.seed)
        server.answer_with(answer)
        print(f"seed {options.seed}", flush=True)
        return measure(options, server)


def verdict_on(candidate: str, opportunity: int) -> dict[str, Any]:
    """The server's verdict on a pair: the same at each request."""
    score = hashlib.sha256(f"{candidate}:{opportunity}".encode()).digest()[0] % 101
    return {
        "opportunity_id": opportunity,
        "tier": "great" if score >= 75 else "good" if score >= 55 else "exploring",
        "score": score,
        "strengths": [f"Strength of {candidate} for {opportunity}."],
        "gap": f"Gap of {candidate} for {opportunity}.",
        "recommendations": [],
    }


def answer(body: dict[str, Any]) -> dict[str, Any]:
    if body["tool_choice"]["name"] != "score_opportunities":
        return {"actions": [ACTION | {"type": kind} for kind in ("volunteer", "replicate")]}
    found = TOLD_OF.findall(body["messages"][0]["content"])
    candidate = next(number for number, _ in found if number)
    return {"matches": [verdict_on(candidate, int(pk)) for _, pk in found if pk]}


def measure(options: argparse.Namespace, server: LocalServer) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from matching.models import MatchRefresh

    call_command("migrate", verbosity=0)
    make_opportunities(options.opportunities)
    profiles = make_candidates(options.candidates)
    with cluster():
        time.sleep(3)  # until the workers are there
        started = time.monotonic()
        press_at_once(profiles)
        live = MatchRefresh.objects.live()
        while live.exists() and time.monotonic() - started < GIVE_UP_SECONDS:
            time.sleep(0.2)
        seconds = time.monotonic() - started
        wait_for_generations()
    wrong = faults(profiles, min(MATCHES_EACH, options.opportunities))
    print(f"{connection.vendor}, {options.workers} workers: {len(profiles)} in {seconds:.1f} s")
    report_calls(server)
    for line in wrong[:20]:
        print(f"  WRONG: {line}")
    print("  verdict: " + ("FAILED" if wrong else "all of it holds"))
    return 1 if wrong else 0


def press_at_once(profiles: list[Any]) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    start = threading.Barrier(len(profiles))

    def press(profile: Any) -> None:
        client = Client()
        client.force_login(profile.user)
        start.wait()
        assert client.post("/matches/refresh/").status_code == 302
        connection.close()

    threads = [threading.Thread(target=press, args=[profile]) for profile in profiles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_for_generations() -> None:
    from careeractions.models import ActionGeneration

    started = time.monotonic()
    live = ActionGeneration.objects.live()
    while live.exists() and time.monotonic() - started < GIVE_UP_SECONDS:
        time.sleep(0.2)


def faults(profiles: list[Any], matches_each: int) -> list[str]:
    from careeractions.models import ActionGeneration
    from matching.models import Match, MatchRefresh, Verdict
    from talentnet.llm.models import LLMCall

    refreshes = list(MatchRefresh.objects.select_related("profile"))
    wrong = [f"{r} {r.error}" for r in refreshes if r.status != "completed"]
    if Counter(r.profile_id for r in refreshes) != Counter(p.pk for p in profiles):
        wrong.append("not one refresh for each candidate")
    if Counter(ActionGeneration.objects.values_list("match_refresh", flat=True)) != Counter(
        r.pk for r in refreshes
    ):
        wrong.append("not one generation for each refresh")
    for refresh in refreshes:
        matches = list(Match.objects.filter(profile=refresh.profile))
        if not len(matches) == len({m.opportunity_id for m in matches}) == matches_each:
            wrong.append(f"{refresh} has {len(matches)} matches for {refresh.total}")
        wrong += wrong_matches(refresh, matches)
    if LLMCall.objects.filter(outcome="started").exists():
        wrong.append("a call is still open on the books")
    scoring = LLMCall.objects.filter(operation="score_opportunities").count()
    if scoring != sum(refresh.calls for refresh in refreshes):
        wrong.append(f"{scoring} calls on the books, and another number on the refreshes")
    if Verdict.objects.count() != Match.objects.filter(is_fallback=False).count():
        wrong.append("not one verdict for each match that the model judged")
    return wrong + too_many_fallbacks(refreshes)


def wrong_matches(refresh: Any, matches: list[Any]) -> list[str]:
    wrong = []
    if sum(match.is_fallback for match in matches) != refresh.fell_back:
        wrong.append(f"{refresh} counts its fallbacks wrongly")
    candidate = refresh.profile.headline.split()[2]
    for match in matches:
        said = verdict_on(candidate, match.opportunity_id)
        del said["opportunity_id"]
        stored = {name: getattr(match, name) for name in said}
        if not (match.is_fallback and match.is_offline) and stored != said:
            wrong.append(f"{match} is {stored}, not {said}")
    return wrong


def too_many_fallbacks(refreshes: list[Any]) -> list[str]:
    from matching.scoring import BATCH_SIZE

    lines = [issue for refresh in refreshes for issue in refresh.issues]
    fallen = [line for line in lines if line.startswith("Batch of")]
    batches = sum(ceil(refresh.total / BATCH_SIZE) for refresh in refreshes)
    share = len(fallen) / batches
    print(f"  batches that fell back: {len(fallen)} of {batches}")
    for line in fallen:
        print(f"    {line}")
    wrong = [line for line in lines if line not in fallen]
    return [
        *wrong,
        *([f"{share:.1%} of the batches fell back"] if share > MOST_FALLEN_BACK else []),
    ]


def report_calls(server: LocalServer) -> None:
    scoring = [r for r in server.requests if "<opportunity id=" in r.prompt]
    counts = Counter(request.behavior for request in scoring)
    said = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
    print(f"  tries of scoring: {len(scoring)} ({said})")


if __name__ == "__main__":
    sys.exit(main())
