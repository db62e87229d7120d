"""Read career goals: the wish in the second person, its object, and what it rules out."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from careeractions.offline.phrases import core_of, holds_address, mid_sentence
from careeractions.offline.topics import content_stems, topics_in
from careeractions.offline.words import (
    BASE_VERBS,
    GOAL_VERBS,
    WEAK_OBJECTS,
)
from talentnet.languages import language_of
from talentnet.text import plain_lines

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_ANY_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？])")
# "I want to", "I would really like to", "My goal is to", "we hope to" …
_WANT = re.compile(
    r"(?:\b(?:i|we)(?:['’]d|['’]m| am| would| will| do| should)?|\A(?:now |would )?)"
    r"(?: ?\w+ly| also| just| now| still| very much)*+ ?"
    r"\b(?:want|wants|like|love|hope|hoping|wish|plan|planning|intend|aim|aiming|need|trying|looking"
    r"|prefer|dream of|interested in|seeking|look)(?: very much)?(?P<link> to be able to| to| for)?"
    r" (?P<wish>.+)",
    re.IGNORECASE,
)
_MY_GOAL = re.compile(
    r"\b(?:my|the|our)(?: \w+(?:-\w+)?){0,2} (?:goal|aim|dream|hope|plan|ambition|mission|idea)s?"
    r"(?: for \w+ \w+)? (?:is|are|would be|:)(?: (?P<link>to))? (?P<wish>.+)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\A(?:(?:long[- ]term|short[- ]term|concretely|specifically|eventually|ideally|ultimately"
    r"|goals?|aims?|next(?: step)?"
    r"|in the (?:long|short) (?:term|run)|(?:with)?in (?:the next )?\w+ (?:years?|months?))"
    r"[:,]? )(?P<rest>.+)",
    re.IGNORECASE,
)
_TO = re.compile(r"\Ato (?P<wish>[a-z]+ .+)", re.IGNORECASE)
# Boundaries at which a long wish is complete, the widest first.
_BOUNDARIES = (
    re.compile(r" ?(?:;|: | [-–—] | \().*"),
    re.compile(r", (?:write|find|get|make|then|so|which|paid|from|even|with|no)\b.*"),
    re.compile(r",? (?:because|since|so that|so|although|while|but|ideally|preferably|rather)\b.*"),
    re.compile(r", .*"),
    re.compile(r" and (?:then |to |maybe |later |also )?\w+ .*"),
    re.compile(r" (?:that|which|who|where|when|after|before|until|without|instead)\b.*"),
)
_OBJECT_END = re.compile(
    r"[,;:.!?()–—]|\s(?:as|so|that|which|who|whom|whose|because|by|before|after|when|while|until|"
    r"without|where|if|and|but|or|than|from|into|instead|rather|more|once|one day|within|at|through"
    r"|during|before|using|is|are|be|get|can|will|with)\b",
    re.IGNORECASE,
)
_ROLE_SUBJECT = re.compile(r"\bon\s(?P<object>.+)")
# A wish that refers back can't stand alone: "help with that", "inside one of them".
_REFERS_BACK = re.compile(
    r"\b(?:with|of|for|about|to|in|on|from|do|give|help|make|turn) (?:that|this|it|them|those)\b"
    r"|\Athat\b|\b(?:publish|test|show) (?:that|it)$",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\b(?:about|of|for|to|in|on|with|from|at|by|and|or|the|a|an|to \w+ing|than|as)$", re.IGNORECASE
)
_FINITE = re.compile(r"\b(?:will|is|are|was|were|has|have|can|says|ask)\b", re.IGNORECASE)
_INTERESTED = re.compile(r"\binterested in\b", re.IGNORECASE)
_INTO = re.compile(r"\b(?:in)?to ")
_RELATIVE = re.compile(r"\b(?:that|which|who|where|when)\b")
_SAFE = re.compile(r"[\w\s,.;:'’()/&+#%-]+")
_FIRST_PERSON = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "us": "you",
    "our": "your",
    "i'm": "you're",
    "i’m": "you’re",
    "i've": "you've",
    "i’ve": "you’ve",
    "i'd": "you'd",
    "i’d": "you’d",
    "i'll": "you'll",
    "i’ll": "you’ll",
}
_AFTER_I = {"am": "are", "was": "were"}
_WORD = re.compile(r"[\w’']+|\W+")
_NO = (
    r"\b(?:without|not|never|nothing|no|don['’]t|avoid|rather than|instead of|won['’]t)\b"
    r"[^.;]{0,40}?"
)
_FORBIDDEN = {
    "publish": re.compile(_NO + r"\b(?:publish\w*|publication|in the open|be public)", re.I),
    "code": re.compile(_NO + r"\b(?:cod(?:e|ing)|program(?:ming)?\b)", re.I),
    "teach": re.compile(_NO + r"\b(?:teach(?:ing)?)\b", re.I),
    "lead": re.compile(
        _NO + r"\b(?:manag(?:e|ing) (?:people|others|a team)|lead(?:ing)?|found)\b", re.I
    ),
}
_MIN_WORDS, _MAX_WORDS, _MAX_OBJECT_WORDS = 4, 20, 6
# Characters; nobody reads a longer one as a wish.
_MAX_SENTENCE, _MIN_SENTENCE_WORDS, _MIN_STEMS = 600, 3, 2
MAX_PASSAGE = 190


@dataclass(frozen=True)
class Goal:
    """One wish from the career goals or from what a person seeks."""

    passage: str
    """Verbatim, for the basis."""
    wish: str = ""
    """Follows "You want": "to make incident reporting better", "a position in policy"."""
    object: str = ""
    """Noun phrase that the wish is about, such as "incident reporting for AI"; may be empty."""
    is_interest: bool = False
    """True for "interested in …", which says less than a wish."""

    @cached_property
    def is_long(self) -> bool:
        return len(self.wish.split()) > _MAX_WORDS


def goal_in(text: str) -> Goal | None:
    """Clearest wish of a text in English; without one, its first sentence as a bare passage."""
    sentences = [s for line in plain_lines(text) for s in _SENTENCE_END.split(line)]
    sentences = [s.strip(" -•*·").rstrip(" .!;") for s in sentences]
    usable = [s for s in sentences if _is_readable(s)]
    read = [goal for s in usable if (goal := _goal(s))]
    if read:
        # The first of the clearest: people put first what matters most.
        return max(read, key=_clarity)
    telling = [s for s in usable if len(content_stems(s)) >= _MIN_STEMS]
    return Goal(_passage(telling[0])) if telling and language_of(text) in ("", "en") else None


def foreign_goal_in(text: str) -> Goal | None:
    """First sentence that fits into the basis, unread."""
    sentences = [s.strip() for line in plain_lines(text) for s in _ANY_SENTENCE_END.split(line)]
    usable = (s for s in sentences if 0 < len(s) <= MAX_PASSAGE and not holds_address(s))
    return next((Goal(sentence) for sentence in usable), None)


def _clarity(goal: Goal) -> int:
    named = bool(topics_in(goal.passage))
    return 2 * bool(goal.wish) + bool(goal.object) + named - goal.is_interest


def forbidden_by(text: str) -> frozenset[str]:
    """Things that a text rules out: publish, code, teach, lead."""
    return frozenset(name for name, pattern in _FORBIDDEN.items() if pattern.search(text))


def _is_readable(sentence: str) -> bool:
    return (
        len(sentence) <= _MAX_SENTENCE
        and len(sentence.split()) >= _MIN_SENTENCE_WORDS
        and not holds_address(sentence)
        # A very long word could break the layout of a card.
        and all(len(word) <= 30 for word in sentence.split())
        and bool(_SAFE.fullmatch(sentence))
    )


def _passage(sentence: str) -> str:
    for boundary in _BOUNDARIES:
        if len(sentence) <= MAX_PASSAGE:
            break
        shorter = boundary.sub("", sentence, count=1)
        sentence = shorter if len(shorter.split()) >= _MIN_WORDS else sentence
    return sentence if len(sentence) <= MAX_PASSAGE else sentence[:MAX_PASSAGE].rsplit(" ", 1)[0]


def _goal(sentence: str) -> Goal | None:
    """Wish in a sentence, or None if it holds none."""
    if lead := _LEAD.match(sentence):
        sentence = lead["rest"]
    match = _WANT.search(sentence) or _MY_GOAL.search(sentence)
    if match:
        if _INTERESTED.search(match[0][: match.start("wish") - match.start()]):
            goal = _read(f"work on {match['wish']}", is_clause=True)
            passage = _passage(match["wish"])
            return replace(goal, passage=passage, is_interest=True) if goal else None
        is_clause = (match["link"] or "").strip().startswith("to")
        return _read(match["wish"], is_clause=is_clause)
    if to := _TO.match(sentence):
        return _read(to["wish"], is_clause=True)
    first = sentence.split(" ", 1)[0].casefold()
    if first in BASE_VERBS:
        return _read(sentence, is_clause=True)
    is_noun = first in ("a", "an", "the", "work") and not _FINITE.search(
        _RELATIVE.split(sentence, maxsplit=1)[0]
    )
    return _read(sentence, is_clause=False) if is_noun else None


def _read(raw: str, *, is_clause: bool) -> Goal | None:
    wish = _shortened(raw)
    first, _, rest = wish.partition(" ")
    if (is_clause and first.casefold() not in BASE_VERBS) or not rest:
        return None
    if not is_clause and first.casefold().endswith("ing"):
        return None
    first = first.lower() if is_clause or first in ("A", "An", "The", "Work") else first
    tells = in_second_person(f"{first} {rest}")
    if len(wish.split()) > _MAX_WORDS or _REFERS_BACK.search(wish) or _UNFINISHED.search(wish):
        tells = ""
    elif is_clause:
        tells = f"to {tells}"
    return Goal(_passage(raw), tells, _object(first, rest, is_clause=is_clause))


def _shortened(wish: str) -> str:
    """End a long wish where it is complete in itself, never in the middle."""
    for boundary in _BOUNDARIES:
        if len(wish.split()) <= _MAX_WORDS:
            break
        shorter = boundary.sub("", wish, count=1)
        wish = shorter if len(shorter.split()) >= _MIN_WORDS else wish
    return wish.rstrip(" ,;:")


def in_second_person(text: str) -> str:
    """Turn "lower the risk for my patients" into "lower the risk for your patients"."""
    words, last = [], ""
    for word in _WORD.findall(text):
        low = word.casefold()
        if last == "i" and low in _AFTER_I:
            word = _AFTER_I[low]
        # A capital I in the middle of a text is the pronoun; "us" in capitals is a country.
        elif low in _FIRST_PERSON and word not in ("US", "ME"):
            word = _FIRST_PERSON[low]
        words.append(word)
        last = low if low.strip() else last
    return "".join(words)


def _object(verb: str, rest: str, *, is_clause: bool) -> str:
    """Noun phrase that a wish is about; empty if none can be named safely."""
    if is_clause and verb in _MOVING_VERBS:
        # "Move from advertising into policy" is about policy.
        rest = _INTO.split(rest, maxsplit=1)[-1]
    if is_clause and verb in GOAL_VERBS:
        for particle in ("on ", "to ", "into ", "in ", "about "):
            rest = rest.removeprefix(particle)
        candidates = [rest]
    elif not is_clause or verb in ("become", "get", "find", "land", "take", "have", "be"):
        match = _ROLE_SUBJECT.search(rest)
        candidates = [match["object"]] if match else []
    else:
        candidates = []
    return next((noun for text in candidates if (noun := _noun_phrase(text))), "")


def _noun_phrase(text: str) -> str:
    phrase = _OBJECT_END.split(text, maxsplit=1)[0].strip()
    words = phrase.split()
    if len(words) == 1 and text[len(phrase) :].lstrip().startswith(("and ", "or ")):
        # "Audit and reporting regimes": the noun comes later.
        return ""
    while words and words[-1].casefold() in ("for", "in", "of", "on", "to", "the", "a", "an", "my"):
        words.pop()
    if not words or words[0].casefold() in _PREPOSITIONS | {"from", "with", "at", "into"}:
        return ""
    phrase = " ".join(words)
    low = [word.casefold() for word in words]
    # Before its first preposition, a noun phrase ends in its head.
    until = next((n for n, w in enumerate(low) if n and w in _PREPOSITIONS), len(low))
    head = low[until - 1]
    if (
        not 1 <= len(words) <= _MAX_OBJECT_WORDS
        or low[0] in _NO_NOUN_PHRASE
        or low[0].endswith("ing")
        or any(word in _FIRST_PERSON or word in BASE_VERBS_ONLY for word in low)
        or head in WEAK_OBJECTS
        or low[0] in WEAK_OBJECTS
        or (head in ("risk", "risks", "problem", "problems") and until <= 2)
        or not core_of(phrase, max_words=_MAX_OBJECT_WORDS, max_length=60)
    ):
        return ""
    return mid_sentence(phrase)


_MOVING_VERBS = frozenset({"move", "transition"})
_PREPOSITIONS = frozenset({"of", "in", "for", "to", "on", "about", "between", "against"})
_NO_NOUN_PHRASE = frozenset(
    {
        *("how", "what", "why", "whether", "who", "where", "when", "which", "people", "others"),
        *("it", "this", "these", "them", "me", "that", "one"),
    }
)
# Verbs that are no nouns as well: one of them in a noun phrase shows that it is none.
BASE_VERBS_ONLY = frozenset({"become", "understand", "protect", "explain", "prevent", "improve"})
