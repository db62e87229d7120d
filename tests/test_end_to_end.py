"""The main job in a real browser: web and worker in processes of their own, as in `make run`.

The language model is the local Messages API server for those who consent; the others are served
offline.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from talentnet.home.demo.accounts import PASSWORD
from talentnet.llm.local_server import LocalServer

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
START_SECONDS = 60
TIMEOUT_MS = 30_000

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)"),
]


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the kind that this run is about."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('e2e') / 'e2e.sqlite3'}"
        return
    import psycopg

    name = f"talentnet_e2e_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def model() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@contextmanager
def product(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    """`migrate`, `seed_demo` and `serve`, ended as by Ctrl-C."""
    for command in (["migrate", "--verbosity", "0"], ["seed_demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
        )
    served = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield served
    finally:
        if served.poll() is None:
            served.send_signal(signal.SIGINT)
            served.wait(timeout=START_SECONDS)
        if served.stdout:
            served.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(database_url: str, model: LocalServer) -> Iterator[str]:
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("COV_")},
        "DATABASE_URL": database_url,
        "ANTHROPIC_API_KEY": "test-key",
        "ANTHROPIC_BASE_URL": model.url,
        "WORKERS": "2",
    }
    with product(environment, port) as served:
        printed = ""
        for line in served.stdout or ():
            printed += line
            if "Ctrl-C stops it." in line:
                break
        assert f"Talentnet is at http://localhost:{port}" in printed
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@contextmanager
def signed_in(browser: Any, site: str, email: str, **options: Any) -> Iterator[Any]:
    """A page of this candidate's; whatever the browser complains about fails the test."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/matches/")
    yield page
    context.close()
    assert complaints == []


def test_from_the_button_to_matches_to_cards(browser: Any, site: str) -> None:
    with signed_in(browser, site, "mateo@example.org") as page:
        page.get_by_role("button", name="Refresh matches").click()
        page.locator(".match-card").first.wait_for()
        page.locator(".action-card").first.wait_for()
        counted = [int(count) for count in page.locator(".tier .count").all_inner_texts()]
        assert page.locator(".match-card").count() == sum(counted)
        assert sum(counted) >= 10
        assert 3 <= page.locator(".action-card").count() <= 5
        assert page.get_by_text("no AI model wrote this").count() == (
            page.locator(".match-card, .action-card").count()
        )
        # Nothing is left to wait for: both have stopped asking.
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.wait_for_timeout(2_500)
        assert requests == []


def test_the_model_writes_for_those_who_consent(
    browser: Any, site: str, model: LocalServer
) -> None:
    model.reset()
    with signed_in(browser, site, "priya@example.org") as page:
        page.get_by_role("button", name="Refresh matches").click()
        card = page.locator(".action-card").first
        card.wait_for()
        assert "Written by an AI model (claude-haiku-4-5-20251001)" in card.inner_text()
    tools = sorted(request.body["tool_choice"]["name"] for request in model.requests)
    assert tools == ["generate_career_actions", "score_opportunities", "score_opportunities"]
    assert "Priya" not in str([request.body["messages"] for request in model.requests])


def test_a_card_is_taken_up_and_survives_a_refresh(browser: Any, site: str) -> None:
    with signed_in(browser, site, "nyambura@example.org") as page:
        page.get_by_role("button", name="Refresh matches").click()
        card = page.locator(".action-card").first
        card.wait_for()
        card_id = card.get_attribute("id")
        same = page.locator(f"#{card_id}")
        same.get_by_role("button", name=re.compile("^Save")).click()
        same.get_by_role("button", name=re.compile("^Unsave")).wait_for()
        same.get_by_role("button", name=re.compile("^Start")).click()
        same.get_by_role("button", name=re.compile("^Mark done")).wait_for()
        others = {element.get_attribute("id") for element in page.locator(".action-card").all()}
        page.get_by_role("button", name="Refresh matches").click()
        page.wait_for_function(
            "ids => !ids.some(id => document.getElementById(id))", arg=sorted(others - {card_id})
        )
        assert "In progress" in same.inner_text()


def test_a_lost_answer_does_not_end_the_waiting(browser: Any, site: str) -> None:
    with signed_in(browser, site, "dariusz@example.org") as page:
        asked: list[str] = []

        def lose_the_second_and_third(route: Any) -> None:
            asked.append(route.request.url)
            if len(asked) in (2, 3):
                route.fulfill(status=204)
            else:
                route.continue_()

        page.route("**/actions/status/", lose_the_second_and_third)
        page.get_by_role("button", name="Refresh matches").click()
        page.locator(".action-card").first.wait_for()
        assert len(asked) >= 4


def test_dismissing_can_be_undone_in_place(browser: Any, site: str) -> None:
    with signed_in(browser, site, "callum@example.org") as page:
        page.get_by_role("button", name="Refresh matches").click()
        page.locator(".action-card").first.wait_for()
        same = page.locator(f"#{page.locator('.action-card').first.get_attribute('id')}")
        same.get_by_role("button", name=re.compile("^Dismiss")).click()
        restore = same.get_by_role("button", name=re.compile("^Restore"))
        restore.wait_for()
        # Whoever works by keyboard goes on where they were.
        page.keyboard.press("Enter")
        same.get_by_role("button", name=re.compile("^Dismiss")).wait_for()


def test_everything_works_without_javascript(browser: Any, site: str) -> None:
    with signed_in(browser, site, "linh@example.org", java_script_enabled=False) as page:
        page.get_by_role("button", name="Refresh matches").click()
        for _ in range(60):
            if page.locator(".action-card").count():
                break
            page.wait_for_timeout(500)
            page.goto(f"{site}/matches/")
        assert page.locator(".match-card").count() >= 10
        first = page.locator(".action-card").first
        first.get_by_role("button", name=re.compile("^Dismiss")).click()
        # The page comes back to the card, among the dismissed ones, and opens them for it.
        page.get_by_role("button", name=re.compile("^Restore")).click()
        assert page.get_by_text("Restored.").is_visible()


def test_a_phone_shows_no_sideways_scrolling(browser: Any, site: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    with signed_in(browser, site, "mateo@example.org", **phone) as page:
        for path in ("/matches/", "/profile/", "/profile/edit/"):
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_ctrl_c_leaves_no_process_behind(database_url: str) -> None:
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database_url, "WORKERS": "1"}
    with product(environment, port) as served:
        for line in served.stdout or ():
            if "Ctrl-C stops it." in line:
                break
        children = processes_of(served.pid)
        assert len(children) > 2
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=START_SECONDS) == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)


def processes_of(parent: int) -> set[int]:
    """Every descendant of a process."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            pid = int(stat.parent.name)
            found |= {pid} | processes_of(pid)
    return found
