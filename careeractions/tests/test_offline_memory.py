from itertools import combinations

import pytest

from careeractions.offline import memory_of, write_actions
from careeractions.offline.template import templates
from careeractions.tests.offline_cast import (
    CAST,
    GROWTH,
    generations,
    nurse,
    one_of_the_cast,
    titles,
    written,
)
from careeractions.validation import is_near_duplicate
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db


# Never the same twice


@pytest.mark.parametrize("name", CAST)
def test_ten_generations_repeat_no_template_and_no_title(name: str) -> None:
    profile, known, seen = one_of_the_cast(name), list[tuple[str, str]](), list[str]()
    for number in range(10):
        result = write_actions(profile, growth_areas=GROWTH, memory=memory_of(known, seen))
        actions = result.answer["actions"]
        types = {action["type"] for action in actions}
        assert (len(actions), len(types)) >= ((3, 3) if number < 6 else (1, 1))
        assert {key for key, _ in known}.isdisjoint(result.templates)
        assert set(seen).isdisjoint(titles(actions))
        known += zip(result.templates, titles(actions), strict=True)
        seen += titles(actions)


def test_title_seen_before_never_returns_unsaved() -> None:
    profile, seen = nurse(), list[str]()
    for _ in range(8):
        new = titles(written(profile, memory=memory_of([], seen)))
        assert set(seen).isdisjoint(new)
        seen += new


def test_material_that_has_run_out_yields_nothing_but_a_note() -> None:
    known = [(template.key, template.title) for template in templates()]
    result = write_actions(nurse(), memory=memory_of(known, []))
    assert result.answer == {"actions": []}
    assert "no new moves" in result.note


def test_few_templates_left_yield_fewer_cards_with_a_note() -> None:
    known = [(t.key, "") for t in templates() if t.group != "field"]
    known += [
        ("field/bridge-skill", ""),
        *[(f"field/{k}", "") for k in ("trade-check", "red-flags")],
    ]
    known += [(f"field/{k}", "") for k in ("trade-evening", "trade-adviser", "case-reader")]
    result = write_actions(nurse(), memory=memory_of(known, []))
    assert 1 <= len(result.cards) < 3
    assert "fewer moves" in result.note


@pytest.mark.parametrize("name", CAST)
def test_cards_of_one_set_all_differ(name: str) -> None:
    for actions in generations(one_of_the_cast(name), 6):
        for one, other in combinations(titles(actions), 2):
            assert not is_near_duplicate(one, other)


def test_same_input_yields_same_actions() -> None:
    profile = one_of_the_cast("operations")
    again = Profile.objects.get(pk=profile.pk)
    assert written(profile) == written(again)
