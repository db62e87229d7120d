"""What cards can be about, with the goal before everything else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from careeractions.offline.goals import Goal
from careeractions.offline.phrases import Phrase
from careeractions.offline.template import Topic
from careeractions.offline.topics import TECHNICAL, content_stems, topics_in

# Words. A longer subject doesn't fit into a title.
MAX_SHORT_WORDS = 5
MAX_TOPICS_OF_GOAL, MAX_INTERESTS = 2, 8


class SubjectOrigin(StrEnum):
    GOAL = "goal"
    SOUGHT = "sought"
    INTEREST = "interest"
    FIELD = "field"
    NONE = "none"


# Points; the goal leads.
WEIGHTS = {
    SubjectOrigin.GOAL: 6,
    SubjectOrigin.SOUGHT: 3,
    SubjectOrigin.INTEREST: 2,
    SubjectOrigin.FIELD: 3,
    SubjectOrigin.NONE: 0,
}
NAMED_IN_GOAL, RELATED_TO_GOAL = 1, 2


@dataclass(frozen=True)
class Subject:
    """Noun phrase that a card is about."""

    text: str
    short: str
    """Fits into a title; empty if nothing does."""
    origin: SubjectOrigin
    weight: int
    topics: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    is_hazardous: bool = False

    @property
    def is_technical(self) -> bool:
        return bool(TECHNICAL.intersection(self.topics))


def of_goal(goal: Goal | None, text: str) -> Iterator[Subject]:
    """Object of the goal, then the topics of its clearest wish, then those of the whole text."""
    basis = (goal.passage,) if goal else ()
    of_wish = topics_in(goal.passage) if goal else []
    topics = list(dict.fromkeys([*of_wish, *topics_in(text)]))[:MAX_TOPICS_OF_GOAL]
    weight = WEIGHTS[SubjectOrigin.GOAL]
    if goal and goal.object:
        own = topics_in(goal.object) or topics
        short = goal.object if _is_short(goal.object) else _label(own)
        yield _subject(goal.object, short, SubjectOrigin.GOAL, weight + NAMED_IN_GOAL, own, basis)
    for number, topic in enumerate(topics):
        label = topic.short or topic.label
        yield _subject(topic.label, label, SubjectOrigin.GOAL, weight - 2 * number, [topic], basis)


def of_sought(goal: Goal | None, text: str) -> Iterator[Subject]:
    basis = (goal.passage,) if goal else ()
    for topic in topics_in(text)[:1]:
        label = topic.short or topic.label
        weight = WEIGHTS[SubjectOrigin.SOUGHT]
        yield _subject(topic.label, label, SubjectOrigin.SOUGHT, weight, [topic], basis)


def of_interests(interests: Iterable[Phrase], goal_text: str) -> Iterator[Subject]:
    """Interests; those that share a topic or a word with the goal weigh more."""
    goal_topics = {topic.key for topic in topics_in(goal_text)}
    goal_stems = content_stems(goal_text)
    for interest in list(interests)[:MAX_INTERESTS]:
        topics = topics_in(interest.text)
        is_related = bool(goal_topics.intersection(t.key for t in topics)) or bool(
            content_stems(interest.text) & goal_stems
        )
        weight = WEIGHTS[SubjectOrigin.INTEREST] + (RELATED_TO_GOAL if is_related else 0)
        short = interest.text if _is_short(interest.text) else _label(topics)
        yield _subject(interest.text, short, SubjectOrigin.INTEREST, weight, topics, interest.basis)


def of_field(field: Phrase) -> Subject:
    text = f"AI in {field.text}"
    return _subject(
        text, text, SubjectOrigin.FIELD, WEIGHTS[SubjectOrigin.FIELD], topics_in(text), field.basis
    )


NO_SUBJECT = Subject("AI safety", "AI safety", SubjectOrigin.NONE, WEIGHTS[SubjectOrigin.NONE])


def _subject(
    text: str,
    short: str,
    origin: SubjectOrigin,
    weight: int,
    topics: Iterable[Topic],
    basis: tuple[str, ...],
) -> Subject:
    topics = tuple(topics)
    keys = tuple(topic.key for topic in topics)
    return Subject(text, short, origin, weight, keys, basis, any(t.hazard for t in topics))


def _is_short(text: str) -> bool:
    return len(text.split()) <= MAX_SHORT_WORDS


def _label(topics: Iterable[Topic]) -> str:
    return next((topic.short or topic.label for topic in topics), "")
