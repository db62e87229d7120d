"""Signed-in test clients, and readers of the pages they get."""

import html
import re
from typing import Any

from django.test import Client

from talentnet.profiles.models import Profile

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/matches/"}

_TAG = re.compile(r"<[^>]+>")
# A blank beside one of these tags never shows.
_AROUND_BLOCKS = re.compile(
    r"\s*(</?(?:article|button|dd|div|dl|dt|form|h[1-6]|input|li|main|meta|noscript|p|section|ul)"
    r"\b[^>]*>)\s*"
)
_MATCH_TITLE = re.compile(r'id="match-\d+-title">(?:<a [^>]*>)?(.*?)<')


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


def text_of(response: Any) -> str:
    """HTML of a page, without whitespace between template lines."""
    return _AROUND_BLOCKS.sub(r"\1", _TAG.sub(_on_one_line, response.content.decode()))


def words_of(response: Any) -> str:
    """Visible text of a page, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text_of(response))).split())


def match_titles(response: Any) -> list[str]:
    """Titles of the matches on a page, in order."""
    return [html.unescape(title) for title in _MATCH_TITLE.findall(text_of(response))]


def _on_one_line(tag: re.Match[str]) -> str:
    return " ".join(tag[0].split()).replace(" >", ">")
