"""Django settings; `environment.py` has every setting that an operator can change."""

import sys
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from django.utils.csp import CSP

from talentnet.environment import VAR, read_environment
from talentnet.treatments import DEFAULT_TREATMENTS

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
# In lower case: Django's error page lists every name in capitals.
environment = read_environment()

# The site
DEBUG = environment.debug
SECRET_KEY = environment.secret_key.get_secret_value()
ALLOWED_HOSTS = environment.allowed_hosts
CSRF_TRUSTED_ORIGINS = environment.csrf_trusted_origins
SITE_URL = environment.site_url
PORT = environment.port
IS_LOCAL = environment.is_local
ROOT_URLCONF = "talentnet.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "talentnet.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "talentnet.admin.StaffSiteConfig",  # in place of django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_q",
    "django.forms",
    "heroicons",
    "talentnet.accounts",
    "talentnet.privacy",
    "talentnet.llm",
    "talentnet.profiles",
    "talentnet.opportunities",
    "talentnet.sources",
    "matching",
    "careeractions",
    "talentnet.notifications",
    "talentnet.home",
]

MIDDLEWARE = [
    "talentnet.headers.drop_broken_addresses",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "talentnet.timezones.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["heroicons.templatetags.heroicons"],
        },
    }
]

# The database. Web and workers can share one SQLite file: writers wait up to 20 s for each other
# (IMMEDIATE) instead of failing with "database is locked", and readers never wait (WAL).
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def _database() -> dict[str, Any]:
    database: dict[str, Any] = dict(
        dj_database_url.parse(
            environment.database_url.get_secret_value(), conn_max_age=None, conn_health_checks=True
        )
    )
    if database["ENGINE"] == "django.db.backends.sqlite3":
        VAR.mkdir(exist_ok=True)
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **SQLITE_OPTIONS}
    return database


DATABASES = {"default": _database()}

# The cache counts attempts for the rate limits. It is in the database, so that limits hold across
# processes and machines; the table is created after `migrate`. With fewer entries, an attacker who
# tries many addresses could evict the counters of others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "talentnet_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Email
MAILERS = {"default": environment.mailer}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mail_from

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "talentnet.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "talentnet.accounts.forms.LoginForm",
    "signup": "talentnet.accounts.forms.SignupForm",
    "confirm_email_verification_code": "talentnet.accounts.forms.ConfirmEmailForm",
    "add_email": "talentnet.accounts.forms.ChangeEmailForm",
    "change_password": "talentnet.accounts.forms.ChangePasswordForm",
    "set_password": "talentnet.accounts.forms.SetPasswordForm",
    "reset_password": "talentnet.accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "talentnet.accounts.forms.ConfirmResetForm",
    "reset_password_from_key": "talentnet.accounts.forms.NewPasswordForm",
    "reauthenticate": "talentnet.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
LOGOUT_REDIRECT_URL = "home:landing"

# Codes sent by email, such as 1234-5678. Three wrong ones end the attempt.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Not ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE: allauth offers it for new addresses only, so it
# would reveal which addresses have an account.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # after the second factor, if there is one
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # an email for each security-related change
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password, before an email change

# Two-factor sign-in, optional
MFA_ADAPTER = "talentnet.accounts.adapters.TwoFactorAdapter"
MFA_FORMS = {
    "activate_totp": "talentnet.accounts.forms.ActivateAppForm",
    "authenticate": "talentnet.accounts.forms.SecondFactorForm",
    "reauthenticate": "talentnet.accounts.forms.ReauthenticateByCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Talentnet"
MFA_TOTP_TOLERANCE = 1  # accept the previous and next code: clocks differ

# Rate limits. ip: the client's network address; key: the email address that was typed, with or
# without an account; user: the signed-in account.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/10m/ip",
    "confirm_email": "1/10s/key,5/15m/key",
    "reset_password": "20/10m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "delete_account": "5/5m/user",
    "import_file": "60/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies

# “Remember me” keeps a session for this long; others also end when the browser is closed.
SESSION_ENGINE = "talentnet.accounts.sessions"  # also stores the account of each session
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Language, time, files
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
# Serve hashed and compressed files once `collectstatic` has made them; until then, serve the
# sources.
_COLLECTS = sys.argv[1:2] == ["collectstatic"]
_COLLECTED = not DEBUG and (_COLLECTS or (STATIC_ROOT / "staticfiles.json").exists())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    # Uploads and data exports, served only through views. All machines share the folder.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": environment.files_dir or VAR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# The review form of a long résumé has several fields per entry.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "talentnet.files.LongUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.https
SECURE_SSL_REDIRECT = environment.https
SECURE_HSTS_SECONDS = 31_536_000 if environment.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.https else None
CSRF_FAILURE_VIEW = "talentnet.http.csrf_failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "talentnet.error_reports.ErrorReportFilter"

# The language model
ANTHROPIC_API_KEY = environment.anthropic_api_key
ANTHROPIC_BASE_URL = environment.anthropic_base_url
LLM_BACKEND = environment.llm_backend
LLM_MODEL = environment.llm_model

# Limits
DAILY_SPEND_PER_CANDIDATE_USD = environment.daily_spend_per_candidate_usd
DAILY_SPEND_USD = environment.daily_spend_usd
REFRESHES_PER_HOUR = environment.refreshes_per_hour
REFRESH_DEADLINE_SECONDS = environment.refresh_deadline_seconds
GENERATION_DEADLINE_SECONDS = environment.generation_deadline_seconds
CHECKS = {**DEFAULT_TREATMENTS, **environment.checks}
TELL_DISMISSED_ACTIONS = environment.tell_dismissed_actions

# The ranking's index of all postings: a cache that is rebuilt when it is missing.
RANKING_INDEX_DIR = VAR / "ranking"

# The worker. A task times out 20 s before its row's deadline, so that it can still store the
# failure; this is the longest time-out. django-q counts `retry` from when it hands a task to the
# workers' internal queue, so it must exceed the time that a full queue can take:
# timeout × (1 + ceil((queue_limit + 1) / workers)), plus a margin.
_TIMEOUT = max(environment.refresh_deadline_seconds, environment.generation_deadline_seconds) - 20
_QUEUE_LIMIT = environment.workers
Q_CLUSTER = {
    "name": "talentnet",
    "orm": "default",
    "workers": environment.workers,
    "queue_limit": _QUEUE_LIMIT,
    "timeout": _TIMEOUT,
    "retry": _TIMEOUT * (1 + -(-(_QUEUE_LIMIT + 1) // environment.workers)) + 60,
    "max_attempts": 1,
    "ack_failures": True,
    "poll": 0.05,  # seconds; candidates wait for their refresh
    "bulk": 1,
    "recycle": 500,  # tasks per worker process, in case a library leaks memory
    "save_limit": -1,
    "catch_up": False,
    "label": "Task queue",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.log_level},
    "loggers": {
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
    },
}
