"""Topics of a text, in any language that `data/topics.toml` has words for."""

from functools import cache

from careeractions.offline.template import Product, Topic, all_products, all_topics
from matching.ranking.reading.words import stem_says_something
from talentnet.languages import language_of
from talentnet.stems import stems_of

# Topics whose templates ask for technical work.
TECHNICAL = frozenset(
    {
        *("evaluations", "interpretability", "oversight", "robustness", "alignment", "agents"),
        *("forecasting", "formal", "security", "data", "tooling", "multilingual", "safety_cases"),
    }
)


def content_stems(text: str) -> frozenset[str]:
    """Stems that tell what a text is about."""
    return frozenset(s for s in stems_of(text) if stem_says_something(s) and len(s) > 2)


def topics_in(text: str) -> list[Topic]:
    """Topics that a text names, the most often named first."""
    stems = f" {' '.join(stems_of(text))} "
    # Parts of words in other languages are also parts of English ones: "norm", "patient".
    folded = "" if language_of(text) in ("", "en") else text.casefold()
    scores = {topic.key: _score(topic, stems, folded) for topic in all_topics()}
    hits = [topic for topic in all_topics() if scores[topic.key]]
    # The sort is stable, so ties keep the file's order.
    return sorted(hits, key=lambda topic: -scores[topic.key])


def products_in(text: str) -> frozenset[str]:
    """Things that a text in English sets out to make or to reach."""
    stems = f" {' '.join(stems_of(text))} "
    products = all_products()
    return frozenset(p.key for p in products if any(phrase in stems for phrase in _phrases(p)))


def _score(topic: Topic, stems: str, folded: str) -> int:
    """Number of words of the topic's phrases in the text; words of other languages count one."""
    own = sum(phrase.count(" ") - 1 for phrase in _phrases(topic) if phrase in stems)
    return own + sum(part in folded for part in topic.abroad)


@cache
def _phrases(listed: Topic | Product) -> tuple[str, ...]:
    stemmed = {f" {' '.join(stems_of(word))} " for word in listed.words}
    return tuple(sorted(stemmed))
