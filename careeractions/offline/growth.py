"""Turn growth areas, possibly written by a model, into phrases to name or quote."""

import re

from careeractions.offline.phrases import Phrase, core_of, mid_sentence
from careeractions.offline.topics import content_stems
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
_QUOTABLE = re.compile(r"[\w\s,.'’()/&+#-]+")
_GENERAL = content_stems(
    "AI safety research skill skills experience work project projects technical system systems "
    "management model models data communication professional practical hands-on team write writing "
    "academic analysis policy tools build make develop learn lead help public speaking programming"
)


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


def telling_stems(area: str) -> frozenset[str]:
    """Stems by which an area is compared with a goal, without those that every area has."""
    return content_stems(area) - _GENERAL
