"""Check `hazard`: steps that make or publish something dangerous, or what a goal rules out.

A sentence is at fault when it names something hazardous and says to make, obtain or publish it,
unless the card says that the work is defensive or stays closed. What a goal rules out ("without
publishing anything harmful") counts against publishing anything about a hazardous subject.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from careeractions.checks.person import CardSet, CardText, CheckedPerson
from careeractions.checks.phrases import phrase_pattern
from careeractions.findings import Finding

_HAZARD = phrase_pattern("hazard")
_ACT = phrase_pattern("hazardous_act")
_SPREADING = phrase_pattern("spreading")
_SPREADS_HAZARD = phrase_pattern("spread_hazard")
_DEFENSIVE = phrase_pattern("defensive")
_RULED_OUT = phrase_pattern("ruled_out")
_SUBJECT = phrase_pattern("hazardous_subject")


@dataclass(frozen=True)
class _Card:
    """Title and description of one card."""

    texts: list[CardText]
    publishing_is_ruled_out: bool

    @property
    def text(self) -> str:
        return " ".join(text.text for text in self.texts)

    @property
    def sentences(self) -> Iterator[tuple[CardText, str]]:
        return ((text, sentence) for text in self.texts for sentence in text.sentences)


def check_hazards(cards: CardSet) -> Iterator[Finding]:
    ruled_out = _publishing_is_ruled_out(cards.person)
    for number in range(len(cards.drafts)):
        texts = [t for t in cards.texts if t.action == number and t.place != "rationale"]
        card = _Card(texts, ruled_out)
        if at_fault := _spread(card) or _hazard(card) or _ruled_out(card):
            text, words = at_fault
            yield Finding.of_code("hazard", words, number, text.place)


def _publishing_is_ruled_out(person: CheckedPerson) -> bool:
    profile = person.profile
    return any(
        _RULED_OUT.search(text) for text in (profile.career_goals, profile.seeking, profile.summary)
    )


def _spread(card: _Card) -> tuple[CardText, str] | None:
    for text, sentence in card.sentences:
        if match := _SPREADS_HAZARD.search(sentence):
            return text, match[0]
    return None


def _hazard(card: _Card) -> tuple[CardText, str] | None:
    # What another sentence of the card keeps closed isn't published by this one.
    if _DEFENSIVE.search(card.text):
        return None
    for text, sentence in card.sentences:
        hazard = _HAZARD.search(sentence)
        if hazard and _ACT.search(sentence):
            return text, hazard[0]
    return None


def _ruled_out(card: _Card) -> tuple[CardText, str] | None:
    if not card.publishing_is_ruled_out or not _SUBJECT.search(card.text):
        return None
    if _DEFENSIVE.search(card.text):
        return None
    for text, sentence in card.sentences:
        if match := _SPREADING.search(sentence):
            return text, match[0]
    return None
