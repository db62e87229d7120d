"""Baselines of the ranking, each as it is usually set up for English, and its texts.

bm25s: its own defaults, its English stop words, PyStemmer's English stemmer.
TF-IDF: scikit-learn's vectorizer with its English stop words and sublinear counts, stemmed alike.
Both get everything in one string, and count a word of the question as often as it stands there.
Role, level and place are in no text, as the hard filters have used them already; nor is the
organization, of which the ranking reads no words either.
"""

import logging
from typing import Any

from matching.ranking.reading.candidate import Candidate
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile

COLUMNS = ("title", "skills", "description", "requirements")


def plain_texts() -> list[str]:
    return [
        plain_text(*row)
        for row in Opportunity.objects.order_by("id").values_list(*COLUMNS).iterator()
    ]


def plain_text(title: str, skills: list[str], description: str, requirements: str) -> str:
    return "\n".join([title, " ".join(skills), description, requirements])


def plain_candidate(profile: Profile) -> str:
    candidate = Candidate.of(profile)
    listed = [*profile.skills, *profile.ai_safety_interests]
    return "\n".join([*listed, *candidate.goals, *candidate.titles, *candidate.background])


def bm25s_words(texts: list[str], *, return_ids: bool = True) -> Any:
    import bm25s
    from Stemmer import Stemmer

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s.tokenize(
        texts,
        stopwords="en",
        stemmer=Stemmer("english"),
        show_progress=False,
        return_ids=return_ids,
    )


def tf_idf_vectorizer() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from Stemmer import Stemmer

    words_of = TfidfVectorizer(stop_words="english").build_analyzer()
    stemmer = Stemmer("english")
    return TfidfVectorizer(
        analyzer=lambda text: stemmer.stemWords(words_of(text)), sublinear_tf=True
    )
