"""Round trips of arbitrary text through notes, reasons and entries made from cards.

`TALENTNET_HOSTILE_STRINGS` may name a JSON file with a list of more texts.
"""

import html
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from careeractions.models import REASON_LENGTH, CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import HTMX, client_of, text_of
from talentnet.profiles.models import Profile, Project
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = os.environ.get("TALENTNET_HOSTILE_STRINGS", "")
KEY = "5f0f4d9e-9a55-4c0e-9d0b-0a2a8c4f2f11"

HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</TEXTAREA ><img src=x onerror=alert(1)>",
    "<!-- not closed",
    "<![CDATA[ not closed",
    '"><svg onload=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "a \"b\" 'c' `d` \\e\\ /f/",
    "&amp;lt; &lt;b&gt; &#x27; &nosuch; & &",
    "&#0; &#xD; &zwj;",
    "{{ request.user }} {% debug %} {# none #}",
    "{% endblock %}{% extends 'base.html' %}",
    "${7*7} #{7*7} <%= 7*7 %> [[${7*7}]]",
    "'; DROP TABLE careeractions_careeraction; --",
    "%s %(name)s %% {0} {name}",
    "100 % _like_ \\% *",
    "../../etc/passwd\\..\\boot.ini",
    "\u202eright to left\u202c and back",
    "\u2066isolated\u2069 \u200fmark\u200e",
    "zero\u200bwidth\u200cand\u200djoined\u2060words",
    "\ufeffwith a mark before it",
    "no\u00a0break\u202fspace\u3000wide",
    "line\u2028and\u2029paragraph separators",
    "next\u0085line, tab\tand form\x0cfeed\x0bhere",
    "file\x1cgroup\x1drecord\x1eunit\x1fseparators",
    "bell\x07 escape\x1b[31mred\x1b[0m delete\x7f",
    "👩🏽‍🔬 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️‍🔥 🇰🇪",
    "Z̸̨̛͔͇̗̈́̾a̷l̶g̵o̷ e\u0301 é",
    "Ω≈ç√∫˜µ≤≥÷ ﷽ ﬁ ſ İ ı ß ǅ",
    "田中さんにあげて下さい 部落格 𠜎𠜱𠝹",
    "مُنَاقَشَةُ سُبُلِ اِسْتِخْدَامِ اللُّغَةِ",
    "בְּרֵאשִׁית בָּרָא",
    "ปฏิทิน नमस्ते 한국어",
    "\U0010fffd\ue000\uffff\ufdd0",
    "null undefined None true NaN 0 -1 1e309",
    "  spaces at both ends \t",
    "\u2003wide blanks at both ends\u2003",
    "two\n\n\nempty   lines\n\tand a tab",
    "=cmd|' /C calc'!A0",
    "https://example.org/?a=1&b=<2>#c",
    "> quoted\n# heading\n```\ncode\n```",
]
WITH_LINE_BREAKS = [
    "one\r\ntwo\r\n\r\nthree",
    "\r\n at both ends \r\n",
    "old\rmac",
    "mixed\r\n\n\r",
]
BLANK = ["", " ", "\t\r\n", "\u2003\u3000", "\x1f"]

THEIRS: list[str] = json.loads(Path(FILE).read_text("utf-8")) if FILE else []
need_theirs = pytest.mark.skipif(
    not FILE, reason="TALENTNET_HOSTILE_STRINGS names no file with texts to try"
)


def as_stored(text: str) -> str:
    """Text as it is stored: trimmed, with line breaks normalized."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create()
    return profile


def in_textarea(page: str, name: str) -> str:
    found = re.search(rf'<textarea name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def assert_note_round_trips(client: Client, card: CareerAction, text: str) -> None:
    url = f"/actions/{card.pk}/note/"
    response = client.post(url, {"note": text, "overwrite": "1"}, headers=HTMX)
    card.refresh_from_db()
    assert (response.status_code, card.note) == (200, as_stored(text))
    assert in_textarea(text_of(client.get("/actions/?show=saved")), "note") == as_stored(text)


def assert_reason_round_trips(client: Client, card: CareerAction, text: str) -> None:
    url = f"/actions/{card.pk}/reason/"
    response = client.post(url, {"reason": text}, headers=HTMX)
    card.refresh_from_db()
    if len(text.strip()) > REASON_LENGTH:
        assert response.status_code == 409
        return
    assert (response.status_code, card.dismiss_reason) == (200, text.strip())
    for page in (text_of(response), text_of(client.get("/actions/?show=dismissed"))):
        shown = page.partition("You said: ")[2].partition("</p>")[0]
        assert html.unescape(shown) == text.strip()


def assert_entry_round_trips(client: Client, card: CareerAction, text: str) -> None:
    Project.objects.all().delete()
    CareerAction.objects.filter(pk=card.pk).update(entry_key=None)
    name = (
        text
        if 0 < len(as_stored(text)) <= 200 and as_stored(text) == text.strip()
        else "Named plainly"
    )
    url = f"/actions/{card.pk}/add-to-profile/"
    sent: dict[str, Any] = {"key": KEY, "name": name, "location": name, "description": text}
    assert client.post(url, sent).status_code == 302
    entry = Project.objects.get()
    assert (entry.name, entry.location) == (name.strip(), name.strip())
    assert entry.description == as_stored(text)
    page = text_of(client.get(f"/profile/rows/project/{KEY}/"))
    assert in_textarea(page, "description") == as_stored(text)


def assert_all_round_trip(profile: Profile, texts: list[str]) -> None:
    client = client_of(profile)
    saved = CareerActionFactory.create(profile=profile, status="saved")
    dismissed = CareerActionFactory.create(
        profile=profile, status="dismissed", dismissed_from="active"
    )
    done = CareerActionFactory.create(profile=profile, status="done")
    for text in texts:
        assert_note_round_trips(client, saved, text)
        assert_entry_round_trips(client, done, text)
        if text.strip():
            assert_reason_round_trips(client, dismissed, text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_round_trip(amara: Profile, text: str) -> None:
    assert_all_round_trip(amara, [text])


@pytest.mark.parametrize("text", WITH_LINE_BREAKS, ids=range(len(WITH_LINE_BREAKS)))
def test_line_breaks_are_normalized(amara: Profile, text: str) -> None:
    client = client_of(amara)
    card = CareerActionFactory.create(profile=amara, status="done")
    assert_entry_round_trips(client, card, text)
    saved = CareerActionFactory.create(profile=amara, status="saved")
    assert_note_round_trips(client, saved, text)


@pytest.mark.parametrize("text", BLANK, ids=range(len(BLANK)))
def test_blank_note_is_empty(amara: Profile, text: str) -> None:
    assert_all_round_trip(amara, [text])


@need_theirs
def test_texts_from_file_round_trip(amara: Profile) -> None:
    assert THEIRS
    assert_all_round_trip(amara, THEIRS)


@pytest.mark.parametrize("text", ["nul\x00inside", "\x00"], ids=range(2))
def test_nul_character_is_refused_and_nothing_changes(amara: Profile, text: str) -> None:
    card = CareerActionFactory.create(profile=amara, status="saved", note="Before.")
    url = f"/actions/{card.pk}/note/"
    response = client_of(amara).post(url, {"note": text, "overwrite": "1"}, headers=HTMX)
    card.refresh_from_db()
    assert (response.status_code, card.note) == (422, "Before.")
