"""Check `basis`: profile elements that the profile doesn't hold."""

from collections.abc import Iterator

from careeractions.checks.person import CardSet
from careeractions.findings import Finding


def check_basis(cards: CardSet) -> Iterator[Finding]:
    for number, draft in enumerate(cards.drafts):
        for element in draft.profile_basis:
            if element.strip() and not cards.person.verifies(element):
                yield Finding.of_code("basis", element, number, "profileBasis")
