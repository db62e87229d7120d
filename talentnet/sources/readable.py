"""Convert the HTML of a posting to plain text that is safe to store and easy to read.

Paragraphs stay separate, list items begin with a dash and links are followed by their address.
Scripts, styles and comments are removed. The result is always shown as text, never as HTML.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from talentnet.text import one_line, storable, unescaped, without_endless_numbers

MAX_HTML = 400_000
NO_CONTENT = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head", "form")

_TAG = re.compile(
    r"<(?:/[a-z][a-z0-9]*|br|p|div|ul|ol|li|h[1-6]|span|strong|b|em|i|a)\b[^<>]*>", re.I
)
_ENTITY = re.compile(r"&(?:lt|#0*60|#x0*3c);\s*(?:/\s*)?[a-zA-Z]")
# What another tag begins in, or the text ends in, is no tag.
_UNCLOSED = re.compile(r"<(?=[/!?a-zA-Z][^<>]*(?:<|\Z))")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_AMPERSAND = re.compile(r"&(?!#?[0-9a-zA-Z])")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*+\n)++[^\S\n]*+")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_WIDE = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
MAX_TEXT = 200_000
_SHAPING = re.compile(
    "a|article|b|blockquote|br|caption|code|dd|del|div|dl|dt|em|figcaption|h[1-6]|hr|i|img|kbd|li"
    "|ol|p|pre|q|s|samp|section|strong|sub|sup|table|td|th|tr|ul"
)
"""Tags that structure the text; only the content of other tags is used."""


class _TextConverter(MarkdownConverter):
    """Markdownify without the Markdown syntax."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.items: Counter[int] = Counter()
        """Number of items converted so far, by the `id()` of the list."""

    def get_conv_fn(self, tag_name: str) -> Callable[..., str] | None:
        """Ignore other tags: Markdownify would call its method `convert_soup` for `<soup>`."""
        return super().get_conv_fn(tag_name) if _SHAPING.fullmatch(tag_name) else None  # type: ignore[misc]  # left out of its types

    def _plain(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_b = convert_strong = convert_em = convert_i = _plain
    convert_del = convert_s = convert_sub = convert_sup = convert_code = _plain
    convert_kbd = convert_samp = _plain

    def convert_hN(
        self, n: int, el: Tag, text: str, parent_tags: set[str]
    ) -> str:  # named by Markdownify
        return f"\n\n{one_line(text)}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Append the address if it is on the web and not already in the text."""
        address = str(el.get("href") or "").strip()
        shown = text.strip()
        is_web = address.lower().startswith(("http://", "https://")) and " " not in address
        if not is_web or not shown or _is_named(address, shown):
            return text
        return f"{text.rstrip()} ({address}){' ' if text.endswith(' ') else ''}"

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Turn line breaks of the HTML source into spaces, as browsers do."""
        text = str(super().process_text(el, parent_tags))  # type: ignore[misc]  # left out of its types
        return text if "pre" in (parent_tags or ()) else text.replace("\n", " ")

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Number items with a counter: Markdownify counts all previous siblings each time."""
        mark = self._number(el.parent) if el.parent and el.parent.name == "ol" else "- "
        lines = (f"{' ' * len(mark)}{line}" if line else "" for line in text.strip().split("\n"))
        return f"{mark}{'\n'.join(lines).lstrip(' ')}\n" if text.strip() else "\n"

    def _number(self, items: Tag) -> str:
        start = str(items.get("start"))
        first = int(start) if start.isdecimal() and len(start) < 10 else 1
        self.items[id(items)] += 1
        return f"{first + self.items[id(items)] - 1}. "

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{one_line(text)}  "

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()}\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"


_OPTIONS: dict[str, Any] = {
    "bullets": "-",
    "escape_asterisks": False,
    "escape_underscores": False,
    "escape_misc": False,
}


def is_html(text: str) -> bool:
    return bool(_TAG.search(text))


def readable(text: str) -> str:
    """Convert text that may be HTML, even escaped HTML; plain text is only made storable."""
    if _ENTITY.search(text) and not is_html(text):
        text = unescaped(text)
    if not is_html(text):
        return storable(text[:MAX_TEXT])
    # Beautiful Soup warns of a single line without markup that looks like an address.
    markup = _closed(without_endless_numbers(text[:MAX_HTML])) + "\n"
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup(NO_CONTENT):
        tag.decompose()
    try:
        plain = _TextConverter(**_OPTIONS).convert_soup(soup)
    except RecursionError:
        # Nested deeper than any real page: the bare text is enough.
        plain = soup.get_text("\n")
    return _tidy(plain)[:MAX_TEXT]


def _closed(text: str) -> str:
    """Remove declarations, comments and unclosed tags.

    The parser fails on some of them and takes quadratic time for many.
    """
    begun = _UNCLOSED.sub("&lt;", _CDATA.sub("", _without_comments(text)))
    # A space, so that the text around a declaration doesn't become a tag.
    return _AMPERSAND.sub("&amp;", _DECLARATION.sub(" ", begun))


def _without_comments(text: str) -> str:
    """Remove comments as a browser does; an unclosed one extends to the end."""
    before, *comments = text.split("<!--")
    return before + "".join(f"--{comment}".partition("-->")[2] for comment in comments)


def _tidy(text: str) -> str:
    spaced = _WIDE.sub(" ", text.replace("\u00a0", " "))
    return _BLANK_LINES.sub("\n\n", storable(_TRAILING.sub("", spaced)))


def _is_named(address: str, shown: str) -> bool:
    """True if a link's text already shows its address."""
    try:
        host = urlsplit(address).netloc.removeprefix("www.")
    except ValueError:
        return True
    return shown.rstrip("/") in (address.rstrip("/"), host) or shown.startswith("http")
