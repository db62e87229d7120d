from typing import Any

import pytest
from django.core import checks

SMTP = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
CONSOLE = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}


@pytest.mark.parametrize(
    ("site", "mailers", "warnings"),
    [
        ("http://localhost:8000", SMTP, ["notifications.W001"]),
        ("http://[::1]:8000", SMTP, ["notifications.W001"]),
        ("http://localhost:8000", CONSOLE, []),
        ("https://talentnet.example", SMTP, []),
    ],
)
def test_check_warns_when_sent_links_are_local(
    settings: Any, site: str, mailers: dict[str, Any], warnings: list[str]
) -> None:
    settings.SITE_URL, settings.MAILERS = site, mailers
    ids = [message.id for message in checks.run_checks()]
    assert [name for name in ids if str(name).startswith("notifications")] == warnings
