"""Form fields: accepted values, and messages for the others."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from talentnet.profiles.entries import KINDS
from talentnet.profiles.forms.entry_forms import ProjectForm, WorkExperienceForm
from talentnet.profiles.forms.fields import LineField, LinksField, ProseField, TextListField
from talentnet.profiles.forms.sections import SECTION_FORMS
from talentnet.profiles.models import Profile, Project, WorkExperience
from talentnet.profiles.sections import SECTIONS
from talentnet.profiles.taxonomy import skills
from talentnet.profiles.tests.editor import FORM_SECTIONS


def refusal(field: forms.Field, value: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Python\r\nThreat modeling\r\n", ["Python", "Threat modeling"]),
        ("Python\n\n  python \nRust", ["Python", "Rust"]),
        ("Python\rRust", ["Python", "Rust"]),
        ("Python, Rust", ["Python, Rust"]),
        ("two  blanks\u200b", ["two  blanks\u200b"]),
        ("  ", []),
        (None, []),
    ],
)
def test_list_is_read_one_item_per_line(typed: str | None, expected: list[str]) -> None:
    assert TextListField().clean(typed) == expected


def test_stored_list_is_shown_one_item_per_line() -> None:
    field = TextListField()
    assert field.prepare_value(["Python", "Rust"]) == "Python\nRust"
    assert field.prepare_value("as typed, ") == "as typed, "


@pytest.mark.parametrize(
    ("stored", "typed", "expected"),
    [
        (["Python", "Rust"], "Python\r\n\r\n Rust ", False),
        ([], "", False),
        ([], None, False),
        (None, " \n", False),
        (["Python", "Rust"], "Rust\nPython", True),
        (["Python"], "python", True),
        (["Python"], "", True),
    ],
)
def test_list_changes_with_items_or_order(
    stored: list[str] | None, typed: str | None, expected: bool
) -> None:
    assert TextListField().has_changed(stored, typed) is expected


def test_too_long_item_is_refused() -> None:
    assert TextListField().clean("x" * 200) == ["x" * 200]
    assert refusal(TextListField(), "x" * 201) == ["Keep each entry under 200 characters."]


def test_too_many_items_are_refused() -> None:
    typed = "\n".join(f"skill {n}" for n in range(101))
    assert refusal(TextListField(), typed) == ["At most 100 entries."]


def test_suggestions_get_own_datalist() -> None:
    field = TextListField(suggestions=skills)
    assert field.list_id == field.widget.attrs["data-chips"] == "suggestions-skills"
    assert TextListField().list_id == ""


def test_links_are_accepted() -> None:
    typed = "https://example.org/amara\nhttp://example.net"
    assert LinksField(required=False).clean(typed) == typed.split("\n")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JavaScript:alert(1)//https://", "example.org", "ftp://example.org"],
)
def test_invalid_link_is_refused_by_name(link: str) -> None:
    typed = f"https://example.org\n{link}"
    assert refusal(LinksField(), typed) == [
        f"“{link}” isn't a web address. Start it with https://."
    ]


def test_line_is_trimmed_and_otherwise_kept() -> None:
    assert LineField().clean("\u2003 two  blanks\u200b \t") == "two  blanks\u200b"


def test_prose_line_breaks_are_normalized() -> None:
    assert ProseField().clean(" a\r\n\r\nb\rc\n ") == "a\n\nb\nc"


@pytest.mark.parametrize("typed", ["a\x00b", "\x00"])
@pytest.mark.parametrize("field", [LineField(), ProseField(), TextListField(), LinksField()])
def test_nul_is_refused(field: forms.Field, typed: str) -> None:
    assert refusal(field, typed) == ["Null characters are not allowed."]


def test_field_sets_counter_without_maxlength() -> None:
    for field in (LineField(max_length=500), ProseField(max_length=500)):
        assert field.widget.attrs["data-limit"] == "500"
        assert "maxlength" not in field.widget.attrs
        assert (field.limit, field.is_always_counted) == (500, True)
    assert LineField(max_length=499).is_always_counted is False
    assert (LineField().limit, LineField().is_always_counted) == (None, False)


def errors_of(slug: str, **fields: Any) -> list[str]:
    return list(SECTION_FORMS[slug](fields, instance=Profile()).errors)


def test_every_section_has_a_form_or_rows() -> None:
    with_rows = {kind.section for kind in KINDS.values()}
    assert tuple(SECTION_FORMS) == FORM_SECTIONS
    assert set(SECTION_FORMS) | with_rows == {section.slug for section in SECTIONS}
    assert set(SECTION_FORMS) & with_rows == set()


@pytest.mark.parametrize("slug", FORM_SECTIONS)
def test_empty_form_is_valid(slug: str) -> None:
    assert errors_of(slug) == []


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("preferences", {"role_types": ["astronaut"]}),
        ("preferences", {"experience_levels": ["none"]}),
        ("preferences", {"commitment_types": ["sometimes"]}),
        ("preferences", {"remote_preference": "moon"}),
        ("preferences", {"remote_preference": "a\x00b"}),
        ("preferences", {"minimum_salary_usd": "-1"}),
        ("preferences", {"minimum_salary_usd": "99999999999999999999"}),
        ("preferences", {"minimum_salary_usd": "1\x00"}),
        ("preferences", {"work_authorization": "x" * 301}),
        ("preferences", {"availability": "x" * 301}),
        ("basics", {"name": "x" * 201}),
        ("basics", {"pronouns": "x" * 51}),
        ("basics", {"location": "x" * 201}),
        ("basics", {"headline": "x" * 501}),
        ("basics", {"summary": "x" * 5001}),
        ("goals", {"career_goals": "x" * 5001}),
        ("goals", {"seeking": "x" * 1001}),
        ("skills", {"skills": "x" * 201}),
        ("privacy", {"hidden_from_organizations": "x" * 201}),
    ],
)
def test_field_over_limit_is_refused(slug: str, fields: dict[str, Any]) -> None:
    assert errors_of(slug, **fields) == list(fields)


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("basics", {"name": "x" * 200, "pronouns": "x" * 50, "headline": "👩‍🔬" * 166}),
        ("basics", {"summary": "x\r\n" * 2499 + "xx"}),
        ("goals", {"career_goals": "x" * 5000, "seeking": f" {'x' * 1000} "}),
    ],
)
def test_field_at_limit_is_accepted(slug: str, fields: dict[str, Any]) -> None:
    assert errors_of(slug, **fields) == []


def test_internal_fields_are_in_no_form() -> None:
    offered = {name for form in SECTION_FORMS.values() for name in form.base_fields}
    offered |= {name for kind in KINDS.values() for name in kind.form.base_fields}
    assert not offered & {
        "user",
        "id",
        "key",
        "profile",
        "position",
        "ai_consent_at",
        "ai_choice_at",
        "privacy_saved_at",
        "created_at",
    }


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2021", "2020", ["start_date", "end_date"]),
        ("2021-09", "2021-08-31", ["start_date", "end_date"]),
        ("2021-09-30", "2021-09", []),
        ("2021", "2021", []),
        ("", "2020", []),
        ("2021", "", []),
        ("soon", "2020", ["start_date"]),
    ],
)
def test_period_must_not_end_before_start(start: str, end: str, wrong: list[str]) -> None:
    typed = {"organization": "Cedar Bay", "start_date": start, "end_date": end}
    assert list(WorkExperienceForm(typed, instance=WorkExperience()).errors) == wrong


@pytest.mark.parametrize("link", ["javascript:alert(1)", "nowhere", "ftp//example.org"])
def test_invalid_project_link_is_refused(link: str) -> None:
    form = ProjectForm({"name": "Waggle", "url": link}, instance=Project())
    assert form.errors == {"url": ["Enter a valid URL."]}


def test_row_form_ids_contain_its_key() -> None:
    row = WorkExperience()
    form = WorkExperienceForm(instance=row)
    assert form["title"].id_for_label == f"id_{row.key}_title"
