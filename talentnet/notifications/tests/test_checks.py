from typing import Any

import pytest
from django.core import checks

SMTP = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
CONSOLE = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}


@pytest.mark.parametrize(
    ("site", "mailers", "warned"),
    [
        ("http://localhost:8000", SMTP, ["notifications.W001"]),
        ("http://[::1]:8000", SMTP, ["notifications.W001"]),
        ("http://localhost:8000", CONSOLE, []),
        ("https://talentnet.example", SMTP, []),
    ],
)
def test_mails_that_lead_nowhere_are_warned_of(
    settings: Any, site: str, mailers: dict[str, Any], warned: list[str]
) -> None:
    settings.SITE_URL, settings.MAILERS = site, mailers
    found = [message.id for message in checks.run_checks()]
    assert [name for name in found if str(name).startswith("notifications")] == warned
