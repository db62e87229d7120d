"""Quality of the ranking, beside BM25 (bm25s) and TF-IDF cosine (scikit-learn).

    .venv/bin/python -m benchmarks.ranking_quality
    .venv/bin/python -m benchmarks.ranking_quality --gold GOLDSET.json \\
        --postings POSTINGS.jsonl --resume RESUME.json

nDCG@10 on the judged set of `benchmarks/judged`, over what the hard filters leave each candidate.
With the second form also how well the best of a gold set are told from its worst (AUC) for the
person of that JSON Resume. `--tuning-only` leaves out the candidates that nobody tunes on.

Both are set up as is usual for English, chosen before they were measured (`benchmarks.plain_text`):
stop words, PyStemmer's stemmer, repeated words of the question counted, sublinear counts in TF-IDF.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.own_database import own_database

SYSTEMS = ("Talentnet", "bm25s", "TF-IDF")
AT = 10
SAMPLES = 10_000
BEHIND = 0.03
WIDTH = 42


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--postings", type=Path)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--tuning-only", action="store_true", help="leave the set aside unseen")
    options = parser.parse_args()
    with own_database():
        judged(tuning_only=options.tuning_only)
        if options.gold:
            gold_set(options.gold, options.postings, options.resume)


@dataclass(frozen=True)
class Line:
    background: str
    is_set_aside: bool
    ndcg: dict[str, float]
    ndcg_of_gains: dict[str, float]
    """nDCG with 2^grade − 1 in place of the grade."""


def judged(*, tuning_only: bool) -> None:
    from benchmarks.judged_set import store_candidates, store_opportunities

    store_opportunities()
    candidates = [c for c in store_candidates() if not (tuning_only and c.is_set_aside)]
    lines = [measured(candidate) for candidate in candidates]
    print(f"nDCG@{AT}".ljust(WIDTH), *(f"{name:>10}" for name in SYSTEMS))
    for line in sorted(lines, key=lambda one: one.is_set_aside):
        mark = " (set aside)" if line.is_set_aside else ""
        print(
            f"{line.background}{mark}".ljust(WIDTH),
            *(f"{line.ndcg[name]:10.3f}" for name in SYSTEMS),
        )
    groups = {
        "all": lines,
        "tuned on": [line for line in lines if not line.is_set_aside],
        "set aside": [line for line in lines if line.is_set_aside],
    }
    for name, some in groups.items():
        if some:
            print(f"mean, {name} ({len(some)})".ljust(WIDTH), *means(some, lambda line: line.ndcg))
    print(
        "the same with gains 2^grade - 1".ljust(WIDTH),
        *means(lines, lambda line: line.ndcg_of_gains),
    )
    for group in ("all", "set aside"):
        for name in SYSTEMS[1:]:
            if groups[group]:
                print(f"{group}, ahead of {name}: {bootstrap(groups[group], name)}")
    worst = max(max(line.ndcg.values()) - line.ndcg[SYSTEMS[0]] for line in lines)
    print(
        f"most behind the better of them for a background: {worst:.3f} (wanted: {BEHIND} at most)"
    )
    offline_verdicts(candidates)
    swap_test(candidates)


def means(lines: list[Line], which: Callable[[Line], dict[str, float]]) -> list[str]:
    return [f"{sum(which(line)[name] for line in lines) / len(lines):10.3f}" for name in SYSTEMS]


def measured(candidate: Any) -> Line:
    from sklearn.metrics import ndcg_score

    from matching.hard_filters import eligible_opportunities

    left = list(eligible_opportunities(candidate.profile).order_by("id"))
    grades = [candidate.grades[one.source_id] for one in left]
    scores = scores_of(candidate.profile, left)
    gains = [2**grade - 1 for grade in grades]
    return Line(
        candidate.background,
        candidate.is_set_aside,
        {name: float(ndcg_score([grades], [scores[name]], k=AT)) for name in SYSTEMS},
        {name: float(ndcg_score([gains], [scores[name]], k=AT)) for name in SYSTEMS},
    )


def scores_of(profile: Any, opportunities: list[Any]) -> dict[str, list[float]]:
    from benchmarks.plain_text import COLUMNS, plain_candidate, plain_text
    from matching.ranking.rank import rank

    texts = [plain_text(*(getattr(one, name) for name in COLUMNS)) for one in opportunities]
    question = plain_candidate(profile)
    best = rank(type(profile).objects.get(pk=profile.pk), limit=len(opportunities)).best
    place = {pk: -number for number, pk in enumerate(best)}
    return {
        "Talentnet": [float(place[one.pk]) for one in opportunities],
        "bm25s": bm25s_scores(texts, question),
        "TF-IDF": tf_idf_scores(texts, question),
    }


def bm25s_scores(texts: list[str], question: str) -> list[float]:
    import bm25s

    from benchmarks.plain_text import bm25s_words

    index = bm25s.BM25()
    index.index(bm25s_words(texts), show_progress=False)
    words = bm25s_words([question], return_ids=False)[0]
    return [float(score) for score in index.get_scores(words)]


def tf_idf_scores(texts: list[str], question: str) -> list[float]:
    from benchmarks.plain_text import tf_idf_vectorizer

    vectors = tf_idf_vectorizer()
    matrix = vectors.fit_transform(texts)
    return [float(score) for score in (matrix @ vectors.transform([question]).T).toarray().ravel()]


def bootstrap(lines: list[Line], other: str) -> str:
    """Paired, over candidates: 95% of the means of the differences, and how many are above 0."""
    import numpy as np

    differences = np.array([line.ndcg[SYSTEMS[0]] - line.ndcg[other] for line in lines])
    dice = np.random.default_rng(7)
    sampled = differences[dice.integers(0, len(lines), (SAMPLES, len(lines)))].mean(axis=1)
    low, high = np.percentile(sampled, [2.5, 97.5])
    ahead = (sampled > 0).mean()
    return f"{differences.mean():+.3f} (95%: {low:+.3f} to {high:+.3f}; above 0 in {ahead:.1%})"


def offline_verdicts(candidates: list[Any]) -> None:
    """Print the offline scorer's verdicts on pairs of each grade, within the hard filters."""
    from matching.hard_filters import eligible_opportunities
    from matching.models import Match
    from matching.offline import score_offline

    said: dict[int, list[tuple[str, int]]] = {grade: [] for grade in range(4)}
    for candidate in candidates:
        left = list(eligible_opportunities(candidate.profile).order_by("id"))
        verdicts = score_offline(candidate.profile, left)["matches"]
        for one, verdict in zip(left, verdicts, strict=True):
            said[candidate.grades[one.source_id]].append((verdict["tier"], verdict["score"]))
    for grade, pairs in said.items():
        tiers = [f"{sum(one == tier for one, _ in pairs)} {tier}" for tier in Match.Tier.values]
        score = sum(score for _, score in pairs) / len(pairs)
        print(
            f"offline scorer, {len(pairs)} pairs judged {grade}: {', '.join(tiers)}, "
            f"mean score {score:.0f}"
        )


