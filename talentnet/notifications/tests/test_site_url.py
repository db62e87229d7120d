"""SITE_URL: where links in mails lead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from talentnet.environment import read_environment


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", "http://localhost:8000"),
        ("https://talentnet.example", "https://talentnet.example"),
        ("https://talentnet.example/", "https://talentnet.example"),
        ("http://[::1]:8041", "http://[::1]:8041"),
    ],
)
def test_it_is_the_address_of_the_site(
    monkeypatch: pytest.MonkeyPatch, given: str, read: str
) -> None:
    monkeypatch.setenv("SITE_URL", given)
    assert read_environment().site_url == read


@pytest.mark.parametrize(
    "given",
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
def test_anything_else_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL (takes|is not)"):
        read_environment()
