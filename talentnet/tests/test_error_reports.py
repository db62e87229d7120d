"""No secret reaches an error page, an error email, a log or the message of a wrong value."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY_LISTENS = "127.0.0.1:1"
CANARIES = {
    "SECRET_KEY": "canary-signing-key-of-32-characters",
    "DATABASE_URL": f"postgres://talentnet:canary-database@{NOBODY_LISTENS}/talentnet",
    "MAIL_URL": f"smtp://talentnet:canary-mail@{NOBODY_LISTENS}",
    "ANTHROPIC_API_KEY": "canary-model-key",
}
OTHERS = {
    "ANTHROPIC_BASE_URL": f"http://{NOBODY_LISTENS}",
    "DEBUG": "1",
    "DJANGO_SETTINGS_MODULE": "talentnet.settings",
    "LOG_LEVEL": "DEBUG",
    "MAIL_FROM": "hello@example.org",
}
# Every report that Django makes of a page that can't reach its database. As under `runserver`, the
# environment is in the request's META. Then an email and a model call that reach nobody.
FAILING = """
import json, os, sys
import django
django.setup()
from django.core.mail import send_mail
from django.test import Client, override_settings
from django.views.debug import ExceptionReporter
from talentnet import settings
from talentnet.llm.client import ToolRequest, ask

reports = {"environment": repr(settings.environment) + str(settings.environment)}
client = Client(raise_request_exception=False, SERVER_NAME="localhost", **os.environ)
client.cookies["sessionid"] = "x" * 32
for kind in ("text/html", "text/plain"):
    response = client.get("/home/", headers={"accept": kind})
    reports[f"page {kind}"] = response.text
with override_settings(DEBUG=False):
    reporter = ExceptionReporter(response.wsgi_request, *response.exc_info, is_email=True)
    reports["mail html"] = reporter.get_traceback_html()
    reports["mail text"] = reporter.get_traceback_text()
try:
    send_mail("Hello", "Hello", None, ["amara@example.org"])
except OSError as error:
    reports["sending"] = repr(error)
tool = {"name": "answer", "input_schema": {"type": "object"}}
reports["asking"] = ask(ToolRequest("generate_career_actions", "", tool, "Hi", 9, 5, 0)).error
json.dump(reports, sys.stdout)
"""


def test_failing_site_reports_no_secret() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING],
        cwd=ROOT,
        env={**os.environ, **OTHERS, **CANARIES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reports = json.loads(done.stdout)
    assert [name for name, report in reports.items() if "canary" in report] == []
    assert "canary" not in done.stderr
    # Each failed for the intended reason.
    for name in ("page text/html", "page text/plain", "mail html", "mail text"):
        assert "OperationalError" in reports[name]
    assert "ConnectionRefusedError" in reports["sending"]
    assert reports["asking"].startswith("APIConnectionError")
    assert "DEBUG" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "canary-short"),
        ("DATABASE_URL", "mysql://root:canary@db/x"),
        ("MAIL_URL", "smtp://user:canary@host/path"),
        ("LLM_BACKEND", "canary-backend"),
    ],
)
def test_wrong_value_at_start_is_never_repeated(name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={**os.environ, **OTHERS, **CANARIES, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"ImproperlyConfigured: Environment: {name}" in done.stderr
    assert "canary" not in done.stdout + done.stderr
