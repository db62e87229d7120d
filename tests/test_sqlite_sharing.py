"""Web and worker processes share one SQLite file without "database is locked"."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 4

# Reads, then writes what it read. A transaction that begins as a reader can't become a writer if
# another has written since: SQLite refuses it without waiting.
WRITER = """
import django
django.setup()
from django.db import transaction
from talentnet.llm.models import LLMCall
for _ in range(60):
    with transaction.atomic():
        call = LLMCall.objects.get()
        call.input_tokens += 1
        call.save()
"""
FIRST_ROW = """
import django
django.setup()
from talentnet.llm.models import LLMCall
LLMCall.objects.create(operation="score_opportunities", model="m")
"""
LAST_COUNT = """
import django
django.setup()
from talentnet.llm.models import LLMCall
print(LLMCall.objects.get().input_tokens)
"""


def test_concurrent_writers_wait_and_lose_nothing(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "talentnet.settings",
    }

    def start(*arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    assert start("manage.py", "migrate", "--verbosity", "0").wait() == 0
    assert start("-c", FIRST_ROW).wait() == 0
    writers = [start("-c", WRITER) for _ in range(PROCESSES)]
    errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES, errors
    assert start("-c", LAST_COUNT).communicate()[0].strip() == str(60 * PROCESSES)
