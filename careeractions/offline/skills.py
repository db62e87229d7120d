"""Skills of a profile: those that carry a card, by relevance to the goal."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from careeractions.offline.kinds import SKILL_KINDS, Kinds, kinds_of
from careeractions.offline.phrases import Phrase, element
from careeractions.offline.privacy import Privacy
from careeractions.offline.topics import content_stems, topics_in
from careeractions.offline.words import LANGUAGES, PLAIN_SKILLS
from talentnet.profiles import taxonomy

# Cards need few skills, and a profile may list a hundred.
MAX_SKILLS = 40


@dataclass(frozen=True)
class RankedSkill:
    phrase: Phrase
    kinds: Kinds
    relevance: int
    """Words shared with the goal, twice, and with what the person did."""

    @property
    def is_hazardous(self) -> bool:
        return any(topic.hazard for topic in topics_in(self.phrase.text))


def skills_in(
    listed: Iterable[object], privacy: Privacy, *, goal: str, done: frozenset[str]
) -> list[RankedSkill]:
    """Skills that can carry a card, the most relevant first; no soft or office skills."""
    wanted = content_stems(goal)
    phrases = (p for p in phrases_of(listed, privacy) if is_telling(p) and not is_language(p))
    skills = [_skill(phrase, wanted, done) for phrase in list(phrases)[:MAX_SKILLS]]
    # The sort is stable, so ties keep the candidate's order.
    return sorted(skills, key=lambda skill: -skill.relevance)


def _skill(phrase: Phrase, wanted: frozenset[str], done: frozenset[str]) -> RankedSkill:
    stems = content_stems(phrase.text)
    relevance = 2 * bool(stems & wanted) + bool(stems & done)
    return RankedSkill(phrase, kinds_of(phrase.text, SKILL_KINDS), relevance)


def phrases_of(texts: Iterable[object], privacy: Privacy) -> list[Phrase]:
    """Safe phrases of a list; of a text listed twice, the first spelling is kept."""
    phrases: dict[str, Phrase] = {}
    for text in texts:
        phrase = element(text)
        if phrase and privacy.allows(str(text)):
            phrases.setdefault(phrase.text.casefold(), phrase)
    return list(phrases.values())


@cache
def known_terms() -> frozenset[str]:
    """Case-folded spellings of the taxonomy's terms, which are English."""
    groups = (*taxonomy.skills(), *taxonomy.interests())
    return frozenset(s.casefold() for group in groups for t in group.terms for s in t.spellings)


def is_telling(phrase: Phrase) -> bool:
    return phrase.text.casefold().replace(" ", "-") not in PLAIN_SKILLS


def is_language(phrase: Phrase) -> bool:
    return phrase.text.casefold() in LANGUAGES
