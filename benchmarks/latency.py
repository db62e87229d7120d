"""Time from the button to the first match, the last one, and the first career action, in a browser.

    .venv/bin/python -m benchmarks.latency                    # on SQLite
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.latency

The product runs as `serve` runs it, web and worker in processes of their own, on a database of its
own; the model is the local Messages API server, at 2 s per call, in another process. Each try is
another candidate's first refresh, in a browser of their own: from the click until the page shows
it, measured in the page. Exits with 1 when a figure is above its limit.
"""

import argparse
import datetime as dt
import os
import secrets
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.generations import local_server
from benchmarks.people import make_candidates, make_opportunities

PATIENCE_MS = 60_000
# name → how many answers of the model it waits for, and how much more it may take (s, 95th
# percentile).
LIMITS = {"first match": (1, 0.7), "last of 25": (1, 1.0), "first career action": (2, 1.5)}
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]

# Looks at the page before each painting that follows a change of it.
WATCH = """() => {
  window.seen = {};
  const note = (name) => { seen[name] ??= performance.now(); };
  const look = () => {
    if (document.querySelector(".match-card")) note("first match");
    const found = document.querySelector("#match-list .result strong");
    if (found && found.textContent.trim() === "25") note("last of 25");
    if (document.querySelector(".action-card")) note("first career action");
  };
  const soon = () => requestAnimationFrame(look);
  new MutationObserver(soon).observe(document.body, { subtree: true, childList: true });
  document.addEventListener("click", () => note("click"), { capture: true, once: true });
}"""
ALL_SEEN = "() => Object.keys(window.seen).length === 4"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tries", type=int, default=50)
    parser.add_argument("--warm-up", type=int, default=8, help="tries before that, not counted")
    parser.add_argument("--opportunities", type=int, default=300)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds of a call to the model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, local_server(options.latency) as url:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/latency.sqlite3")
        os.environ |= {
            "ANTHROPIC_API_KEY": "benchmark",
            "ANTHROPIC_BASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(40),
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "talentnet.settings",
        }
        return measure(options)


def measure(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.browser.product import collect_static_files, copy_of_the_source, finish, serving

    call_command("migrate", verbosity=0)
    make_opportunities(options.opportunities)
    profiles = make_candidates(options.warm_up + options.tries)
    tickets = [session_of(profile) for profile in profiles]
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        source, environment = copy_of_the_source(Path(folder)), dict(os.environ)
        finish(collect_static_files(source, environment))
        with serving(source, environment) as product, browser() as chromium:
            tries = [one_try(chromium, product.address, ticket) for ticket in tickets]
    print(
        f"{connection.vendor}, {options.tries} tries, {options.latency:g} s per call to the model"
    )
    report_stages([profile.pk for profile in profiles[options.warm_up :]])
    return report(tries[options.warm_up :], options.latency)


def session_of(profile: Any) -> str:
    """The key of a session in which this person is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(profile.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests.browser.product import CHROMIUM

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def one_try(chromium: Any, address: str, ticket: str) -> dict[str, float]:
    """Seconds from the click to each of the three."""
    context = chromium.new_context(base_url=address)
    context.add_cookies([{"name": "sessionid", "value": ticket, "url": address}])
    page = context.new_page()
    page.goto("/matches/")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    page.get_by_role("button", name="Refresh matches", exact=True).click()
    page.wait_for_function(ALL_SEEN, timeout=PATIENCE_MS)
    seen: dict[str, float] = page.evaluate("() => window.seen")
    context.close()
    return {name: (at - seen["click"]) / 1000 for name, at in seen.items()}


def report_stages(profile_ids: list[int]) -> None:
    """Print where the worker's time went, by the rows' timestamps."""
    from matching.models import MatchRefresh
    from talentnet.llm.models import LLMCall

    stages: dict[str, list[float]] = {"in line": [], "until asked": [], "from answer to end": []}
    for refresh in MatchRefresh.objects.filter(profile__in=profile_ids).select_related("profile"):
        calls = LLMCall.objects.filter(
            user=refresh.profile.user_id, operation=LLMCall.Operation.SCORE_OPPORTUNITIES
        )
        answered = [c.created_at + dt.timedelta(milliseconds=c.duration_ms) for c in calls]
        if not (refresh.started_at and refresh.finished_at):
            raise AssertionError(f"{refresh} did not end: {refresh.error}")
        moments = {
            "in line": refresh.started_at - refresh.created_at,
            "until asked": max(c.created_at for c in calls) - refresh.started_at,
            "from answer to end": refresh.finished_at - min(answered),
        }
        for name, passed in moments.items():
            stages[name].append(passed.total_seconds())
    said = "  ".join(f"{name} {statistics.median(v):.2f}" for name, v in stages.items())
    print(f"  in the worker, medians in s: {said}")


def report(tries: list[dict[str, float]], latency: float) -> int:
    """Print what was measured beyond the model's own time; 1 when a limit is passed."""
    status = 0
    for name, (answers, limit) in LIMITS.items():
        beyond = sorted(each[name] - answers * latency for each in tries)
        p95 = statistics.quantiles(beyond, n=20, method="inclusive")[-1]
        holds = p95 <= limit
        status = status if holds else 1
        print(
            f"  {name:<20} {answers} × model + p50 {statistics.median(beyond):.2f}  p95 {p95:.2f}  "
            f"max {beyond[-1]:.2f} s   limit {limit:g} s: {'holds' if holds else 'ABOVE IT'}"
        )
    return status


if __name__ == "__main__":
    sys.exit(main())
