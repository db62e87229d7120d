"""Session fixtures: one product, one model server and one browser for all browser tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from devtools.local_server import LocalServer
from tests.browser.product import (
    CHROMIUM,
    Environment,
    Running,
    copy_of_the_source,
    serving,
    set_up,
)
from tests.browser.visitors import TIMEOUT_MS, Visitors

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-gpu",
]


@pytest.fixture(scope="package")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an empty database of the kind under test."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'browser.sqlite3'}"
        return
    import psycopg

    name = f"talentnet_browser_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="package")
def model() -> Iterator[LocalServer]:
    """Local Messages API server for candidates who consent; others get the offline rules."""
    with LocalServer() as server:
        yield server


@pytest.fixture(scope="package")
def environment(database_url: str, model: LocalServer) -> Environment:
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("COV_")},
        "DATABASE_URL": database_url,
        "ANTHROPIC_API_KEY": "test-key",
        "ANTHROPIC_BASE_URL": model.url,
        "REFRESHES_PER_HOUR": "100",
        "WORKERS": "2",
    }


@pytest.fixture(scope="package")
def source(tmp_path_factory: pytest.TempPathFactory, environment: Environment) -> Path:
    folder = copy_of_the_source(tmp_path_factory.mktemp("product"))
    set_up(folder, environment)
    return folder


@pytest.fixture(scope="package")
def product(source: Path, environment: Environment) -> Iterator[Running]:
    with serving(source, environment) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="package")
def visitors(browser: Any, product: Running) -> Visitors:
    return Visitors(browser, product.address)
