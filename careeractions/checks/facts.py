"""Check `fact`: years, employers, roles, papers, degrees and deeds that the profile doesn't hold.

Each claim is read by its pattern, and counts as true when any word of its group is in a statement
of something done. So a paraphrase passes, and some invented detail passes with it: text that is
true must not be hidden.
"""

from collections.abc import Iterator

from careeractions.checks import claims, figures
from careeractions.checks.person import CardSet, CardText, CheckedPerson
from careeractions.findings import Finding


def check_facts(cards: CardSet) -> Iterator[Finding]:
    for text in cards.texts:
        if text.place == "title":
            continue
        for sentence in text.sentences:
            for words in dict.fromkeys(_false_claims(sentence, text, cards.person)):
                yield Finding.of_code("fact", words, text.action, text.place)


def _false_claims(sentence: str, text: CardText, person: CheckedPerson) -> Iterator[str]:
    told = claims.without_wishes(sentence, person)
    is_rationale = text.place == "rationale"
    yield from figures.false_years(told, person, is_rationale=is_rationale)
    yield from claims.false_degrees(told, person)
    # In a description, "your paper" is the one to be written.
    if is_rationale:
        yield from claims.false_roles(told, person)
        yield from figures.false_numbers(told, person)
        yield from claims.false_publications(told, person)
        yield from claims.false_deeds(told, person)
        yield from claims.false_awards(told, person)
        yield from claims.false_languages(told, person)
