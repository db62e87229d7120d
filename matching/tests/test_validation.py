"""Validation of a model's answers."""

from typing import Any

import pytest
from pydantic import ValidationError

from matching.tests.factories import recommendation
from matching.validation import MAX_ISSUES, check_scores, read_scores, stored_recommendations


def entry(**changes: Any) -> dict[str, Any]:
    good = {
        "opportunity_id": 1,
        "tier": "good",
        "score": 60,
        "strengths": ["You know Python."],
        "gap": "No publications.",
        "recommendations": [recommendation("Learn Rust")],
    }
    return good | changes


def read(*entries: object, asked: tuple[int, ...] = (1, 2, 3)) -> dict[int, dict[str, Any]]:
    scores = check_scores({"matches": list(entries)}, set(asked)).scores
    return {key: scored.model_dump() for key, scored in scores.items()}


def issues(*entries: object, asked: tuple[int, ...] = (1,)) -> list[str]:
    return check_scores({"matches": list(entries)}, set(asked)).issues


def test_valid_answer_is_returned_unchanged() -> None:
    second = entry(opportunity_id=2, tier="great", score=100, gap="")
    assert read(entry(), second) == {1: entry(), 2: second}
    assert issues(entry(), second, asked=(1, 2)) == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "prose",
        [],
        [entry()],
        {},
        {"matches": None},
        {"matches": "none"},
        {"matches": entry()},
        {"matches": []},
    ],
)
def test_answer_of_other_shape_yields_nothing(answer: object) -> None:
    assert (read_scores(answer, {1}), check_scores(answer, {1}).scores) == ({}, {})
    assert check_scores(answer, {1}).issues[-1] == "no usable verdict on 1"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "text",
        {},
        entry(tier="excellent"),
        entry(score=101),
        entry(score=-1),
        entry(score="high"),
        entry(score=float("nan")),
        entry(score=60.5),
        entry(opportunity_id="first"),
        entry(opportunity_id=None),
        entry(opportunity_id=True),
        entry(score=True),
        entry(strengths="You know Python."),
        entry(strengths=[None]),
        entry(gap=None),
        entry(recommendations=None),
        entry(recommendations=[recommendation("Learn Rust", type="other")]),
        entry(recommendations=[recommendation("Learn Rust", priority="urgent")]),
        entry(recommendations=["Learn Rust"]),
        {key: value for key, value in entry().items() if key != "gap"},
    ],
)
def test_invalid_entry_is_dropped_and_others_stay(broken: object) -> None:
    assert read(broken, entry(opportunity_id=3)) == {3: entry(opportunity_id=3)}


def test_unrequested_posting_is_dropped() -> None:
    assert read(entry(), entry(opportunity_id=9), asked=(1,)) == {1: entry()}


def test_first_of_duplicate_verdicts_counts() -> None:
    assert read(entry(score=60), entry(score=90))[1]["score"] == 60


def test_texts_are_shortened_to_one_line() -> None:
    (scored,) = read(
        entry(
            strengths=["Two\nlines\x00.", "word " * 200],
            gap=" \u202eodd\ud800 ",
            recommendations=[recommendation("Learn\r\nRust")],
        )
    ).values()
    assert scored["strengths"][0] == "Two lines."
    assert scored["strengths"][1] == f"{'word ' * 119}word…"
    assert scored["gap"] == "odd"
    assert scored["recommendations"] == [recommendation("Learn Rust")]


def test_empty_entries_are_dropped_and_number_is_limited() -> None:
    actions = ["", " \n", *(f"Step {n}" for n in range(9))]
    (scored,) = read(
        entry(
            strengths=["", " ", *(f"Strength {n}" for n in range(9))],
            recommendations=[recommendation(action) for action in actions],
        )
    ).values()
    assert scored["strengths"] == [f"Strength {n}" for n in range(6)]
    assert scored["recommendations"] == [recommendation(f"Step {n}") for n in range(5)]


