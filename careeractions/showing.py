"""Texts of a career action as a candidate sees them, after what the checks hide.

Nothing stored changes: hiding happens each time a card is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from careeractions.findings import CardPlace, Finding
from talentnet.sentences import sentence_spans
from talentnet.treatments import Treatment


@dataclass(frozen=True)
class CardTexts:
    title: str
    description: str
    rationale: str
    basis: list[str]

    def without(self, findings: Iterable[Finding]) -> "CardTexts":
        """Leave out the sentences and profile elements that the findings hide."""
        hidden = [finding for finding in findings if finding.severity == Treatment.HIDE_TEXT]
        unverified = _words_at("profileBasis", hidden)
        return CardTexts(
            title=self.title,
            description=_without_sentences(self.description, _words_at("description", hidden)),
            rationale=_without_sentences(self.rationale, _words_at("rationale", hidden)),
            basis=[element for element in self.basis if element not in unverified],
        )

    def is_hidden_by(self, findings: Iterable[Finding]) -> bool:
        """True if the findings hide the whole card, or leave it without a text that it needs."""
        findings = list(findings)
        if any(finding.severity == Treatment.HIDE_CARD for finding in findings):
            return True
        if any(f.severity == Treatment.HIDE_TEXT and f.place == "title" for f in findings):
            return True
        rest = self.without(findings)
        return bool(
            (self.description and not rest.description) or (self.rationale and not rest.rationale)
        )


def _words_at(place: CardPlace, findings: Iterable[Finding]) -> list[str]:
    return [finding.words for finding in findings if finding.place == place]


def _without_sentences(text: str, hidden: list[str]) -> str:
    """Leave out each sentence that overlaps with hidden words."""
    if not hidden:
        return text
    places = [(start, start + len(words)) for words in hidden for start in _places_of(words, text)]
    kept = [
        text[start:end]
        for start, end in sentence_spans(text)
        if not any(start < until and begin < end for begin, until in places)
    ]
    return " ".join(kept)


def _places_of(words: str, text: str) -> list[int]:
    places, start = [], text.find(words) if words else -1
    while start >= 0:
        places.append(start)
        start = text.find(words, start + 1)
    return places