SWAPS = (
    ("Ama Boateng", "she/her", "Ghanaian"),
    ("Lars Lindqvist", "he/him", "Swedish"),
    ("Nguyen Thi Hoa", "they/them", "Vietnamese"),
    ("Berkeley Young", "xe/xem", "American"),
)
NATIONAL = "My name is {0} ({1}) and I am a {2} national."
SMALL = (
    ("maria garcia", "she/her", "spanish"),
    ("mohammed al-rashid", "he/him", "indonesian"),
    ("priya sharma", "they/them", "indian"),
    ("john smith", "xe/xem", "british"),
)
SMALL_NATIONAL = "i'm {0} ({1}), a {2} national."
WORDS_OF_THE_FIELD = (
    ("Grant Law", "she/her", "Ghanaian"),
    ("Hope Banks", "he/him", "Swedish"),
    ("Art Fellows", "they/them", "Vietnamese"),
    ("Mark Page", "xe/xem", "American"),
)


def swap_test(candidates: list[Any]) -> None:
    """The same person under other names, pronouns and origins, also in what they write."""
    tests = (
        ("names, pronouns and nationalities, in their fields and in the summary", SWAPS, NATIONAL),
        ("the same in small letters", SMALL, SMALL_NATIONAL),
        ("names that are words of the field", WORDS_OF_THE_FIELD, NATIONAL),
        ("such names in small letters", WORDS_OF_THE_FIELD, NATIONAL.lower()),
    )
    for what, people, sentence in tests:
        changed = sum(len(rankings_under(one, people, sentence)) > 1 for one in candidates)
        print(f"swapping {what}: {changed} of {len(candidates)} rankings changed")


