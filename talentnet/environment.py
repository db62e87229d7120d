"""Settings read from the environment.

Each field is an environment variable of the same name in capitals. A test compares the README's
table with this class. Secrets are `SecretStr`, so that no error page, log or repr shows them.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import validate_email
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from talentnet.treatments import Treatment, treatments_from

VAR = Path(__file__).resolve().parent.parent / "var"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MINIMUM_SECRET_LENGTH = 32
# Default sender; refused together with a real mail server, which would reject it.
LOCAL_SENDER = "noreply@localhost"
MAIL_PORTS = {"smtp": 587, "smtps": 465}
MAIL_TIMEOUT_SECONDS = 10

Names = Annotated[list[str], NoDecode]


def _unless_emptied(name: str, usd: int) -> Decimal:
    """Default of a spend ceiling; a variable that is set but empty means 0, no ceiling."""
    return Decimal(0 if os.environ.get(name) == "" else usd)


class Environment(BaseSettings):
    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    # The site
    debug: bool = Field(False, description="Django's debug pages; never on a public site")
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs sessions and tasks; made in `var/` when local"
    )
    allowed_hosts: Names = Field(list(LOOPBACK), description="host names served, by commas")
    csrf_trusted_origins: Names = Field([], description="origins behind a proxy, by commas")
    https: bool = Field(False, description="the site is behind HTTPS: secure cookies and HSTS")
    port: int = Field(8000, ge=1, le=65535, description="port of `make run` and `serve`")
    database_url: SecretStr = Field(
        SecretStr(f"sqlite:///{VAR / 'talentnet.sqlite3'}"),
        description="`postgres://user:password@host/name`, or a SQLite file in `var/`",
    )
    files_dir: str = Field(
        "",
        description="a folder for people's files and nothing else, shared by all machines; "
        "empty: `private` in `var/`",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="how much is logged"
    )

    site_url: str = Field(
        "http://localhost:8000", description="address of the site; links in emails begin with it"
    )
    trusted_proxies: int = Field(
        0, ge=0, description="proxies in front that append the client to X-Forwarded-For"
    )

    # Email
    mail_url: SecretStr = Field(
        SecretStr(""),
        description="`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; "
        "empty: printed by the web process",
    )
    mail_from: str = Field(LOCAL_SENDER, min_length=3, description="sender of every email")

    # The language model
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), description="without it the offline adviser serves everyone"
    )
    anthropic_base_url: str = Field(
        "https://api.anthropic.com", description="any server that speaks the Messages API"
    )
    llm_backend: Literal["auto", "anthropic", "offline"] = Field(
        "auto", description="`auto` asks the model when there is a key; `offline` never does"
    )
    llm_model: str = Field(
        "claude-haiku-4-5-20251001",
        min_length=1,
        description="the model that is asked; it must take a forced tool",
    )

    # Limits
    daily_spend_per_candidate_usd: Decimal = Field(
        default_factory=lambda: _unless_emptied("DAILY_SPEND_PER_CANDIDATE_USD", 1),
        ge=0,
        description="what calls to a model for one candidate may cost on a UTC day; "
        "0 or empty: no ceiling",
    )
    daily_spend_usd: Decimal = Field(
        default_factory=lambda: _unless_emptied("DAILY_SPEND_USD", 50),
        ge=0,
        description="the same for the whole site; 0 or empty: no ceiling",
    )
    refreshes_per_hour: int = Field(3, ge=1, description="refreshes a candidate may start an hour")
    refresh_deadline_seconds: int = Field(
        210, ge=120, description="a running refresh is ended after this, counted from its claim"
    )
    generation_deadline_seconds: int = Field(120, ge=90, description="the same for writing moves")
    checks: Annotated[dict[str, Treatment], NoDecode] = Field(
        {},
        description="`check=note`, `hide_text` or `hide_card`, by commas, for new moves; "
        "see docs/advice.md",
    )
    tell_dismissed_actions: bool = Field(
        False, description="send the titles of dismissed moves to the model, so it avoids them"
    )

    # The worker
    workers: int = Field(4, ge=1, le=64, description="worker processes of one `qcluster`")

    @field_validator("allowed_hosts", "csrf_trusted_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("checks", mode="before")
    @classmethod
    def _checks_are_known(cls, value: object) -> object:
        return treatments_from(value) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: SecretStr) -> SecretStr:
        try:
            engine = dj_database_url.parse(value.get_secret_value()).get("ENGINE", "")
        except (ValueError, KeyError) as error:
            raise ValueError("is not a database address") from error
        if engine not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
            raise ValueError("takes a postgres:// or sqlite:/// address")
        return value

    @field_validator("files_dir")
    @classmethod
    def _folder_is_the_same_for_all(cls, value: str) -> str:
        """Require an absolute path: web and worker may start in different folders."""
        # An empty value means the default folder in `var/`.
        if value and not Path(value).is_absolute():
            raise ValueError("takes the whole path of a folder, from / on")
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_server_is_known(cls, value: SecretStr) -> SecretStr:
        if not value:
            return value
        try:
            parts = urlsplit(value.get_secret_value())
            is_complete = parts.scheme in MAIL_PORTS and bool(parts.hostname) and parts.port != 0
        except ValueError as error:
            raise ValueError("is not the address of a mail server") from error
        if not is_complete or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError(
                "takes smtp://user:password@host:587 or smtps://user:password@host:465"
            )
        if bool(parts.username) != bool(parts.password):
            raise ValueError("takes a user and a password, or neither")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        try:
            validate_email(parseaddr(value)[1])
        except DjangoValidationError as error:
            raise ValueError("takes an address, or Name <address>") from error
        return value

    @field_validator("anthropic_base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("takes an http:// or https:// address")
        # A password in the URL would reach logs; the key has its own variable.
        if "@" in value:
            raise ValueError("takes an address without a password")
        return value.rstrip("/")

    @field_validator("site_url")
    @classmethod
    def _site_is_on_the_web(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            is_complete = (
                parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            )
        except ValueError as error:
            raise ValueError("is not a web address") from error
        if not is_complete or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("takes an http:// or https:// address, without a query")
        # Links in emails append a path, and a non-ASCII host would need IDNA encoding.
        if parts.path.rstrip("/") or any(not "!" <= letter <= "~" for letter in value):
            raise ValueError("takes the address of the whole site, in ASCII, without a path")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.llm_backend == "anthropic" and not self.anthropic_api_key:
            raise ValueError("LLM_BACKEND=anthropic needs ANTHROPIC_API_KEY")
        if self.mail_url and self.mail_from == LOCAL_SENDER:
            raise ValueError("MAIL_FROM must be set where MAIL_URL is")
        # Empty is fine on a local site: `read_environment` then makes a key.
        if 0 < len(self.secret_key) < MINIMUM_SECRET_LENGTH:
            raise ValueError(f"SECRET_KEY needs at least {MINIMUM_SECRET_LENGTH} characters")
        if not self.is_local and not self.secret_key:
            raise ValueError("SECRET_KEY must be set where ALLOWED_HOSTS names a public host")
        if not self.is_local and self.debug:
            raise ValueError("DEBUG must be off where ALLOWED_HOSTS names a public host")
        return self

    @property
    def is_local(self) -> bool:
        """True if only this machine is served; demo data and a generated secret key require it."""
        return set(self.allowed_hosts) <= set(LOOPBACK)

    @property
    def mailer(self) -> dict[str, Any]:
        """Default entry of Django's MAILERS."""
        if not self.mail_url:
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        # User and password are percent-encoded in the URL, as they may hold @ or /.
        parts = urlsplit(self.mail_url.get_secret_value())
        encrypted_from_the_start = parts.scheme == "smtps"
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": parts.port or MAIL_PORTS[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_ssl": encrypted_from_the_start,
                "use_tls": not encrypted_from_the_start,
                "timeout": MAIL_TIMEOUT_SECONDS,
            },
        }


def read_environment() -> Environment:
    """Read and check the environment.

    Raises ImproperlyConfigured with a sentence for each wrong variable. It never repeats a value,
    which may be a secret.
    """
    try:
        environment = Environment()
    except ValidationError as error:
        problems = []
        # The ValidationError itself holds the values, so it is not chained (`from None`).
        for item in error.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in item["loc"]).upper()
            problems.append(f"{name} {item['msg'].removeprefix('Value error, ')}".strip())
        raise ImproperlyConfigured("Environment: " + "; ".join(problems)) from None
    if not environment.secret_key:
        environment.secret_key = SecretStr(_local_secret_key())
    return environment


def _local_secret_key() -> str:
    """Secret key of this machine, stored so that sessions and queued tasks survive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        # Written to a temporary file and hard-linked, so that no process ever reads half a key.
        # If two processes start together, the first link wins.
        with tempfile.NamedTemporaryFile("w", dir=VAR) as draft, suppress(FileExistsError):
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            os.link(draft.name, path)
    return path.read_text().strip()
