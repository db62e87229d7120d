"""No secret of the environment reaches an error page, an error email, a repr or a message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary"
SECRETS = {
    "SECRET_KEY": f"{CANARY}-secret-key-of-forty-characters-or-more",
    "ANTHROPIC_API_KEY": f"{CANARY}-api-key",
    "DATABASE_URL": f"postgres://talentnet:{CANARY}-database@127.0.0.1:1/talentnet",
    "MAIL_URL": f"smtp://talentnet:{CANARY}-mail@mail.example.org",
    "MAIL_FROM": "talentnet@example.org",
}
REPORT = """
import os, sys, django
django.setup()
from django.conf import settings
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_class, get_exception_reporter_filter
from talentnet.settings import environment
# The development server's META holds the whole environment.
request = RequestFactory().get("/", **os.environ)
try:
    raise ValueError(f"{environment!r} {environment}")
except ValueError:
    reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    print(reporter.get_traceback_html(), reporter.get_traceback_text(), environment.model_dump())
"""


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "talentnet.settings", **variables}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True
    )


def test_error_report_holds_no_secret() -> None:
    done = run(REPORT, **SECRETS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ValueError" in done.stdout
    assert "ANTHROPIC_BASE_URL" in done.stdout
    assert [line for line in done.stdout.splitlines() if CANARY in line] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", f"{CANARY}-short"),
        ("DATABASE_URL", f"mysql://root:{CANARY}@db/x"),
        ("MAIL_URL", f"smtp://user:{CANARY}@host/path"),
        ("LLM_BACKEND", f"{CANARY}-backend"),
    ],
)
def test_wrong_value_at_start_is_never_repeated(name: str, value: str) -> None:
    done = run("import django; django.setup()", **{**SECRETS, name: value})
    assert done.returncode == 1
    assert f"ImproperlyConfigured: Environment: {name}" in done.stderr
    assert CANARY not in done.stdout + done.stderr
