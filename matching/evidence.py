"""Link a match's reasons to their evidence: elements of the profile and words of the posting.

Works on the texts alone, so it serves sentences of a model and of the offline scorer alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from matching.models import Match
from matching.ranking.fit import posting_of
from matching.ranking.reading.demands import demands_in
from matching.ranking.reading.posting import PhraseIndex
from matching.ranking.reading.thesaurus import thesaurus
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.anchors import ProfileAnchor, ProfileAnchors
from talentnet.profiles.models import RoleType
from talentnet.text import cut_at_word, names, normalized, one_line

QUOTE_LENGTH = 110
# Elements per reason, so that the line below it stays short.
MAX_PLACES = 4
# "No degree needed", "Python is not required": such a sentence is no evidence.
_NOT_ASKED = re.compile(
    r"\bno\b[^.;]{0,60}\b(?:needed|required|necessary|expected)|"
    r"\bnot (?:be )?(?:needed|required|necessary)|"
    r"\bnot open to\b",
    re.IGNORECASE,
)
# The posting's wording that the offline scorer adds to a skill: " (“NumPy”)".
_POSTING_WORDING = re.compile(r" \(“[^“”]*”\)")
_LISTED_APART = re.compile(r", | and ")
# Prose has no markup; a line break ends a sentence, as in lists.
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class PostingEvidence:
    """Evidence in a posting: the part it is in, and a quote if that part is prose."""

    part: str
    quote: str = ""

    def __str__(self) -> str:
        return f"“{self.quote}”" if self.quote else f"its {self.part}"


@dataclass(frozen=True)
class EvidencedReason:
    text: str
    profile: list[ProfileAnchor] = field(default_factory=list)
    posting: list[PostingEvidence] = field(default_factory=list)


def reasons_of(match: Match, places: ProfileAnchors) -> list[EvidencedReason]:
    """Strengths of a match, each with its evidence."""
    posting = _Posting(match.opportunity)
    return [_reason(text, places, posting) for text in match.strengths]


def _reason(text: str, places: ProfileAnchors, posting: "_Posting") -> EvidencedReason:
    named = _named_in(text, places)[:MAX_PLACES]
    sources: dict[PostingEvidence, None] = {}
    for place in named:
        if source := posting.find(place.phrase):
            sources.setdefault(source)
    # Facts such as remote work are named by the reason alone, not by the profile.
    for source in posting.elements_in(text):
        sources.setdefault(source)
    return EvidencedReason(text, named, list(sources)[:MAX_PLACES])


def _named_in(text: str, places: ProfileAnchors) -> list[ProfileAnchor]:
    """Profile elements in a reason's list ("…: a, b (“c”) and d."), else those in its sentence."""
    _, colon, listed = text.partition(": ")
    phrases = _LISTED_APART.split(_POSTING_WORDING.sub("", listed).rstrip(".")) if colon else []
    anchors = (place for phrase in phrases for place in places.saying(phrase))
    return list(dict.fromkeys(anchors)) or places.named_in(text)


class _Posting:
    """Posting with normalized texts, searched for many phrases."""

    def __init__(self, opportunity: Opportunity) -> None:
        self.opportunity = opportunity
        self.skills = [(skill, normalized(skill)) for skill in opportunity.skills]
        self.posting = posting_of(opportunity)
        self.title = normalized(opportunity.title)
        self.role = RoleType(opportunity.role_type).label if opportunity.role_type else ""
        self.prose = [
            ("requirements", opportunity.requirements),
            ("description", opportunity.description),
        ]
        self.normalized_prose = [normalized(text) for _, text in self.prose]

    def find(self, phrase: str) -> PostingEvidence | None:
        """Find the shortest passage of the posting with this phrase or a synonym."""
        return self._find(phrase) or next(
            (source for words in self._wordings_of(phrase) if (source := self._find(words))), None
        )

    def _wordings_of(self, phrase: str) -> Iterator[str]:
        """The posting's own wordings of a phrase or its synonyms."""
        # Strength 1 is a synonym. A related phrase proves nothing about this one.
        same = [reading for reading in thesaurus().readings(phrase) if reading.strength == 1]
        for met in self.posting.meet(PhraseIndex([same])).values():
            if met.place.is_whole:
                yield self.posting.words_at(met.place)

    def _find(self, phrase: str) -> PostingEvidence | None:
        sought = normalized(phrase)
        if not sought.strip():
            return None
        if any(sought == skill for _, skill in self.skills):
            return PostingEvidence("skills")
        if sought == normalized(self.role):
            # A sentence with this word in it may be about anything.
            return PostingEvidence("role type")
        if sought in self.title:
            return PostingEvidence("title")
        for (part, text), whole in zip(self.prose, self.normalized_prose, strict=True):
            if sought in whole and (quote := _quote(text, phrase)):
                return PostingEvidence(part, quote)
        return None

    def elements_in(self, text: str) -> list[PostingEvidence]:
        """Facts of the posting that a reason mentions: skills, role, remote work, place, level."""
        words = normalized(text)
        facts = self.opportunity
        sources = [PostingEvidence("skills") for skill, _ in self.skills if names(words, skill)][:1]
        if self.role and names(words, self.role):
            sources.append(PostingEvidence("role type"))
        if facts.is_remote and (names(words, "remote") or names(words, "remotely")):
            sources.append(PostingEvidence("offer of remote work"))
        if facts.location and names(words, facts.location.split(",")[0]):
            sources.append(PostingEvidence("location"))
        if facts.get_experience_level_display() and names(
            words, facts.get_experience_level_display() + " level"
        ):
            sources.append(PostingEvidence("level"))
        return sources


def _quote(text: str, phrase: str) -> str:
    """First sentence with the phrase, unless it states a strict or an absent requirement."""
    for sentence in _SENTENCE_END.split(text):
        if names(normalized(sentence), phrase) and not _may_be_gap(sentence):
            return _cut_around(one_line(sentence), phrase)
    return ""


def _may_be_gap(sentence: str) -> bool:
    """True if a sentence excludes people ("a PhD in …") or says the thing isn't required."""
    return bool(demands_in(sentence)) or bool(_NOT_ASKED.search(sentence))


def _cut_around(sentence: str, phrase: str) -> str:
    """Shorten a sentence to its beginning if that has the phrase, else start at the phrase."""
    beginning = cut_at_word(sentence, QUOTE_LENGTH)
    at = sentence.casefold().find(phrase.casefold())
    # Not found literally if case folding or blanks differ from the normalized text.
    if at < 0 or names(normalized(beginning), phrase):
        return beginning
    return "…" + cut_at_word(sentence[at:], QUOTE_LENGTH - 1)
