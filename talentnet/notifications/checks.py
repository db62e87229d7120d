"""System check for emails with links to localhost."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from talentnet.environment import LOOPBACK

LOCAL_LINKS = checks.Warning(
    "SITE_URL is not set, so links in emails lead to this machine.",
    hint="Set SITE_URL to the public address of the site.",
    id="notifications.W001",
)


def check_site_url(**_: Any) -> list[checks.CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    is_local = host in [name.strip("[]") for name in LOOPBACK]
    # The console backend of a developer sends nothing, so local links are fine there.
    is_sending = "smtp" in settings.MAILERS["default"]["BACKEND"]
    return [LOCAL_LINKS] if is_sending and is_local else []


def register() -> None:
    checks.register(check_site_url)
