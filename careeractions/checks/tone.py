"""Checks `promise`, `discouragement`, `trait` and `generic`: what an adviser wouldn't say."""

import re
from collections.abc import Iterator

from careeractions.checks.person import CardSet, CardText
from careeractions.checks.phrases import phrase_pattern
from careeractions.findings import Finding

_PROMISE = phrase_pattern("promise")
_DISCOURAGEMENT = phrase_pattern("discouragement")
_TRAIT = phrase_pattern("trait")
_GENERIC = phrase_pattern("generic")
# Words before a phrase that deny it: "it can't guarantee you a job", "it is not too late".
_DENIAL = re.compile(
    r"(?:\b(?:no|not|cannot|without|never|nobody|nothing|neither|whether|if|when|until|unless|"
    r"before|kein\w*|nicht|ohne|nie|niemand|ob|wenn|sin|nunca|nadie|si|ningun\w+)\b|n['’]t\b)"
    r"[^.,;:]{0,20}\Z",
    re.IGNORECASE,
)
_DENIAL_AFTER = re.compile(
    r"[^.,;。]{0,12}?(?:\b(?:nicht|kein\w*|not|no)\b|(?:では|は|が)(?:ない|ありません|できません))",
    re.IGNORECASE,
)
# Characters before a phrase in which it may be denied.
_LOOK_BACK = 40


def check_tone(cards: CardSet) -> Iterator[Finding]:
    for text in cards.texts:
        for words in _undenied(text.text, _PROMISE):
            yield Finding.of_code("promise", words, text.action, text.place)
        for words in _undenied(text.text, _DISCOURAGEMENT):
            yield Finding.of_code("discouragement", words, text.action, text.place)
        for match in _TRAIT.finditer(text.text):
            yield Finding.of_code("trait", match[0], text.action, text.place)
        yield from _generic(text)


def _undenied(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        is_denied_after = pattern is _PROMISE and _DENIAL_AFTER.match(text, match.end())
        if not _DENIAL.search(before) and not is_denied_after:
            yield match[0]


def _generic(text: CardText) -> Iterator[Finding]:
    """Stock phrases in a title, or at the beginning of a description."""
    if text.place == "rationale":
        return
    match = _GENERIC.search(text.text)
    if match and (text.place == "title" or match.start() == 0):
        yield Finding.of_code("generic", match[0], text.action, text.place)
