"""Clean text from outside for storage, display on one line, or a model's prompt."""

import html
import re

_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BREAK_OF_LINE = re.compile(r"[\r\n]+")
_BLANK = re.compile(r"\s+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters except blanks, and characters that are invisible on a page but reach a model or
# reverse the text: bidi controls, the tag block, zero-width spaces. Joiners stay: emoji and several
# scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
# Python refuses to parse numbers of more than 4,300 digits; no real reference comes near 1,000.
_NO_CHARACTER = re.compile(r"&#[0-9]{1000,};?")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A word may hold + # . - inside and + # at its end: C++, F#, node.js, e-mail.
_WORD = re.compile(r"\w[\w+#.-]*\w|\w[+#]*")
# Every run of what can stand before an "@" is a match of its own, so that none is read twice.
_EMAIL = re.compile(r"[^\s@<>()\[\]\",;:“”]++(?P<domain>@[\w-]++(?:\.[\w-]++)+)?")

# A phone number has nine digits or more, or fewer after a plus sign or a word such as “tel”. A line
# of years or dates can have as many digits, so dates are removed before the digits are counted.
_DIGITS = r"(?:\d[\s().\-/\u00a0]{0,3})"
_PHONE = re.compile(
    rf"(?P<announced>\b(?:tel|telephone|phone|mobile|cell|fax)\b[.:\s]*)?"
    rf"(?P<number>(?<![\w.])(?:\+|\(\+?)?{_DIGITS}{{5,17}}\d(?!\w))",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{4}|(?:19|20)\d{2})\b")
_FEWEST_DIGITS = 9


def without_unstorable(text: str) -> str:
    """Remove NUL and lone surrogates, which PostgreSQL refuses."""
    return _UNSTORABLE.sub("", text)


def storable(text: str) -> str:
    """Strip blanks, NUL and lone surrogates."""
    return without_unstorable(text).strip()


def as_typed(text: str) -> str:
    """Join lines with blanks and trim the ends; otherwise keep every character."""
    return storable(_BREAK_OF_LINE.sub(" ", text))


def one_line(text: str) -> str:
    """Collapse to one line, without control and invisible characters."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", storable(text))).strip()


def heading(text: str) -> str:
    """Like `one_line`, but never empty: a link needs a name."""
    return one_line(text) or "Untitled"


def plain_lines(text: str) -> list[str]:
    """Return the non-empty lines, each cleaned by `one_line`."""
    lines = (one_line(line) for line in _LINE_BREAKS.sub("\n", storable(text)).split("\n"))
    return [line for line in lines if line]


def unescaped(text: str) -> str:
    """Decode HTML entities; never raises."""
    return html.unescape(without_endless_numbers(text))


def without_endless_numbers(text: str) -> str:
    """Replace impossible character references, on which HTML parsers fail."""
    return _NO_CHARACTER.sub("\ufffd", text)


def cut_at_word(text: str, limit: int) -> str:
    """Cut at a word to at most `limit` characters, ending in an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    inside_a_word = head[-1:].isalnum() and text[limit - 1].isalnum()
    cut = head.rsplit(None, 1)[0] if inside_a_word and " " in head else head
    return cut.rstrip(" ,;:.–—-") + "…"


def has_url(text: str) -> bool:
    return bool(_URL.search(text))


def without_addresses(text: str) -> str:
    """Replace URLs and email addresses."""
    return _EMAIL.sub(_without_email, _URL.sub("[link removed]", text))


def _without_email(found: re.Match[str]) -> str:
    return "[email removed]" if found["domain"] else found[0]


def without_phone_numbers(text: str) -> str:
    return _PHONE.sub(_without_phone_number, text)


def _without_phone_number(match: re.Match[str]) -> str:
    announced, number = match["announced"] or "", match["number"]
    digits = sum(letter.isdigit() for letter in _DATE.sub("", number))
    is_number = digits >= _FEWEST_DIGITS or (
        digits and (announced or number.startswith(("+", "(+")))
    )
    return f"{announced}[phone removed]" if is_number else match[0]


def and_list(items: list[str]) -> str:
    """Join as in “a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def normalized(text: str) -> str:
    """Lower-case words, each between spaces, so that a substring test finds whole words."""
    words = (word.strip(".-") for word in _WORD.findall(text.casefold()))
    return f" {' '.join(words)} "


def names(text: str, phrase: str) -> bool:
    """True if a text from `normalized` contains the phrase as whole words."""
    words = normalized(phrase)
    return bool(words.strip()) and words in text
