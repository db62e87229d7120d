"""What is told at start about a setting that is allowed, and yet hardly meant."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from talentnet.environment import LOOPBACK

LEADS_NOWHERE = checks.Warning(
    "Mails are sent, and their links lead to this machine: SITE_URL is not set.",
    hint="Set SITE_URL to the address at which readers reach the site.",
    id="notifications.W001",
)


def mails_lead_to_the_site(**_: Any) -> list[checks.CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    on_this_machine = host in [name.strip("[]") for name in LOOPBACK]
    is_sent = "smtp" in settings.MAILERS["default"]["BACKEND"]
    return [LEADS_NOWHERE] if is_sent and on_this_machine else []


def connect() -> None:
    checks.register(mails_lead_to_the_site)
