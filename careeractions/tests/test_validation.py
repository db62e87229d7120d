import json
from typing import Any

import pytest

from careeractions.validation import check_answer, is_near_duplicate


def item(**changes: Any) -> dict[str, Any]:
    return {
        "type": "build_tools",
        "title": "Build a harness for honest evaluations",
        "description": "Write it. Publish it.",
        "rationale": "You know Python.",
        "profileBasis": ["Python"],
    } | changes


def good_answer() -> dict[str, Any]:
    return {
        "actions": [
            item(),
            item(type="volunteer", title="Offer two evenings a month of review"),
            item(type="teach_write", title="Write a plain guide to red teaming"),
        ]
    }


def answer_with(*items: Any) -> dict[str, Any]:
    answer = good_answer()
    answer["actions"] += items
    return answer


def test_valid_answer_is_accepted_whole_without_issues() -> None:
    checked = check_answer(good_answer())
    assert checked.issues == []
    assert [draft.type for draft in checked.drafts] == ["build_tools", "volunteer", "teach_write"]
    assert checked.drafts[0].profile_basis == ["Python"]


@pytest.mark.parametrize("missing", ["title", "description", "rationale", "type"])
def test_item_missing_required_field_is_skipped(missing: str) -> None:
    broken = item()
    del broken[missing]
    checked = check_answer(answer_with(broken))
    assert len(checked.drafts) == 3
    named = "known type" if missing == "type" else missing
    assert f"actions.3: left out, it has no {named}" in checked.issues


@pytest.mark.parametrize("broken", [None, "text", 7, ["list"]])
def test_item_that_is_no_object_is_skipped(broken: object) -> None:
    checked = check_answer(answer_with(broken))
    assert len(checked.drafts) == 3
    assert "actions.3: left out, it is not an object" in checked.issues


@pytest.mark.parametrize(
    "changes",
    [{"type": "become_famous"}, {"type": ["volunteer"]}, {"title": "  "}, {"rationale": None}],
)
def test_item_with_unusable_field_is_skipped(changes: dict[str, Any]) -> None:
    assert len(check_answer(answer_with(item(**changes))).drafts) == 3


@pytest.mark.parametrize("basis", [None, "Python", 5])
def test_missing_basis_becomes_empty_list(basis: object) -> None:
    checked = check_answer(answer_with(item(profileBasis=basis)))
    assert checked.drafts[3].profile_basis == []
    assert "actions.3.profileBasis: missing; stored as an empty list" in checked.issues


def test_text_longer_than_its_column_is_cut_at_a_word() -> None:
    checked = check_answer(
        answer_with(
            item(
                title="evaluate " * 40,
                description="word " * 900,
                rationale="word " * 900,
                profileBasis=["skill " * 60] * 12,
            )
        )
    )
    draft = checked.drafts[3]
    assert draft.title == ("evaluate " * 22).strip() + "…"
    assert (len(draft.description) <= 2000, len(draft.rationale) <= 2000) == (True, True)
    assert draft.description.endswith("word…")
    assert [len(element) <= 200 for element in draft.profile_basis] == [True] * 10
    assert "actions.3.title: cut at 200 characters from 359" in checked.issues
    assert "actions.3.profileBasis: 12 elements; the first 10 were kept" in checked.issues


def test_more_than_five_items_keeps_first_five() -> None:
    checked = check_answer(answer_with(*(item(title=f"Do the thing number {n}") for n in range(4))))
    assert len(checked.drafts) == 5
    assert "7 usable actions; the first 5 were kept" in checked.issues


def test_too_few_items_or_types_are_stored_with_issues() -> None:
    checked = check_answer({"actions": [item(), item(title="Build a second tool for auditors")]})
    assert len(checked.drafts) == 2
    assert "2 usable actions; at least 3 were asked for" in checked.issues
    assert "1 different types; at least 3 were asked for" in checked.issues


@pytest.mark.parametrize("answer", [None, [], "no", {}, {"actions": None}, {"actions": "x"}])
def test_answer_of_wrong_shape_yields_no_items(answer: object) -> None:
    checked = check_answer(answer)
    assert checked.drafts == []
    assert checked.issues


def test_list_sent_as_json_text_is_parsed() -> None:
    checked = check_answer({"actions": json.dumps(good_answer()["actions"])})
    assert len(checked.drafts) == 3
    assert "actions: came as text holding JSON; read as that" in checked.issues


def test_characters_no_database_stores_are_removed() -> None:
    checked = check_answer(answer_with(item(title="Build a\x00 small \ud800 tool for\nauditors")))
    assert checked.drafts[3].title == "Build a small tool for auditors"


def test_different_titles_are_no_duplicates() -> None:
    assert is_near_duplicate("Write a guide to red teaming", "A guide to red teaming: write")
    assert not is_near_duplicate("Write a guide to red teaming", "Start a reading group in Lisbon")


@pytest.mark.parametrize(
    ("other", "is_duplicate"),
    [
        ("Write a guide to red team work", True),  # 86%
        ("Write one guide on red teaming today", False),  # 81%
    ],
)
def test_near_duplicate_begins_at_85_percent(other: str, is_duplicate: bool) -> None:
    assert is_near_duplicate("Write a guide to red teaming", other) is is_duplicate


def test_unknown_key_gets_issue_at_both_levels() -> None:
    answer = {**answer_with(item(salary="high")), "comment": "Here you are"}
    issues = "\n".join(check_answer(answer).issues)
    assert "actions.3.salary: Extra inputs are not permitted" in issues
    assert "comment: Extra inputs are not permitted" in issues
