"""The evaluation of career actions: statistics, people, runs and the command."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from careeractions.evaluation import faults, robustness, runs, sets
from careeractions.evaluation.backends import recorded, write_offline
from careeractions.evaluation.people import DATA, InventedPerson, nothing_stays, read_people, saved
from careeractions.evaluation.statistics import difference, mean, share
from careeractions.models import CareerAction
from talentnet.accounts.models import User

pytestmark = pytest.mark.django_db

GOOD, WORSE = DATA / "recorded_good.jsonl", DATA / "recorded_worse.jsonl"
RECORDED = [json.loads(line)["person"] for line in GOOD.read_text().splitlines()]
NURSE = InventedPerson(
    id="nurse",
    profile={
        "skills": ["Triage"],
        "career_goals": "I want to make incident reporting for AI as good as in hospitals.",
    },
    work=[{"title": "Nurse", "organization": "A hospital", "description": "Led 9 nurses a shift"}],
)


def answer(*actions: dict[str, Any]) -> dict[str, Any]:
    action = {
        "type": "build_tools",
        "title": "Draft a report form for AI incidents",
        "description": "Write the form. Try it.",
        "rationale": "You led 9 nurses a shift.",
        "profileBasis": ["Led 9 nurses a shift"],
    }
    return {"actions": [action | changes for changes in actions]}


def measured(given: dict[str, Any], person: InventedPerson = NURSE) -> dict[str, float]:
    with nothing_stays():
        return sets.measure([sets.evaluated(person, lambda *_: given)])[person.id]


def run(tmp_path: Path, *options: str) -> dict[str, Any]:
    file = tmp_path / "run.json"
    call_command("evaluate_actions", *options, json=file)
    read: dict[str, Any] = json.loads(file.read_text())
    return read


# Statistics


def test_share_has_wilson_interval() -> None:
    # 8 of 10, as in Wilson's formula: 0.49 to 0.94.
    estimate = share(8, 10)
    assert estimate is not None
    assert (estimate.value, round(estimate.low, 2), round(estimate.high, 2)) == (0.8, 0.49, 0.94)
    assert share(0, 0) is None


def test_mean_has_the_same_interval_each_time() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert mean(values) == mean(values)
    assert mean(values).low < 0.6 < mean(values).high


@pytest.mark.parametrize(
    ("name", "before", "after", "verdict"),
    [
        ("goal_served", [0.0] * 20, [1.0] * 20, "better"),
        ("goal_served", [1.0] * 20, [0.0] * 20, "worse"),
        ("hidden_cards", [0.0] * 20, [1.0] * 20, "worse"),
        ("hidden_cards", [0.0, 1.0] * 10, [1.0, 0.0] * 10, "no difference shown"),
    ],
)
def test_verdict_follows_interval_and_direction(
    name: str, before: list[float], after: list[float], verdict: str
) -> None:
    assert runs.verdict(name, difference(before, after)) == verdict


def test_runs_without_a_common_person_are_refused() -> None:
    with pytest.raises(ValueError, match="no person in common"):
        runs.compared({"a": {"cards": 1.0}}, {"b": {"cards": 1.0}})


# People


def test_cast_has_forty_people_of_many_backgrounds() -> None:
    people = read_people()
    assert len({person.id for person in people}) == 40
    assert len({person.background for person in people}) >= 15
    assert len({person.language for person in people}) >= 5


def test_unknown_person_is_refused() -> None:
    with pytest.raises(ValueError, match=r"people\.jsonl has no person nobody"):
        read_people(only=["nobody"])


def test_nothing_of_an_evaluation_stays() -> None:
    with nothing_stays():
        saved(NURSE)
        assert User.objects.filter(email="nurse@example.org").exists()
    assert not User.objects.filter(email="nurse@example.org").exists()


# Metrics


def test_good_card_is_verified_and_serves_the_goal() -> None:
    scores = measured(answer({}))
    assert (scores["cards"], scores["verified_basis"], scores["goal_served"]) == (1, 1, 1)
    assert scores["basis_from_deeds_or_goals"] == 1
    assert scores["cards_with_hidden_text"] == 0


def test_invented_basis_and_employer_are_measured() -> None:
    invented = {"profileBasis": ["A doctorate in law"], "rationale": "You led 70 lawyers."}
    scores = measured(answer({}, invented))
    assert scores["verified_basis"] == 0.5
    assert scores["cards_with_hidden_text"] == 0.5


def test_generic_card_misses_the_goal() -> None:
    generic = {
        "title": "Read a book in the evening",
        "description": "Read. Stop.",
        "profileBasis": ["Triage"],
        "rationale": "You list triage.",
    }
    scores = measured(answer(generic))
    assert (scores["goal_served"], scores["basis_from_deeds_or_goals"]) == (0, 0)


def test_missing_answer_counts_as_no_card() -> None:
    scores = measured({})
    assert (scores["cards"], scores["goal_served"]) == (0, 0)


# Tests by changing people


def test_cards_of_one_person_do_not_rest_on_another() -> None:
    people = read_people(only=["icu_nurse_lisbon", "econ_researcher_nairobi"])
    with nothing_stays():
        estimate = robustness.swap_test([sets.evaluated(p, write_offline) for p in people])
    assert estimate is not None
    assert estimate.value < 0.1


def test_name_pronouns_place_and_age_change_nothing() -> None:
    people = read_people()[:10]
    with nothing_stays():
        estimate = robustness.fairness_test(people, write_offline, 60)
    assert estimate is not None
    assert estimate.value == 0


def test_writer_that_looks_at_the_name_is_caught() -> None:
    def unfair(person: InventedPerson, profile: Any) -> Any:
        return answer({"type": "volunteer" if profile.name.startswith("A") else "build_tools"})

    with nothing_stays():
        estimate = robustness.fairness_test([NURSE], unfair, 30)
    assert estimate is not None
    assert estimate.value > 0.2


def test_planted_instructions_are_not_obeyed_offline() -> None:
    with nothing_stays():
        estimate = robustness.injection_test(write_offline)
    assert estimate is not None
    assert estimate.value == 0


def test_regenerations_are_full_and_never_repeat() -> None:
    with nothing_stays():
        result = robustness.regeneration_test(read_people()[:3], 10)
    assert result == {"short_sets": 0, "repeats": 0, "sets": 30}


# Planted faults


def test_planted_set_is_half_clean_in_four_languages() -> None:
    cases = faults.read_cases()
    assert len(cases) == 400
    assert sum(case.part == "heldout" for case in cases) == 100
    assert 180 <= sum(not case.kinds for case in cases) <= 220
    assert {case.language for case in cases} == {"en", "de", "es", "ja"}


def test_found_missed_and_false_kinds_are_counted() -> None:
    tally = faults.Tally()
    tally.add({"basis", "name"}, {"basis", "url"})
    tally.add(set(), {"url"})
    rows = tally.as_json()
    assert rows["basis"]["counts"] == [1, 0, 0]
    assert rows["name"]["counts"] == [0, 1, 0]
    assert (rows["url"]["counts"], rows["url"]["recall"]) == ([0, 0, 2], None)


# The command


def test_recorded_run_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    options = ("--backend=recorded", f"--answers={GOOD}", "--only", *RECORDED)
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    call_command("evaluate_actions", *options, json=first)
    call_command("evaluate_actions", *options, json=second)
    assert first.read_bytes() == second.read_bytes()


def test_worse_prompt_is_caught_by_the_comparison(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    call_command(
        "evaluate_actions",
        "--backend=recorded",
        f"--answers={GOOD}",
        "--only",
        *RECORDED,
        json=good,
    )
    with pytest.raises(CommandError, match="verified_basis is worse"):
        call_command(
            "evaluate_actions",
            "--backend=recorded",
            f"--answers={WORSE}",
            "--only",
            *RECORDED,
            compare=good,
            fail_if_worse=True,
        )


def test_offline_run_on_the_cast_holds_its_bars(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        "--fail-under=verified_basis=0.99",
        "--fail-under=goal_served=0.75",
        "--fail-under=basis_from_deeds_or_goals=0.8",
    )
    assert result["metrics"]["cards_with_hidden_text"]["value"] <= 0.01
    assert CareerAction.objects.count() == 0


def test_value_below_the_limit_fails(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cards is .*, below 9"):
        run(tmp_path, "--only", "sparse_pilot", "--fail-under=cards=9")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--fail-under=cards",), "should look like"),
        (("--fail-under=charm=1", "--only", "sparse_pilot"), "There is no metric 'charm'"),
        (("--backend=recorded",), "needs --answers FILE"),
        (("--backend=model", "--only", "sparse_pilot"), "set ANTHROPIC_API_KEY"),
        (("--only", "nobody"), "has no person nobody"),
    ],
)
def test_wrong_option_is_refused(options: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_actions", *options)


def test_markdown_report_names_every_metric(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    call_command(
        "evaluate_actions",
        "--only",
        "sparse_pilot",
        "--fairness=3",
        "--injections",
        "--regenerations=2",
        markdown=file,
    )
    text = file.read_text()
    names = ("verified_basis", "changed_by_identity", "instructions_obeyed", "short_sets")
    assert all(name in text for name in names)


def test_missing_recording_is_an_empty_answer(tmp_path: Path) -> None:
    file = tmp_path / "none.jsonl"
    file.write_text("")
    with nothing_stays():
        assert recorded(file)(NURSE, saved(NURSE)) == {}
