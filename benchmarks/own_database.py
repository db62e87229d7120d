"""A SQLite database and a ranking index of their own, for as long as a benchmark takes."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_database() -> Iterator[None]:
    """Set Django up with them, before any of its models is imported."""
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

        settings.RANKING_INDEX_DIR = Path(folder) / "ranking"
        call_command("migrate", verbosity=0)
        yield
