"""Grammar that fits profile text into the middle of an American English sentence."""

import re
import unicodedata
from dataclasses import dataclass, field

from careeractions.offline.words import (
    AGENT_ENDINGS,
    EMPTY_WORDS,
    HEADING_WORDS,
    JOB_HEADS,
    JOB_WORDS,
    NAMES,
    NOT_ORDINARY,
    ORDINARY,
    ORDINARY_ENDINGS,
    SENTENCE_WORDS,
    SOLE_TITLES,
)
from talentnet.text import has_url, plain_lines, without_addresses

# Longer texts are seldom the name of one thing, and would stretch a title.
MAX_WORDS, MAX_LENGTH, MAX_WORD_LENGTH = 5, 48, 30
MAX_BASIS_LENGTH = 120

# End of the first item: brackets, separators, or a dash or slash between spaces.
_BREAK = re.compile(r"[(\[,;:|•·]|\s[-–—/]+\s")
# Bare domains and addresses without a scheme, which `has_url` leaves alone.
_DOMAIN = re.compile(
    r"\w\.(?:com|org|net|io|co|ai|dev|app|edu|gov|info|me|uk|de|eu|xyz|ru|cn)\b|\w@\w",
    re.IGNORECASE,
)
_PUNCTUATION = frozenset("+#&/.'’%- ")
_QUOTABLE = _PUNCTUATION | frozenset("(),:;–—")
_MARKUP = frozenset("<>{}\\`")
# Programming languages; any other single letter is an accident.
_ONE_LETTER_NAMES = frozenset("CR")
# Combining marks in a row: no script stacks as many, only "Zalgo" text does.
_STACKED_MARKS = 3
_ACRONYM = re.compile(r"\A[A-Z]{2,}s?$")
_JOINS = re.compile(r"[-/&]")
_APART = re.compile(r"[ /-]")
# Grades in titles, as in "Engineer III".
_RANK = re.compile(r"[IVX]+|\d+")
# Letters with spoken names that begin with a vowel sound: "an SRE", but "a UX designer".
_AN_LETTERS = frozenset("AEFHILMNORSX")
_SOUNDS_LIKE_CONSONANT = ("uni", "use", "usu", "eu", "one", "uti", "ub")
_SILENT_H = ("hour", "honest", "honor", "heir")


@dataclass(frozen=True)
class Phrase:
    """Item of the profile: its text in a sentence, and verbatim as the basis."""

    text: str
    basis: tuple[str, ...] = ()
    kinds: frozenset[str] = field(default_factory=frozenset)


def element(raw: object, *, max_words: int = MAX_WORDS) -> Phrase | None:
    """First safe phrase of a text; None if it would break a sentence."""
    core = core_of(raw, max_words=max_words)
    if not core or not isinstance(raw, str):
        return None
    return Phrase(mid_sentence(core), (raw if _quotable(raw) else core,))


def core_of(raw: object, *, max_words: int = MAX_WORDS, max_length: int = MAX_LENGTH) -> str:
    """Verbatim piece of the text that reads as the name of something; empty if none does."""
    if not isinstance(raw, str) or holds_address(raw) or _MARKUP.intersection(raw):
        return ""
    line = next(iter(plain_lines(raw)), "")
    core = _undecorated(_BREAK.split(_undecorated(line), maxsplit=1)[0])
    core = core.removesuffix(" skills").removesuffix(" Skills")
    fits = len(core) <= max_length and len(core.split()) <= max_words
    # Reading plain lines may change the text, but a basis has to be verbatim.
    return core if fits and core in raw and _reads_as_name(core) else ""


def holds_address(text: str) -> bool:
    """True for a text with a URL, a bare domain or an email address."""
    return has_url(text) or without_addresses(text) != text or bool(_DOMAIN.search(text))


def _undecorated(text: str) -> str:
    """Strip bullets, quotation marks, emoji and closing punctuation."""
    start, end = 0, len(text)
    # ".NET", "C++" and "C#" begin or end with a sign that belongs to the name.
    while start < end and not (_is_wordlike(text[start]) or text[start : start + 4] == ".NET"):
        start += 1
    while end > start and not (_is_wordlike(text[end - 1]) or text[end - 1] in "+#"):
        end -= 1
    return text[start:end]


def _is_wordlike(character: str) -> bool:
    # Letters, combining marks and numbers of any script.
    return unicodedata.category(character)[0] in "LMN"


