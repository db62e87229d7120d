"""Checks `duplicate` and `copy`: cards that were taken up or dismissed before, or stand twice.

A copy has the text of a card taken up, or nearly so. A duplicate has its template with another
filler, its subject and deliverable, or its title. Paraphrases with other words are not found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq

from careeractions.checks.deliverables import DELIVERABLES, EMPTY_WORDS
from careeractions.checks.person import CardSet
from careeractions.findings import Finding
from careeractions.models import CareerAction
from careeractions.validation import Draft, is_near_duplicate
from talentnet.profiles.claim_words import is_unspaced, tokens_of, words_in
from talentnet.stems import stem

# Shares of equal words, in their order, of the longer of two texts.
COPY = 0.88
TEMPLATE_TITLE, TEMPLATE_TEXT = 0.5, 0.6
SAME_TEMPLATE_TEXT = 0.75
# Share of words about the subject that two titles have in common.
SAME_SUBJECT = 0.6
_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True)
class ComparedCard:
    """Texts of a card, ready to be compared with many others."""

    type: str
    title: str
    description: str
    template: str
    subject: str
    is_taken_up: bool = False

    @cached_property
    def title_words(self) -> list[str]:
        return _words(self.title)

    @cached_property
    def text_words(self) -> list[str]:
        return _words(self.description)

    @cached_property
    def all_words(self) -> list[str]:
        return [*self.title_words, *self.text_words]

    @cached_property
    def stems(self) -> frozenset[str]:
        words = (word for word in tokens_of(self.title) if word not in words_in("stop"))
        return frozenset(stem(word) for word in words if word not in EMPTY_WORDS)

    @cached_property
    def deliverables(self) -> frozenset[str]:
        """Groups of things that the title says will exist."""
        return frozenset(DELIVERABLES[word] for word in self.stems if word in DELIVERABLES)

    @cached_property
    def subjects(self) -> frozenset[str]:
        return frozenset(word for word in self.stems if word not in DELIVERABLES)

    @classmethod
    def of_action(cls, action: CareerAction) -> "ComparedCard":
        return cls(
            action.type,
            action.title,
            action.description,
            action.template,
            action.subject,
            action.is_preserved,
        )

    @classmethod
    def of_draft(cls, draft: Draft) -> "ComparedCard":
        return cls(draft.type, draft.title, draft.description, draft.template, draft.subject)


def check_duplicates(cards: CardSet) -> Iterator[Finding]:
    known = [ComparedCard.of_action(action) for action in cards.known]
    earlier: list[ComparedCard] = []
    for number, draft in enumerate(cards.drafts):
        card = ComparedCard.of_draft(draft)
        if any(other.is_taken_up and _is_copy(card, other) for other in known):
            yield Finding.of_code("copy", draft.title, number, "title")
        if any(_is_duplicate(card, other) for other in (*known, *earlier)):
            yield Finding.of_code("duplicate", draft.title, number, "title")
        earlier.append(card)


def _words(text: str) -> list[str]:
    """Words in order; characters where words have no spaces between them."""
    return _CHARACTER.findall(text) if is_unspaced(text) else tokens_of(text)


def _likeness(words: list[str], others: list[str]) -> float:
    return float(LCSseq.normalized_similarity(words, others)) if words and others else 0.0


def _is_copy(card: ComparedCard, other: ComparedCard) -> bool:
    return card.title_words == other.title_words or (
        _likeness(card.all_words, other.all_words) >= COPY
    )


def _is_duplicate(card: ComparedCard, other: ComparedCard) -> bool:
    if card.template and card.template == other.template:
        return True
    return (
        is_near_duplicate(card.title, other.title)
        or _is_copy(card, other)
        or _is_same_template(card, other)
        or _is_same_work(card, other)
    )


def _is_same_template(card: ComparedCard, other: ComparedCard) -> bool:
    """True if two cards differ in a filler only: the same title and text around it."""
    text = _likeness(card.text_words, other.text_words)
    if text >= SAME_TEMPLATE_TEXT:
        return True
    title = _likeness(card.title_words, other.title_words)
    return text >= TEMPLATE_TEXT and title >= TEMPLATE_TITLE


def _is_same_work(card: ComparedCard, other: ComparedCard) -> bool:
    """True if two cards of a type are to make the same thing about the same subject."""
    if card.type != other.type or not card.deliverables & other.deliverables:
        return False
    if card.subject and card.subject == other.subject:
        return True
    union = card.subjects | other.subjects
    return bool(union) and len(card.subjects & other.subjects) / len(union) >= SAME_SUBJECT
