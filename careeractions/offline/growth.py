"""Growth areas, written by matching and possibly by a model, as something to name or to quote."""

import re

from careeractions.offline.phrases import Phrase, core_of, holds_address, mid_sentence
from talentnet.text import one_line


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


_NAMED = re.compile(
    r"(?:(?:build|develop|improve|strengthen|deepen|gain|get|acquire|learn|practice|grow|expand|"
    r"broaden|demonstrate|show)\s+)"
    r"(?:(?:your|some|more|a|basic|deeper|solid|stronger|practical|hands-on|direct|working|first)"
    r"\s+)*"
    r"(?:(?:skills?|experience|knowledge|expertise|competence|proficiency|familiarity|fluency|"
    r"understanding|depth|background|exposure)\s+(?:in|with|of|on|to)\s+)?"
    r"(?P<what>.+)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s+(?:skills?|experience|knowledge|expertise)$", re.IGNORECASE)
_IMPERATIVES = _words(
    """add apply ask attend become begin build collaborate collect complete conduct contribute
    create deepen deliver demonstrate design develop do document draft earn engage establish
    explore expand find finish follow gain get give help identify implement improve join keep lead
    learn make meet obtain organize participate pass practice prepare present produce publish
    pursue read run secure seek show speak spend start strengthen study submit take teach train
    translate try understand undertake use volunteer work write"""
)
# A phrase with one of these sends the reader to something by name, or to something to buy.
_RESOURCES = re.compile(
    r"\b(?:course|courses|fellowship|program|programme|bootcamp|certificate|certification|"
    r"university|institute|conference|book|summer school|website|mooc|degree)\b",
    re.IGNORECASE,
)
_COMMON_LETTERS = frozenset({"AI", "ML", "NLP", "US", "EU", "UK", "UN", "RL", "LLM", "LLMs", "API"})
_QUOTABLE = re.compile(r"[\w\s,.'’()/&+#-]+")
_ODD_PUNCTUATION = re.compile(r"\. |\s[,.)]|[,.(]{2}|\($")
_SEVERAL = re.compile(r"[,;:]|\b(?:by|through|via|so|for your|from|that)\b")
_MIN_QUOTED, _MAX_QUOTED = 12, 110


def named(area: str) -> Phrase | None:
    """The thing to build: "Build skill in threat modeling" → "threat modeling"."""
    what = _what(one_line(area))
    core = core_of(what) if what and not _RESOURCES.search(what) else ""
    if not core or core not in area or not _QUOTABLE.fullmatch(area):
        return None
    return Phrase(mid_sentence(core), (area,))


def _what(area: str) -> str:
    found = _NAMED.match(area)
    if found:
        what = _TRAILING.sub("", found["what"].rstrip(" ."))
    elif area.split(" ")[0].casefold() in _IMPERATIVES:
        return ""
    else:
        what = area.rstrip(" .")
    # More than one thing, or a whole plan: better quoted than named.
    return "" if _SEVERAL.search(what) else what


def advised(area: str) -> Phrase | None:
    """The area in quotation marks, if it is one harmless phrase that names no outside resource."""
    text = one_line(area).rstrip(" .!")
    if not _may_be_quoted(text) or text not in area:
        return None
    return Phrase(f"“{text}”", (area,))


def _may_be_quoted(text: str) -> bool:
    return (
        _MIN_QUOTED <= len(text) <= _MAX_QUOTED
        and bool(_QUOTABLE.fullmatch(text))
        and not _ODD_PUNCTUATION.search(text)
        and not holds_address(text)
        and not _RESOURCES.search(text)
        and text.split(" ")[0].casefold() in _IMPERATIVES
        and all(_is_common(word) for word in text.split(" ")[1:])
    )


def _is_common(word: str) -> bool:
    """True if a word is no proper name; models capitalize those."""
    bare = word.strip(",.()'’")
    return not any(c.isupper() for c in bare) or bare in _COMMON_LETTERS