def _reads_as_name(core: str) -> bool:
    words = core.casefold().split()
    return (
        any(c.isalpha() for c in core)
        and (len(core) > 1 or not core.isascii() or core in _ONE_LETTER_NAMES)
        and all(_is_wordlike(c) or c in _PUNCTUATION for c in core)
        and not _has_stacked_marks(core)
        and all(len(word) <= MAX_WORD_LENGTH for word in words)
        and core.casefold() not in EMPTY_WORDS
        and words[-1] not in HEADING_WORDS
        and not SENTENCE_WORDS.intersection(words)
    )


def _has_stacked_marks(text: str) -> bool:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) == "Mn" else 0
        if run >= _STACKED_MARKS:
            return True
    return False


def _quotable(raw: str) -> bool:
    """True if the whole text can be quoted as a profile element."""
    return (
        len(raw) <= MAX_BASIS_LENGTH
        and raw == raw.strip()
        and all(_is_wordlike(c) or c in _QUOTABLE for c in raw)
        and not _has_stacked_marks(raw)
    )


def mid_sentence(text: str) -> str:
    """Lowercase list capitals: "Event planning" → "event planning", but "EU AI Act" stays."""
    words = text.split(" ")
    # One word that may be a name ("Google") makes the whole text a name ("Google Analytics").
    if not all(_can_be_lowercased(word) for word in words):
        return text
    return " ".join(word.lower() if is_ordinary(word) else word for word in words)


def _can_be_lowercased(word: str) -> bool:
    keeps = word.casefold() in NAMES or any(c.isupper() for c in word[1:]) or not word.istitle()
    return keeps or is_ordinary(word)


def is_ordinary(word: str) -> bool:
    """True if a capital is only a habit of lists: "Planning", "PLANNING", but not "Python"."""
    low = word.casefold()
    if low in ORDINARY and word.istitle():
        return True
    if low in NAMES or low in NOT_ORDINARY or not (word.istitle() or _is_shouted(word)):
        return False
    # A compound is ordinary if all of its parts are.
    parts = _JOINS.split(low)
    return all(p in ORDINARY or p.endswith(ORDINARY_ENDINGS) for p in parts if p)


def _is_shouted(word: str) -> bool:
    return word.isupper() and len(word) > 3 and word.casefold() in ORDINARY


def position(title: str) -> str:
    """Job title as it follows "as": "an operations manager"; empty if it names no person."""
    words = [_unshouted(word) for word in title.split(" ")]
    title = " ".join(words)
    heads = _APART.split(title.casefold())
    if SOLE_TITLES.intersection(heads):
        return title
    if not _names_a_person(words):
        return ""
    if not all(_is_job_word(word) for word in words):
        # A capital at the start alone is that of a sentence: "Crane operator".
        if len(words) > 1 and words[0].istitle() and all(word.islower() for word in words[1:]):
            words[0] = words[0] if _keeps_capital(words[0]) else words[0].lower()
            return with_article(" ".join(words))
        return with_article(title)
    return with_article(" ".join(w if _keeps_capital(w) else w.lower() for w in words))


def _unshouted(word: str) -> str:
    # Shorter words in capitals are probably acronyms.
    return word.capitalize() if word.isupper() and len(word) > 4 else word


def _names_a_person(words: list[str]) -> bool:
    """True if a title's main noun ("head" in "head of x", "analyst ii") means a person."""
    # Roman numerals and numbers are grades, as in "Engineer III".
    before_of = words[: words.index("of")] if "of" in words[1:] else words
    nouns = [w.casefold() for w in before_of if not _RANK.fullmatch(w)]
    return bool(nouns) and (nouns[-1] in JOB_HEADS or nouns[-1].endswith(AGENT_ENDINGS))


def _is_job_word(word: str) -> bool:
    low = word.casefold()
    return (
        not word.istitle()
        or low in JOB_WORDS | JOB_HEADS | NAMES
        or is_ordinary(word)
        or low.endswith(AGENT_ENDINGS)
    )


def _keeps_capital(word: str) -> bool:
    return word.casefold() in NAMES or any(c.isupper() for c in word[1:])


def with_article(phrase: str) -> str:
    first = phrase.split(" ", maxsplit=1)[0]
    low = first.casefold()
    if _ACRONYM.match(first):
        vowel = first[0] in _AN_LETTERS
    else:
        vowel = low[:1] in set("aeiou") and not low.startswith(_SOUNDS_LIKE_CONSONANT)
    return f"{'an' if vowel or low.startswith(_SILENT_H) else 'a'} {phrase}"
