from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from talentnet.notifications.tests.mailers import SCRIPTED_MAILERS, ScriptedBackend
from talentnet.notifications.tests.people import Clock, utc


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://talentnet.example"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Clock set to Monday, five past nine in UTC."""
    clock = Clock(utc(2026, 11, 23, 9, 5))
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def mailer(settings: Any) -> Iterator[type[ScriptedBackend]]:
    settings.MAILERS = SCRIPTED_MAILERS
    ScriptedBackend.reset()
    yield ScriptedBackend
    ScriptedBackend.reset()
