"""Checks `language` and `form`: the right language, and texts of the form that was asked for."""

import re
from collections.abc import Iterator

from careeractions.checks.person import CardSet
from careeractions.findings import CardPlace, Finding
from careeractions.validation import MAX_TITLE_WORDS, MIN_TITLE_WORDS, Draft
from talentnet.languages import language_of
from talentnet.profiles.claim_words import is_unspaced

# Letters of a card's texts; shorter ones are read as the wrong language too often.
MIN_LETTERS = 60
# Languages that the classifier takes for each other.
_ALIKE = (
    frozenset({"es", "gl", "ca", "an", "oc"}),
    frozenset({"pt", "gl"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms", "jv"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"cs", "sk"}),
    frozenset({"de", "lb", "nds"}),
    frozenset({"fr", "wa", "oc"}),
    frozenset({"nl", "af"}),
)
# Characters of a title in Chinese or Japanese, which have no spaces between words.
MIN_CHARACTERS, MAX_CHARACTERS = 8, 45
_MARKUP = re.compile(r"\*\*|^#{1,6} |^\s*[-*] |</?[a-z]+>|\]\(|```|\{\{?\w+\}?\}", re.MULTILINE)


def check_language(cards: CardSet) -> Iterator[Finding]:
    goals = cards.person.profile.career_goals
    wanted = language_of(goals) if goals.strip() else "en"
    for number, draft in enumerate(cards.drafts):
        text = f"{draft.title}. {draft.description} {draft.rationale}"
        if wanted and sum(map(str.isalpha, text)) >= MIN_LETTERS:
            written = language_of(text)
            if written != wanted and not any({written, wanted} <= group for group in _ALIKE):
                yield Finding.of_code("language", draft.title, number, "title")


def check_form(cards: CardSet) -> Iterator[Finding]:
    for number, draft in enumerate(cards.drafts):
        if not _is_title_length(draft.title):
            yield Finding.of_code("form", draft.title, number, "title")
        if not any(map(str.strip, draft.profile_basis)):
            yield Finding.of_code("form", "", number, "profileBasis")
        for place, text in _texts(draft):
            if not any(map(str.isalnum, text)):
                yield Finding.of_code("form", text, number, place)
            elif match := _MARKUP.search(text):
                yield Finding.of_code("form", match[0], number, place)


def _is_title_length(title: str) -> bool:
    if is_unspaced(title):
        characters = sum(map(str.isalnum, title))
        return MIN_CHARACTERS <= characters <= MAX_CHARACTERS
    words = title.split()
    # German joins words: "HAZOP-Leitwörter" is two.
    parts = [part for word in words for part in word.split("-") if part]
    return len(parts) >= MIN_TITLE_WORDS and len(words) <= MAX_TITLE_WORDS


def _texts(draft: Draft) -> list[tuple[CardPlace, str]]:
    return [("description", draft.description), ("rationale", draft.rationale)]
