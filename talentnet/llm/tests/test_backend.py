import pytest
from pydantic import SecretStr
from pytest_django import Settings

from talentnet.llm.backend import Backend, backend_for, remote_is_configured


@pytest.mark.parametrize(
    ("key", "setting", "consented", "writer"),
    [
        ("key", "auto", True, Backend.ANTHROPIC),
        ("key", "auto", False, Backend.OFFLINE),
        ("key", "anthropic", True, Backend.ANTHROPIC),
        ("key", "anthropic", False, Backend.OFFLINE),
        ("key", "offline", True, Backend.OFFLINE),
        ("", "auto", True, Backend.OFFLINE),
        ("", "auto", False, Backend.OFFLINE),
    ],
)
def test_model_needs_key_consent_and_open_switch(
    settings: Settings, key: str, setting: str, consented: bool, writer: Backend
) -> None:
    settings.ANTHROPIC_API_KEY, settings.LLM_BACKEND = SecretStr(key), setting
    assert backend_for(consented=consented) == writer


@pytest.mark.parametrize(
    ("key", "setting", "expected"),
    [("key", "auto", True), ("key", "offline", False), ("", "auto", False)],
)
def test_model_availability_depends_on_settings(
    settings: Settings, key: str, setting: str, expected: bool
) -> None:
    settings.ANTHROPIC_API_KEY, settings.LLM_BACKEND = SecretStr(key), setting
    assert remote_is_configured() is expected
