"""SITE_URL, the origin of links in emails."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from talentnet.environment import read_environment


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "http://localhost:8000"),
        ("https://talentnet.example", "https://talentnet.example"),
        ("https://talentnet.example/", "https://talentnet.example"),
        ("http://[::1]:8041", "http://[::1]:8041"),
    ],
)
def test_site_url_is_read_without_trailing_slash(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    monkeypatch.setenv("SITE_URL", value)
    assert read_environment().site_url == expected


@pytest.mark.parametrize(
    "value",
    [
        "talentnet.example",
        "ftp://talentnet.example",
        "javascript:alert(1)",
        "https://",
        "https://talentnet.example:99999",
        "https://talentnet.example/?a=b",
        "https://talentnet.example/#top",
        "https://talentnet.example/jobs",
        "https://name:password@talentnet.example",
        "https://talent net.example",
        "https://tälentnet.example",
    ],
)
def test_site_url_with_anything_but_origin_raises(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SITE_URL", value)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL (takes|is not)"):
        read_environment()
