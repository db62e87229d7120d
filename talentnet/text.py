"""Text from outside, made fit to store, to show on a line, or to quote to a model."""

import re

_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BREAK_OF_LINE = re.compile(r"[\r\n]+")
_BLANK = re.compile(r"\s+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters, blanks aside, and what is invisible on a page and yet read by a model or
# reversing what is read: bidi controls, the tag block, zero-width spaces. Joiners stay: emoji and
# several scripts are spelled with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WORD = re.compile(r"\w[\w+#.-]*\w|\w[+#]*")
_EMAIL = re.compile(r"[^\s@<>()\[\]\",;:“”]+@[\w-]+(?:\.[\w-]+)+")


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which PostgreSQL refuses, trimmed at its ends."""
    return _UNSTORABLE.sub("", text).strip()


def as_typed(text: str) -> str:
    """A line as a field of one line keeps it: letter by letter but for its ends."""
    return storable(_BREAK_OF_LINE.sub(" ", text))


def one_line(text: str) -> str:
    """On a single line, without control and invisible characters."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", storable(text))).strip()


def plain_lines(text: str) -> list[str]:
    """The lines that hold something, each as `one_line` gives it."""
    lines = (one_line(line) for line in _LINE_BREAKS.sub("\n", storable(text)).split("\n"))
    return [line for line in lines if line]


def cut_at_word(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word and with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    inside_a_word = head[-1:].isalnum() and text[limit - 1].isalnum()
    cut = head.rsplit(None, 1)[0] if inside_a_word and " " in head else head
    return cut.rstrip(" ,;:.–—-") + "…"


def has_url(text: str) -> bool:
    return bool(_URL.search(text))


def without_addresses(text: str) -> str:
    """With URLs and email addresses taken out."""
    return _EMAIL.sub("[email removed]", _URL.sub("[link removed]", text))


def and_list(items: list[str]) -> str:
    """a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def normalized(text: str) -> str:
    """Lower-case words with a space around each, so that a phrase is found as a substring."""
    words = (word.strip(".-") for word in _WORD.findall(text.casefold()))
    return f" {' '.join(words)} "


def names(text: str, phrase: str) -> bool:
    """Whether a normalized text holds a phrase, as whole words."""
    wanted = normalized(phrase)
    return bool(wanted.strip()) and wanted in text
