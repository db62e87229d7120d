"""Environment variables: values that are read, and the error for wrong ones."""

import stat
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from talentnet import environment
from talentnet.environment import Environment, read_environment

SECRET = "s3cret-" * 6
MAIL_SHAPES = "smtp://user:password@host:587 or smtps://user:password@host:465"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(environment, "VAR", tmp_path / "var")


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """Error message for these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read_environment()
    return str(caught.value)


def test_empty_environment_means_local_site_without_model() -> None:
    settings = read_environment()
    assert (settings.is_local, settings.debug, settings.https) == (True, False, False)
    assert settings.llm_backend == "auto"
    assert settings.anthropic_api_key.get_secret_value() == ""
    assert settings.llm_model == "claude-haiku-4-5-20251001"
    assert settings.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("ALLOWED_HOSTS", "")
    assert (read_environment().port, read_environment().is_local) == (8000, True)


@pytest.mark.parametrize(
    ("value", "own", "site"),
    [(None, "1", "50"), ("", "0", "0"), ("0", "0", "0"), ("2.5", "2.5", "2.5")],
)
def test_spend_ceilings_are_read(
    monkeypatch: pytest.MonkeyPatch, value: str | None, own: str, site: str
) -> None:
    for name in ("DAILY_SPEND_PER_CANDIDATE_USD", "DAILY_SPEND_USD"):
        if value is not None:
            monkeypatch.setenv(name, value)
    settings = read_environment()
    assert settings.daily_spend_per_candidate_usd == Decimal(own)
    assert settings.daily_spend_usd == Decimal(site)


def test_public_site_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ALLOWED_HOSTS": " talent.example.org, www.example.org ,",
        "CSRF_TRUSTED_ORIGINS": "https://talent.example.org",
        "SECRET_KEY": SECRET,
        "HTTPS": "1",
        "DATABASE_URL": "postgres://talentnet:pw@db.internal:5432/talentnet",
        "ANTHROPIC_API_KEY": "key",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9999/",
        "LLM_BACKEND": "anthropic",
        "WORKERS": "8",
    }.items():
        monkeypatch.setenv(name, value)
    settings = read_environment()
    assert settings.allowed_hosts == ["talent.example.org", "www.example.org"]
    assert settings.csrf_trusted_origins == ["https://talent.example.org"]
    assert settings.secret_key.get_secret_value() == SECRET
    assert (settings.https, settings.is_local) == (True, False)
    assert (settings.anthropic_base_url, settings.workers) == ("http://127.0.0.1:9999", 8)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "70011", "PORT Input should be less than or equal to 65535"),
        (
            "DAILY_SPEND_USD",
            "-1",
            "DAILY_SPEND_USD Input should be greater than or equal to 0",
        ),
        ("WORKERS", "0", "WORKERS Input should be greater than or equal to 1"),
        ("LOG_LEVEL", "shout", "LOG_LEVEL Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LLM_BACKEND", "gpt", "LLM_BACKEND Input should be 'auto', 'anthropic' or 'offline'"),
        (
            "DATABASE_URL",
            "mysql://root:hunter2@db/x",
            "DATABASE_URL takes a postgres:// or sqlite:/// address",
        ),
        (
            "DATABASE_URL",
            "postgres://root:hunter2@db:port/x",
            "DATABASE_URL is not a database address",
        ),
        ("DATABASE_URL", "hunter2", "DATABASE_URL is not a database address"),
        ("FILES_DIR", "files", "FILES_DIR takes the whole path of a folder, from / on"),
        (
            "ANTHROPIC_BASE_URL",
            "https://me:hunter2@proxy.example.org",
            "ANTHROPIC_BASE_URL takes an address without a password",
        ),
        (
            "ANTHROPIC_BASE_URL",
            "ftp://hunter2",
            "ANTHROPIC_BASE_URL takes an http:// or https:// address",
        ),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES Input should be greater than or equal to 0"),
        *(
            ("MAIL_URL", value, f"MAIL_URL takes {MAIL_SHAPES}")
            for value in (
                "hunter2",
                "https://me:hunter2@mail.example.org",
                "smtp://",
                "smtps://me:hunter2@/",
                "smtp://me:hunter2@mail.example.org/hunter2",
                "smtp://me:hunter2@mail.example.org?tls=hunter2",
            )
        ),
        (
            "MAIL_URL",
            "smtp://me:hunter2@mail.example.org:hunter2",
            "MAIL_URL is not the address of a mail server",
        ),
        ("MAIL_URL", "smtp://hunter2@host", "MAIL_URL takes a user and a password, or neither"),
        ("MAIL_FROM", "hunter2", "MAIL_FROM takes an address, or Name <address>"),
        (
            "MAIL_URL",
            "smtp://me:hunter2@mail.example.org",
            "MAIL_FROM must be set where MAIL_URL is",
        ),
        ("SECRET_KEY", "hunter2", "SECRET_KEY needs at least 32 characters"),
        ("LLM_BACKEND", "anthropic", "LLM_BACKEND=anthropic needs ANTHROPIC_API_KEY"),
        (
            "ALLOWED_HOSTS",
            "talent.example.org",
            "SECRET_KEY must be set where ALLOWED_HOSTS names a public host",
        ),
        ("ALLOWED_HOSTS", "*", "SECRET_KEY must be set where ALLOWED_HOSTS names a public host"),
    ],
)
def test_wrong_value_is_refused_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    assert refused(monkeypatch, **{name: value}) == f"Environment: {sentence}"


def test_emails_are_printed_without_mail_server() -> None:
    settings = read_environment()
    assert settings.mailer == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    assert settings.mail_from == "noreply@localhost"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (
            "smtp://me%40example.org:p%2Fss@mail.example.org:2525",
            {
                "host": "mail.example.org",
                "port": 2525,
                "username": "me@example.org",
                "password": "p/ss",
                "use_tls": True,
                "use_ssl": False,
                "timeout": 10,
            },
        ),
        (
            "smtps://mail.example.org",
            {
                "host": "mail.example.org",
                "port": 465,
                "username": "",
                "password": "",
                "use_tls": False,
                "use_ssl": True,
                "timeout": 10,
            },
        ),
    ],
)
def test_mail_server_connection_is_always_encrypted(
    monkeypatch: pytest.MonkeyPatch, url: str, options: dict[str, object]
) -> None:
    monkeypatch.setenv("MAIL_URL", url)
    monkeypatch.setenv("MAIL_FROM", "Talentnet <hello@example.org>")
    mailer = read_environment().mailer
    assert mailer == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": options,
    }
    assert import_string(mailer["BACKEND"])(alias="default", **options).host == "mail.example.org"


def test_debug_is_refused_on_a_public_site(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(monkeypatch, ALLOWED_HOSTS="talent.example.org", SECRET_KEY=SECRET, DEBUG="1")
    assert said == "Environment: DEBUG must be off where ALLOWED_HOSTS names a public host"


def test_all_errors_are_listed_without_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = {
        "PORT": "hunter2-port",
        "HTTPS": "hunter2-https",
        "DATABASE_URL": "hunter2-database",
        "REFRESHES_PER_HOUR": "hunter2-refreshes",
    }
    said = refused(monkeypatch, SECRET_KEY="hunter2-secret", **values)
    sentences = said.removeprefix("Environment: ").split("; ")
    assert {sentence.split()[0] for sentence in sentences} == set(values)
    assert "hunter2" not in said


def test_local_secret_key_is_created_once_and_private() -> None:
    first = read_environment().secret_key.get_secret_value()
    path = environment.VAR / "secret_key"
    assert (len(first) >= 32, path.read_text()) == (True, first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_environment().secret_key.get_secret_value() == first


def test_local_secret_keys_differ_between_machines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = read_environment().secret_key
    monkeypatch.setattr(environment, "VAR", tmp_path / "another")
    assert read_environment().secret_key != first


def test_configured_secret_key_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    assert read_environment().secret_key.get_secret_value() == SECRET
    assert not environment.VAR.exists()
