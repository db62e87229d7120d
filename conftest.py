import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

# The tests are about the product, not about what this shell happens to hold.
for name in (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "LLM_BACKEND",
    "LLM_MODEL",
    "ALLOWED_HOSTS",
    "CHECKS",
    "DAILY_SPEND_PER_CANDIDATE_USD",
    "DAILY_SPEND_USD",
    "DEBUG",
    "GENERATION_DEADLINE_SECONDS",
    "HTTPS",
    "MAIL_FROM",
    "MAIL_URL",
    "REFRESHES_PER_HOUR",
    "REFRESH_DEADLINE_SECONDS",
    "SECRET_KEY",
    "SITE_URL",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)

# Files of people lie in a folder of this run's own.
FILES_DIR = os.environ["FILES_DIR"] = tempfile.mkdtemp(prefix="talentnet-files-")
atexit.register(shutil.rmtree, FILES_DIR, ignore_errors=True)

import pytest  # noqa: E402  # the environment comes first
from pydantic import SecretStr  # noqa: E402

from devtools.local_server import LocalServer  # noqa: E402

MEASURED = ("careeractions/", "matching/", "talentnet/opportunities/", "talentnet/sources/")


def pytest_configure() -> None:
    """The settings were read before this file, so that the folder comes too late for them: files
    of tests must never lie, or be swept, where those of people do."""
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage, storages

    alias: Any = settings.STORAGES["private"]
    alias["OPTIONS"]["location"] = FILES_DIR
    held_by_the_fields = storages["private"]
    assert isinstance(held_by_the_fields, FileSystemStorage)
    held_by_the_fields._location = FILES_DIR  # type: ignore[attr-defined]


type Settle = Callable[[], AbstractContextManager[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is measured by the tests of what is measured. Tracing makes a test take half as
    long again, which the others need not pay."""
    for item in items:
        if not item.nodeid.startswith(MEASURED):
            item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def settings_of_all_tests() -> Iterator[None]:
    """Set once, not for each test: a change of a setting is told to all who listen."""
    from django.conf import settings
    from django.test import override_settings

    # Templates in tests need no collected files, whatever lies in `var/`.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        # Looked for when asked for: otherwise every new client lists all static files first,
        # 10 ms a test.
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def own_ranking_index(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """How rare a word is, is not what another test's postings make it. Nothing is written until
    something is ranked."""
    settings.RANKING_INDEX_DIR = tmp_path_factory.getbasetemp() / f"ranking-{uuid.uuid4().hex}"


@pytest.fixture(autouse=True)
def own_files() -> Iterator[None]:
    """What one test has stored is not found by the next."""
    yield
    for each in Path(FILES_DIR).iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()


@pytest.fixture(autouse=True)
def own_limits(settings: Any) -> Iterator[None]:
    """What one test has tried does not count against the next."""
    from django.core.cache import cache

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    yield
    cache.clear()


@pytest.fixture(scope="session")
def local_server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def model(local_server: LocalServer, settings: Any) -> LocalServer:
    """A model behind real HTTP, and a key for it: who consents is served by it."""
    local_server.reset()
    settings.ANTHROPIC_API_KEY = SecretStr("test-key")
    settings.ANTHROPIC_BASE_URL = local_server.url
    return local_server


@pytest.fixture
def settle(django_capture_on_commit_callbacks: Any) -> Settle:
    """A block whose commits are carried out, and whose tasks are then run until none is left."""
    from django.utils.module_loading import import_string
    from django_q.models import OrmQ

    @contextmanager
    def block() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield
        while queued := OrmQ.objects.order_by("id").first():
            task = queued.task
            queued.delete()
            with django_capture_on_commit_callbacks(execute=True):
                import_string(task["func"])(*task["args"])

    return block