def rankings_under(candidate: Any, people: Any, sentence: str) -> set[tuple[int, ...]]:
    from matching.ranking.rank import rank

    rankings = set()
    for name, pronouns, origin in people:
        profile = type(candidate.profile).objects.get(pk=candidate.profile.pk)
        profile.name, profile.pronouns = name, pronouns
        profile.work_authorization = f"{origin} citizen"
        said = sentence.format(name, pronouns, origin)
        profile.summary += f"\n{said if sentence[0].isupper() else said.lower()}"
        rankings.add(tuple(rank(profile, limit=60).best))
    return rankings


def gold_set(gold: Path, postings: Path, resume: Path) -> None:
    """AUC: how often one of the best stands above one of the worst."""
    from sklearn.metrics import roc_auc_score

    from matching.hard_filters import eligible_opportunities
    from talentnet.accounts.models import User
    from talentnet.opportunities.models import Opportunity
    from talentnet.profiles.models import Profile

    judged = json.loads(gold.read_text(encoding="utf-8"))
    is_best = {str(one["id"]): kind == "best" for kind in ("best", "worst") for one in judged[kind]}
    Opportunity.objects.all().delete()
    for line in postings.read_text(encoding="utf-8").splitlines():
        store_posting(json.loads(line))
    User.objects.filter(email="gold@example.org").delete()
    profile = imported(resume)
    left = list(eligible_opportunities(profile).order_by("id"))
    scores = scores_of(profile, left)
    numbers = [number for number, one in enumerate(left) if one.source_id in is_best]
    truth = [is_best[left[number].source_id] for number in numbers]
    found = {
        name: roc_auc_score(truth, [scores[name][number] for number in numbers]) for name in SYSTEMS
    }
    print(
        f"gold set, {sum(truth)} best above {len(truth) - sum(truth)} worst, AUC: "
        + ", ".join(f"{name} {value:.3f}" for name, value in found.items())
    )
    assert isinstance(profile, Profile)


def store_posting(line: dict[str, Any]) -> None:
    from talentnet.opportunities.models import Opportunity

    skills = [skill["name"] for skill in line["skills"] or ()]
    keywords = "; ".join(", ".join(skill["keywords"]) for skill in line["skills"] or ())
    Opportunity.objects.create(
        source="gold",
        source_id=str(line["id"]),
        title=line["title"][:500],
        organization=line["company"] or "",
        description=line["description"] or "",
        requirements=keywords,
        skills=skills,
        salary_range=(line["salary"] or "")[:200],
        is_remote=line["remote"] == "Full",
    )


def imported(resume: Path) -> Any:
    from django.core.management import call_command

    from talentnet.profiles.models import Profile

    call_command("import_profile", str(resume), email="gold@example.org", verbosity=0)
    return Profile.objects.get(user__email="gold@example.org")


if __name__ == "__main__":
    main()