def test_stored_recommendations_are_read_back() -> None:
    stored = [recommendation("Learn Rust"), recommendation("Lead", type="experience")]
    assert [item.model_dump() for item in stored_recommendations(stored)] == stored
    assert stored_recommendations([]) == []


@pytest.mark.parametrize("value", [None, "Learn Rust", [{"action": "Learn Rust"}]])
def test_malformed_stored_recommendation_raises(value: object) -> None:
    with pytest.raises(ValidationError):
        stored_recommendations(value)


@pytest.mark.parametrize(
    ("score", "said", "tier"),
    [
        (100, "good", "great"),
        (75, "exploring", "great"),
        (74, "great", "good"),
        (55, "exploring", "good"),
        (54, "great", "exploring"),
        (0, "good", "exploring"),
    ],
)
def test_tier_contradicting_score_is_corrected(score: int, said: str, tier: str) -> None:
    wrong = entry(score=score, tier=said)
    assert (read(wrong)[1]["score"], read(wrong)[1]["tier"]) == (score, tier)
    assert issues(wrong) == [f"matches.0.tier: {said} for a score of {score}; made {tier}"]


@pytest.mark.parametrize("strengths", [[], [""], [" ", "\u200b"], ["-", "…"]])
def test_good_tier_without_strength_is_rejected(strengths: list[str]) -> None:
    assert read(entry(score=60, strengths=strengths)) == {}
    assert "matches.0: left out, 1 has a score of 60 and no strength" in issues(
        entry(score=60, strengths=strengths)
    )
    # A stretch may have none; and the tier that counts is that of the score.
    assert read(entry(score=54, tier="great", strengths=strengths))[1]["strengths"] == []


def test_urls_are_removed() -> None:
    (scored,) = read(
        entry(
            strengths=["Apply at www.example.org today."],
            gap="Write to me@example.org.",
            recommendations=[recommendation("Read https://example.org/x")],
        )
    ).values()
    assert scored["strengths"] == ["Apply at [link removed] today."]
    assert scored["gap"] == "Write to [email removed]."
    assert scored["recommendations"] == [recommendation("Read [link removed]")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opportunity_id": 9}, "matches.0: left out, 9 was not asked about"),
        ({"score": 101}, "matches.0.score: Input should be less than or equal to 100"),
        ({"score": "60"}, "matches.0.score: Input should be a valid integer"),
        ({"gap": None}, "matches.0.gap: Input should be a valid string"),
        ({"gap": "word " * 200}, "matches.0.gap: String should have at most 600 characters"),
        ({"gap": "See http://a.example"}, "matches.0: holds a URL; taken out"),
        ({"note": "x"}, "matches.0.note: Extra inputs are not permitted"),
        ({"tier": "excellent"}, "matches.0.tier: Input should be 'great', 'good' or 'exploring'"),
        (
            {"strengths": [f"Strength {n}" for n in range(9)]},
            "matches.0.strengths: 6 of 9 were kept",
        ),
    ],
)
def test_every_problem_is_recorded(changes: dict[str, Any], said: str) -> None:
    assert said in issues(entry(**changes))


def test_duplicate_and_missing_verdicts_are_recorded() -> None:
    assert issues(entry(), entry(score=90), asked=(1, 2)) == [
        "matches.1: left out, 1 comes twice; the first counts",
        "no usable verdict on 2",
    ]


def test_second_verdict_counts_if_first_is_unusable() -> None:
    assert read(entry(strengths=[]), entry(score=58))[1]["score"] == 58


def test_recorded_problems_are_storable_and_limited() -> None:
    found = issues(*[entry(**{f"\x00{'x' * 999}": n}) for n in range(MAX_ISSUES * 2)])
    assert len(found) == MAX_ISSUES
    assert max(len(issue) for issue in found) == 300
    assert "\x00" not in "".join(found)


def test_offline_texts_pass_validation_unchanged() -> None:
    answer = {"matches": [entry(tier="great", score=60, strengths=[])]}
    assert read_scores(answer, {1})[1].tier == "great"
