"""The local ranking: which of all open opportunities deserve a closer look.

BM25 over the postings' words with the profile as the query, and a small bonus for what the
preferences say. No model and no network. Robertson & Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009; computed by bm25s.
"""

import logging
from dataclasses import dataclass

from matching.fit import Candidate
from matching.models import Opportunity
from talentnet.profiles.models import Profile

ROLE_BONUS = 0.3
TITLE_REPEATS = 3

# Columns that make up a posting's text; nothing else of thousands of rows is loaded.
_COLUMNS = ("id", "title", "skills", "description", "requirements", "role_type")


@dataclass(frozen=True)
class Ranking:
    considered: int
    """How many opportunities the hard filters left."""
    best: list[int]
    """Ids of the best, the best first."""


def rank(profile: Profile, *, limit: int) -> Ranking:
    """Rank everything the hard filters leave for this profile; two equals stand by their id."""
    rows = list(Opportunity.objects.for_matching(profile).order_by("id").values_list(*_COLUMNS))
    if not rows:
        return Ranking(0, [])
    candidate = Candidate.of(profile)
    wanted = profile.role_types or candidate.leanings[:1]
    relevance = _relevance([_text(*row[1:5]) for row in rows], candidate.text)
    points = [
        score + (ROLE_BONUS if row[5] in wanted else 0.0)
        for score, row in zip(relevance, rows, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda i: (-points[i], rows[i][0]))
    return Ranking(len(rows), [rows[i][0] for i in order[:limit]])


def _text(title: str, skills: list[str], description: str, requirements: str) -> str:
    repeated = " ".join([title] * TITLE_REPEATS)
    return "\n".join([repeated, " ".join(skills), description, requirements])


def _relevance(documents: list[str], query: str) -> list[float]:
    """BM25 scores of each document for the query, scaled so that the best is 1."""
    import bm25s  # brings NumPy, which a web process never needs

    # It sets itself to DEBUG when it is imported.
    logging.getLogger("bm25s").setLevel(logging.WARNING)

    tokens = bm25s.tokenize(documents, stopwords="en", show_progress=False)
    words = bm25s.tokenize([query], stopwords="en", show_progress=False, return_ids=False)[0]
    if not words or not tokens.vocab:
        return [0.0] * len(documents)
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    scores = index.get_scores(list(dict.fromkeys(words)))
    highest = float(scores.max())
    return [float(score) / highest if highest > 0 else 0.0 for score in scores]
