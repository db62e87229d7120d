import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

# The tests are about the product, not about what this shell happens to hold.
for name in (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "LLM_BACKEND",
    "LLM_MODEL",
    "ALLOWED_HOSTS",
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

import pytest  # noqa: E402  # the environment comes first

from talentnet.llm.local_server import LocalServer  # noqa: E402

type Settle = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Templates in tests need no collected files, whatever lies in `var/`."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_ranking_index(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """How rare a word is, is not what another test's postings make it. Nothing is written until
    something is ranked."""
    settings.RANKING_INDEX_DIR = tmp_path_factory.getbasetemp() / f"ranking-{uuid.uuid4().hex}"


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
    settings.ANTHROPIC_API_KEY = "test-key"
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
