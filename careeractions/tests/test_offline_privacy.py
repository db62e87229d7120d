import re

import pytest

from careeractions.offline import write_actions
from careeractions.tests.offline_cast import (
    all_text,
    generations,
    naughty_strings,
    one_of_the_cast,
    person,
    text_of,
)
from talentnet.profiles.models import Profile
from talentnet.text import has_url

pytestmark = pytest.mark.django_db


# What may not be named


def test_hidden_organization_is_never_named() -> None:
    profile = one_of_the_cast(
        "security",
        skills=["Threat modeling", "Corvane Cloud tooling", "incident response"],
        work=[
            ("Staff Security Engineer", "Corvane Cloud Inc."),
            ("Engineer for corvane cloud", "Elsewhere"),
            ("Security Analyst", "Corvane"),
        ],
        career_goals="I want to leave Corvane Cloud and protect the weights of models.",
        hidden_from_organizations=["Corvane Cloud"],
    )
    profile.work_experiences.update(description="Led 4 reviews for Corvane Cloud teams.")
    growth = ["Build skill in Corvane Cloud", "Gain experience with leaving corvane cloud behind"]
    texts = [all_text(actions) for actions in generations(profile, 8, growth_areas=growth)]
    assert not any("corvane" in text.casefold() for text in texts)
    assert any("your work as a staff security engineer" in text for text in texts)


def test_person_is_never_named() -> None:
    profile = one_of_the_cast(
        "communications",
        name="Callum Tregarthen",
        pronouns="they/them",
        skills=["Editing", "Tregarthen method", "they/them", "fact-checking", "me@callum.example"],
        work=[("Editor", "Tregarthen Media")],
        links=["https://example.org/callum"],
        headline="Callum edits",
    )
    for actions in generations(profile, 8):
        text = all_text(actions)
        assert not re.search(r"tregarthen|callum|they/them|example\.org", text, re.IGNORECASE)


def test_profession_of_long_ago_is_not_applied() -> None:
    profile = person(
        headline="Data Analyst (former Restaurant Manager)",
        skills=["SQL", "Python", "Excel"],
        work=[("Data Analyst", "Freelance"), ("General Manager", "Salt & Cedar")],
    )
    for actions in generations(profile, 4):
        assert "hospitality" not in all_text(actions)


# Hostile text


@pytest.mark.parametrize("place", ["skills", "ai_safety_interests", "both"])
def test_hostile_strings_never_break_card(place: str) -> None:
    profile = person(location="Lagos, Nigeria")
    for string in naughty_strings():
        for extra in ([], ["Python", "Event planning"]):
            profile.skills = [*extra, string] if place != "ai_safety_interests" else extra
            profile.ai_safety_interests = [string] if place != "skills" else []
            assert_sound(profile, string)


def test_hostile_strings_in_other_fields_never_break_card() -> None:
    profile = person(skills=["Python", "Editing"], ai_safety_interests=["AI governance"])
    for string in naughty_strings():
        profile.career_goals = profile.headline = profile.summary = string * 3
        profile.seeking = f"I want to {string}"
        profile.location = profile.name = string[:200]
        profile.hidden_from_organizations = [string]
        assert_sound(profile, string, growth_areas=[string, f"Build skill in {string}"])


def test_hostile_positions_never_break_card() -> None:
    profile = person(skills=["Budgeting"], work=[("Nurse", "Here")], studies=["Law"])
    entry = profile.work_experiences.get()
    for string in naughty_strings():
        entry.title = entry.organization = string.replace("\0", "").encode(errors="ignore").decode()
        entry.title, entry.organization = entry.title[:200], entry.organization[:200]
        entry.description = f"Taught and trained {entry.title} to 60 students\n{entry.title}"
        entry.save()
        assert_sound(Profile.objects.get(pk=profile.pk), string)


def assert_sound(profile: Profile, string: str, growth_areas: list[str] | None = None) -> None:
    result = write_actions(profile, growth_areas=growth_areas or [])
    actions = result.answer["actions"]
    assert len(actions) >= 3
    for action in actions:
        text = text_of(action)
        assert not has_url(text + " ".join(action["profileBasis"])), string
        assert not re.search(r"[<>{}\[\]|\\\x00-\x1f\u202a-\u202e\u200b\ud800-\udfff]", text), (
            string
        )
        assert not re.search(r"  | [.,;]|\.\.|evil", text.replace(".NET", "")), (string, text)
        assert len(action["title"]) <= 90
