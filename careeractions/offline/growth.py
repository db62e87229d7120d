"""Turn growth areas, possibly written by a model, into phrases to name or quote."""

import re

from careeractions.offline.phrases import Phrase, core_of, holds_address, mid_sentence
from talentnet.text import one_line


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Verb, optional adjectives, optional "skills in" or the like; the rest is the thing to build.
_THING_TO_BUILD = re.compile(
    r"\A(?:(?:build|develop|improve|strengthen|deepen|gain|get|acquire|learn|practice|grow|expand|"
    r"broaden|demonstrate|show)\s++)"
    r"(?:(?:your|some|more|a|basic|deeper|solid|stronger|practical|hands-on|direct|working|first)"
    r"\s++)*+"
    r"(?:(?:skills?|experience|knowledge|expertise|competence|proficiency|familiarity|fluency|"
    r"understanding|depth|background|exposure)\s++(?:in|with|of|on|to)\s++)?"
    r"(?P<thing>.+)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s(?:skills?|experience|knowledge|expertise)$", re.IGNORECASE)
_IMPERATIVES = _words(
    """add apply ask attend become begin build collaborate collect complete conduct contribute
    create deepen deliver demonstrate design develop do document draft earn engage establish
    explore expand find finish follow gain get give help identify implement improve join keep lead
    learn make meet obtain organize participate pass practice prepare present produce publish
    pursue read run secure seek show speak spend start strengthen study submit take teach train
    translate try understand undertake use volunteer work write"""
)
# Cards never send a reader to an outside resource, so areas that mention one are left out.
_SEVERAL = re.compile(r"[,;:]|\b(?:by|through|via|so|for your|from|that)\b")
_RESOURCES = re.compile(
    r"\b(?:course|courses|fellowship|program|programme|bootcamp|certificate|certification|"
    r"university|institute|conference|book|summer school|website|mooc|degree)\b",
    re.IGNORECASE,
)
# Acronyms that aren't names of outside resources.
_COMMON_LETTERS = frozenset({"AI", "ML", "NLP", "US", "EU", "UK", "UN", "RL", "LLM", "LLMs", "API"})
_QUOTABLE = re.compile(r"[\w\s,.'’()/&+#-]+")
# Two sentences, stray or doubled punctuation, an open bracket: not one phrase.
_ODD_PUNCTUATION = re.compile(r"\. |\s[,.)]|[,.(]{2}|\($")
# Characters; longer quotations would drown the card.
_MIN_QUOTED, _MAX_QUOTED = 12, 110


def named(area: str) -> Phrase | None:
    """Name the thing to build: "Build skill in threat modeling" → "threat modeling"."""
    thing = _thing_in(one_line(area))
    core = core_of(thing) if thing and not _RESOURCES.search(thing) else ""
    # The basis quotes the area, so the core has to occur in it verbatim.
    if not core or core not in area or not _QUOTABLE.fullmatch(area):
        return None
    return Phrase(mid_sentence(core), (area,))


def _thing_in(area: str) -> str:
    match = _THING_TO_BUILD.match(area)
    if match:
        thing = _TRAILING.sub("", match["thing"].rstrip(" ."))
    elif area.split(" ")[0].casefold() in _IMPERATIVES:
        return ""
    else:
        thing = area.rstrip(" .")
    # Several things or a whole plan can only be quoted, not named.
    return "" if _SEVERAL.search(thing) else thing


def advised(area: str) -> Phrase | None:
    """Quote the area if it is one harmless phrase that names no outside resource."""
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
    """True if the word is no proper name, judged by its capitals."""
    bare = word.strip(",.()'’")
    return not any(c.isupper() for c in bare) or bare in _COMMON_LETTERS
