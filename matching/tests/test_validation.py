"""What may come back from scoring."""

from typing import Any

import pytest
from pydantic import ValidationError

from matching.tests.factories import recommendation
from matching.validation import read_scores, stored_recommendations


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
    scores = read_scores({"matches": list(entries)}, set(asked))
    return {key: scored.model_dump() for key, scored in scores.items()}


def test_a_good_answer_comes_back_as_it_is() -> None:
    second = entry(opportunity_id=2, tier="great", score=100, strengths=[], gap="")
    assert read(entry(), second) == {1: entry(), 2: second}


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
def test_an_answer_of_another_shape_holds_nothing(answer: object) -> None:
    assert read_scores(answer, {1}) == {}


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
def test_an_entry_that_breaks_the_schema_is_left_out_and_the_others_stay(broken: object) -> None:
    assert read(broken, entry(opportunity_id=3)) == {3: entry(opportunity_id=3)}


def test_what_was_not_asked_for_is_left_out() -> None:
    assert read(entry(), entry(opportunity_id=9), asked=(1,)) == {1: entry()}


def test_of_two_verdicts_the_first_counts() -> None:
    assert read(entry(score=60), entry(score=90))[1]["score"] == 60


def test_texts_are_on_one_line_and_short_enough() -> None:
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


def test_empty_entries_are_dropped_and_there_are_no_more_than_a_card_shows() -> None:
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
def test_what_is_stored_otherwise_is_an_error(value: object) -> None:
    with pytest.raises(ValidationError):
        stored_recommendations(value)
