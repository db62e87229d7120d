"""What the fields of the profile form take, and the sentence for what they do not."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from talentnet.profiles.forms import LinksField, ProfileForm, TextListField
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory


def refusal(field: forms.Field, value: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Python\r\nThreat modeling\r\n", ["Python", "Threat modeling"]),
        ("Python\n\n  python \nRust", ["Python", "Rust"]),
        ("Python, Rust", ["Python, Rust"]),
        ("  ", []),
        (None, []),
    ],
)
def test_a_list_is_typed_one_on_a_line(typed: str | None, expected: list[str]) -> None:
    assert TextListField().clean(typed) == expected


def test_a_list_is_typed_between_commas_where_they_count() -> None:
    assert TextListField(commas=True).clean("Python, Rust,\nC++, ") == ["Python", "Rust", "C++"]


def test_a_stored_list_is_shown_one_on_a_line() -> None:
    field = TextListField()
    assert field.prepare_value(["Python", "Rust"]) == "Python\nRust"
    assert field.prepare_value("as typed, ") == "as typed, "


def test_an_entry_that_is_too_long() -> None:
    assert TextListField().clean("x" * 200) == ["x" * 200]
    assert refusal(TextListField(), "x" * 201) == ["Keep each entry under 200 characters."]


def test_too_many_entries() -> None:
    typed = ",".join(f"skill {n}" for n in range(101))
    assert refusal(TextListField(commas=True), typed) == ["At most 100 entries."]


def test_links() -> None:
    typed = "https://example.org/amara\nhttp://example.net"
    assert LinksField().clean(typed) == ["https://example.org/amara", "http://example.net"]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JavaScript:alert(1)//https://", "example.org", "ftp://example.org"],
)
def test_what_is_no_web_address_is_refused_by_name(link: str) -> None:
    typed = f"https://example.org\n{link}"
    assert refusal(LinksField(), typed) == [
        f"“{link}” is not a web address; begin it with https://."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("consenting", [True, False])
def test_consent_is_shown_as_it_stands(consenting: bool) -> None:
    form = ProfileForm(instance=ProfileFactory.create(consenting=consenting))
    assert form["ai_consent"].value() is consenting


def fields_refused(**fields: Any) -> list[str]:
    return list(ProfileForm(fields, instance=Profile()).errors)


def test_an_empty_form_is_valid() -> None:
    assert fields_refused() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"role_types": ["astronaut"]},
        {"experience_levels": ["none"]},
        {"commitment_types": ["sometimes"]},
        {"remote_preference": "moon"},
        {"minimum_salary_usd": "-1"},
        {"minimum_salary_usd": "99999999999999999999"},
        {"name": "x" * 201},
        {"headline": "x" * 501},
        {"career_goals": "x" * 5001},
        {"seeking": "x" * 1001},
        {"summary": "x" * 5001},
        {"location": "a\x00b"},
        {"skills": "a\x00b"},
    ],
)
def test_each_field_keeps_to_its_limits(fields: dict[str, Any]) -> None:
    assert fields_refused(**fields) == list(fields)


def test_what_no_candidate_may_set_is_not_in_the_form() -> None:
    offered = set(ProfileForm(instance=Profile()).fields)
    assert not offered & {"user", "id", "ai_consent_at", "privacy_saved_at", "created_at"}
