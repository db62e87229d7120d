"""JSON files made to break the reader, which must refuse or read them."""

import json
from typing import Any

import pytest

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.json_resume import (
    MAX_PARTS,
    NotAResume,
    read_resume,
    read_resume_text,
)
from talentnet.profiles.importing.resume_schema import holds_something
from talentnet.profiles.tests.hostile import HOSTILE

DEPTH = 50_000


def nested(depth: int, end: object) -> Any:
    for level in range(depth):
        end = [end] if level % 2 else {"a": end}
    return end


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "resume.json is not JSON: Expecting value in line 1, column 1."),
        ("[" * DEPTH, "resume.json is not JSON that can be read: it is nested too deep."),
        ('{"a":' * DEPTH, "resume.json is not JSON that can be read: it is nested too deep."),
        ("[" * (MAX_PARTS + 1), "resume.json has more parts than any résumé."),
        ('{"work": [' + "{}," * MAX_PARTS, "resume.json has more parts than any résumé."),
        ('{"a": {' + '"a":0,' * MAX_PARTS, "resume.json has more parts than any résumé."),
        (r'"\"' * MAX_PARTS, "resume.json is not JSON: Extra data in line 1, column 5"),
        ('"' + r"\"," * MAX_PARTS, "resume.json is not JSON: Unterminated string"),
        ('"' + "\\" * (MAX_PARTS + 1), "resume.json is not JSON: Unterminated string"),
        ('{"basics": NaN}', "resume.json is not JSON that can be read: it holds NaN."),
        ('{"basics": {"name": "\x00"}}', "resume.json is not JSON: Invalid control character at"),
        (
            '{"meta": ' + "9" * 5000 + "}",
            "resume.json is not JSON that can be read: it holds a number of ",
        ),
    ],
)
def test_unreadable_text_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_resume_text(text, "resume.json")
    assert str(caught.value).startswith(sentence)


def test_signs_in_strings_do_not_count_as_parts() -> None:
    text = '[{",:' * MAX_PARTS
    imported = read_resume_text(json.dumps({"basics": {"summary": text}}), "resume.json")
    assert imported.profile.summary[:4990] == text[:4990]


@pytest.mark.parametrize("data", [[], [[]], "basics", 10**4000, -0.0, True, None])
def test_json_without_object_is_refused(data: object) -> None:
    with pytest.raises(NotAResume) as caught:
        read_resume_text(json.dumps(data), "resume.json")
    assert str(caught.value) == "A JSON Resume is a JSON object, and this isn't one."


@pytest.mark.parametrize(
    "data",
    [
        {"basics": nested(DEPTH, 1)},
        {"basics": {"name": nested(DEPTH, 1)}},
        {"work": nested(DEPTH + 1, 1)},
        {"work": [{"name": "L", "highlights": [nested(DEPTH, 1)]}]},
        {"basics": {1: 2}},
        {"basics": {"name": True}},
        {"basics": {"\ud800": "x"}},
        {"basics": {"name": b"\xff"}},
    ],
)
def test_parts_of_wrong_type_are_refused(data: object) -> None:
    with pytest.raises(NotAResume, match=r"^Its .* doesn't fit JSON Resume: "):
        read_resume(data)


def test_deep_nesting_in_unused_parts_is_noted() -> None:
    imported = read_resume(
        {
            "basics": {"name": "Amara", "image": nested(DEPTH, "x"), "phone": nested(DEPTH, None)},
            "work": [{"name": "Lanternfield", "location": {"city": nested(DEPTH, "x")}}],
            "interests": nested(DEPTH, [0]),
            "references": nested(DEPTH, " "),
        }
    )
    assert (imported.profile.name, imported.work_experiences[0].location) == ("Amara", "")
    assert imported.unplaced == [
        "basics.image: profiles don't have this field",
        "interests: profiles don't have this section",
    ]


@pytest.mark.parametrize(
    ("value", "holds"),
    [(None, False), (" ", False), ({}, False), ([[], {"a": None}], False), (0, True), ("a", True)],
)
def test_holds_something_at_any_depth(value: object, holds: bool) -> None:
    assert holds_something(value) is holds
    assert holds_something(nested(DEPTH, value)) is holds


def test_large_numbers_become_text() -> None:
    imported = read_resume_text('{"basics": {"name": 1e999, "label": -12}}', "resume.json")
    assert (imported.profile.name, imported.profile.headline) == ("inf", "-12")
    imported = read_resume_text('{"basics": {"name": %s}}' % ("9" * 4000), "resume.json")
    assert imported.profile.name == "9" * 199 + "…"


def test_surrogates_and_nul_are_removed() -> None:
    text = r'{"basics": {"name": "A\ud800m\u0000a", "\u0000": "x"}, "skills": [{"name": "\udfff"}]}'
    imported = read_resume_text(text, "resume.json")
    assert (imported.profile.name, imported.profile.skills) == ("Ama", [])
    assert imported.unplaced == ["basics.: profiles don't have this field"]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept_or_noted(text: str) -> None:
    imported = read_resume(
        {"basics": {"summary": text, text: "x", "url": text}, "work": [{"name": "L", "url": text}]}
    )
    assert imported.profile.summary == text.replace("\r\n", "\n").strip()
    assert imported.profile.links == []
    assert len(imported.unplaced) == 3
