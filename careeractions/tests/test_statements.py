"""True and invented statements about invented people, as a model writes them.

They were written after the rules of the check, and are kept to see what a change of the rules does.
"""

import json
from pathlib import Path

import pytest

from careeractions.action_types import ActionType
from careeractions.checks import check_set
from careeractions.evaluation.people import read_people, saved
from careeractions.validation import Draft
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db

STATEMENTS = json.loads(Path(__file__).with_name("statements.json").read_text(encoding="utf-8"))
LEAST_FOUND = 0.85


def found(profile: Profile, statement: str) -> list[str]:
    draft = Draft(
        type=ActionType.BUILD_TOOLS,
        title="Write one page about your own work",
        description="Write a page. Show it.",
        rationale=statement,
        profile_basis=[],
    )
    findings = check_set([draft], profile, [])
    return [str(finding) for finding in findings if finding.code in ("fact", "name")]


@pytest.mark.parametrize("person", STATEMENTS)
def test_true_statements_are_left_alone(person: str) -> None:
    profile = saved(read_people(only=[person])[0])
    wrong = {s: f for s in STATEMENTS[person]["true"] if (f := found(profile, s))}
    assert wrong == {}


def test_most_invented_statements_are_found() -> None:
    hits = [
        bool(found(profile, statement))
        for person in STATEMENTS
        if (profile := saved(read_people(only=[person])[0]))
        for statement in STATEMENTS[person]["false"]
    ]
    assert sum(hits) >= LEAST_FOUND * len(hits)
