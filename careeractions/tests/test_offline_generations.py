"""Generations that the offline rules write: memory, notes, and what the pages say of them."""

import pytest
from django.test import Client

from careeractions import tasks
from careeractions.models import ActionGeneration, CareerAction
from careeractions.offline import FEWER_THAN_USUAL, NOTHING_NEW
from careeractions.offline.template import templates
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from matching.tests.visitors import client_of, text_of
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def generate(profile: Profile) -> ActionGeneration:
    generation = ActionGenerationFactory.create(profile=profile)
    tasks.generate(generation.pk)
    generation.refresh_from_db()
    return generation


def actions_of(generation: ActionGeneration) -> list[CareerAction]:
    return list(CareerAction.objects.filter(generation=generation))


def take_up_all_templates(profile: Profile, *, but: int = 0) -> None:
    keys = sorted(template.key for template in templates())
    for key in keys[: len(keys) - but]:
        CareerActionFactory.create(profile=profile, template=key, title=key, status="saved")


def test_card_remembers_its_template_and_subject() -> None:
    actions = actions_of(generate(ProfileFactory.create()))
    keys = {template.key for template in templates()}
    assert actions
    assert all(action.template in keys and action.subject for action in actions)


def test_template_of_saved_or_dismissed_card_is_not_used_again() -> None:
    profile = ProfileFactory.create()
    used: set[str] = set()
    for status in ("saved", "dismissed", "done", "in_progress"):
        actions = actions_of(generate(profile))
        assert used.isdisjoint(action.template for action in actions)
        used |= {action.template for action in actions}
        CareerAction.objects.filter(status="active").update(status=status)


def test_title_of_replaced_card_does_not_return() -> None:
    profile, seen = ProfileFactory.create(), set[str]()
    for _ in range(5):
        titles = {action.title for action in actions_of(generate(profile))}
        assert seen.isdisjoint(titles)
        seen |= titles


def test_generation_without_new_cards_keeps_the_old_ones() -> None:
    profile = ProfileFactory.create()
    take_up_all_templates(profile)
    old = CareerActionFactory.create(profile=profile, title="Keep me on the panel today")
    generation = generate(profile)
    assert (generation.status, generation.note) == ("succeeded", NOTHING_NEW)
    assert actions_of(generation) == []
    assert CareerAction.objects.filter(pk=old.pk, status="active").exists()


def test_last_templates_yield_fewer_cards_and_say_so() -> None:
    profile = ProfileFactory.create(skills=[], ai_safety_interests=["AI governance"])
    take_up_all_templates(profile, but=3)
    generation = generate(profile)
    assert generation.note in (FEWER_THAN_USUAL, NOTHING_NEW)
    assert len(actions_of(generation)) < 3


@pytest.mark.parametrize("path", ["/matches/", "/actions/"])
def test_note_of_newest_generation_is_on_the_page(client: Client, path: str) -> None:
    profile = ProfileFactory.create()
    take_up_all_templates(profile)
    generate(profile)
    assert NOTHING_NEW in text_of(client_of(profile).get(path))


def test_note_is_gone_after_a_full_set() -> None:
    profile = ProfileFactory.create()
    ActionGenerationFactory.create(profile=profile, status="succeeded", note=NOTHING_NEW)
    generate(profile)
    assert NOTHING_NEW not in text_of(client_of(profile).get("/actions/"))


def test_titles_in_a_broken_answer_are_skipped() -> None:
    profile = ProfileFactory.create()
    answers: list[object] = [
        {"actions": "x"},
        {"actions": [1, {"title": 2}, {"title": "Kept"}]},
        [],
        "x",
    ]
    for answer in answers:
        ActionGenerationFactory.create(profile=profile, status="succeeded", answer=answer)
    assert ActionGeneration.objects.titles_written_for(profile) == {"Kept"}
