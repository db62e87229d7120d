"""Strings that are known to break forms, and must be treated like any other text."""

import json
import os
from pathlib import Path

import pytest

# Environment variable with the path of a JSON file: a list of further strings.
VARIABLE = "TALENTNET_HOSTILE_STRINGS"

HOSTILE = [
    # Markup and scripts
    "<script>alert(1)</script>",
    "</textarea><script>alert(2)</script>",
    "</title></style></script><b>bold</b>",
    '"><img src=x onerror=alert(3)>',
    "' onfocus='alert(4)' autofocus='",
    "<!-- a comment that never ends",
    "]]><![CDATA[ x",
    "<svg/onload=alert(5)>",
    "javascript:alert(6)//https://example.org",
    "&amp;",
    "&lt;b&gt; &quot;quoted&quot; &#39;",
    "&#0;",
    "&#x3c;script&#x3e;",
    "&nbsp;&shy;&zwj;&notin;&not an entity",
    # Quotes of all kinds
    "O’Brien's “quoted” 'text' \"here\"",
    "`backticks` $(command) ${variable} $HOME",
    # Templates, formats, queries, paths, formulas
    "{{ 7*7 }}",
    "{% now 'Y' %}",
    "{# gone? #} {% comment %}x{% endcomment %}",
    "<%= 7*7 %> #{7*7} ${{7*7}}",
    "%s %d %(name)s %n %x 100%",
    "{0} {name} {0.__class__} {{}}",
    "'; DROP TABLE profiles_profile; --",
    "1 OR 1=1",
    "\\'; SELECT pg_sleep(9)--",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "../../../../etc/passwd",
    "C:\\con\\nul",
    "file:///etc/passwd%00",
    "a%0d%0aSet-Cookie:%20b=c",
    "a+b&c=d;e#f?g",
    "\\x00 \\u0000 \\n \\",
    "null",
    "undefined",
    "None",
    "[]",
    "0",
    "-1",
    "NaN",
    "1e309",
    # Directions, marks and what is not seen
    "\u202eright to left\u202c and back",
    "\u2066isolated\u2069 \u200fmarked\u200e",
    "مرحبا بالعالم, abc, שלום",
    "zero\u200bwidth\u200cnon\u200djoiner\u2060word\ufeffjoiner",
    "\ufeffbegins with a byte order mark",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅",
    "e\u0301 é, ﬁ ﬀ, İstanbul ıI, ß ẞ",
    "Å Å Ω Ω ①²½",
    "👩‍👩‍👧‍👦 👨🏿‍🚀 🏳️‍🌈 🇵🇹 ❤️ 👍🏽",
    "𝕿𝖍𝖊 𝓠𝓾𝓲𝓬𝓴 𐐷 𠜎 \U000e0041\U000e007f \U0010ffff",
    "田中さん 사회과학원 パーティーへ行かないか",
    "\ufffd \ufffe \uffff \ue000",
    # Blanks and controls
    "two  blanks\tand a tab",
    "a\u00a0b\u1680c\u2000d\u2003e\u2009f\u202fg\u205fh\u3000i",
    "\u3000trimmed \u2003",
    "line\u2028separator and\u2029paragraph",
    "next\u0085line, vertical\x0btab, form\x0cfeed",
    "bell\x07 escape\x1b[31m delete\x7f backspace\x08",
    "\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a",
    "c1\x80\x81\x90\x9f file\x1cgroup\x1drecord\x1eunit\x1fend",
    "W" * 45,
    "W" * 199,
    "verylongword" * 40,
    # Several lines: for a field that has them
    "one\ntwo\n\n\nfive",
    "\nbegins and ends with a line break\n",
    "carriage\r\nreturns\r\nas sent",
    "  indented\n    further  \nend",
]


def more_hostile() -> list[str]:
    """Return the strings in the file that `TALENTNET_HOSTILE_STRINGS` names, or skip the test."""
    path = os.environ.get(VARIABLE)
    if not path:
        pytest.skip(f"{VARIABLE} names no file of more strings")
    strings: list[str] = json.loads(Path(path).read_text(encoding="utf-8"))
    return strings


def expected(text: str) -> str:
    """Return the text as it must be stored: trimmed, with LF as line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_line(text: str) -> bool:
    """True if a browser can submit the text from a field of one line."""
    return not {"\n", "\r"} & set(expected(text))
