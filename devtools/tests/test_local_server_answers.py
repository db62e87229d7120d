"""Default answers: their shape, compared with recorded ones, and the sampled tool inputs."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import jsonschema
import pytest

from devtools.local_server import LocalServer
from devtools.local_server.answers import message
from devtools.local_server.sampler import Sampler
from devtools.local_server.wording import fit, phrases_in

NONE = type(None)
# Shape of 80 recorded answers with a tool call and of 16 recorded errors. By part and key: types,
# presence in every recording, and a pattern for strings.
type Shape = dict[str, tuple[tuple[type, ...], bool, str]]
SHAPES: dict[str, Shape] = {
    "message": {
        "id": ((str,), True, r"msg_01[1-9A-HJ-NP-Za-km-z]{22}"),
        "type": ((str,), True, "message"),
        "role": ((str,), True, "assistant"),
        "model": ((str,), True, r"claude-[a-z0-9-]+"),
        "content": ((list,), True, ""),
        "stop_reason": ((str,), True, r"[a-z_]+"),
        "stop_sequence": ((NONE,), True, ""),
        "stop_details": ((NONE,), False, ""),
        "usage": ((dict,), True, ""),
        "context_management": ((dict,), False, ""),
    },
    "usage": {
        "input_tokens": ((int,), True, ""),
        "output_tokens": ((int,), True, ""),
        "cache_creation_input_tokens": ((int,), False, ""),
        "cache_read_input_tokens": ((int,), False, ""),
        "cache_creation": ((dict,), False, ""),
        "service_tier": ((str,), False, "standard"),
        "inference_geo": ((str,), False, "global|not_available"),
        "output_tokens_details": ((dict,), False, ""),
    },
    "cache_creation": {
        "ephemeral_5m_input_tokens": ((int,), True, ""),
        "ephemeral_1h_input_tokens": ((int,), True, ""),
    },
    "tool_use": {
        "type": ((str,), True, "tool_use"),
        "id": ((str,), True, r"toolu_01[1-9A-HJ-NP-Za-km-z]{22}"),
        "name": ((str,), True, r"[a-zA-Z0-9_-]{1,128}"),
        "input": ((dict,), True, ""),
        "caller": ((dict,), False, ""),
    },
    "text": {"type": ((str,), True, "text"), "text": ((str,), True, "(?s).+")},
    "thinking": {
        "type": ((str,), True, "thinking"),
        "thinking": ((str,), True, "(?s).+"),
        "signature": ((str,), True, ".+"),
    },
    "error": {
        "type": ((str,), True, "error"),
        "error": ((dict,), True, ""),
        "request_id": ((str,), True, r"req_01[1-9A-HJ-NP-Za-km-z]{22}"),
    },
}
# Keys that Claude Haiku 4.5 has sent since 2026, in their order.
HAIKU_KEYS = (
    "model, id, type, role, content, stop_reason, stop_sequence, stop_details, usage",
    "input_tokens, cache_creation_input_tokens, cache_read_input_tokens, cache_creation, "
    "output_tokens, service_tier, inference_geo",
    "type, id, name, input, caller",
)
RECORDINGS = os.environ.get("TALENTNET_RECORDINGS", "")

ACTION_TYPES = [
    "replicate",
    "collaborate",
    "start_org",
    "identify_gaps",
    "volunteer",
    "build_tools",
    "teach_write",
    "develop_skills",
]
ACTIONS = {
    "type": "object",
    "properties": {
        "actions": {
            "type": "array",
            "minItems": 3,
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "enum": ACTION_TYPES},
                    "title": {"type": "string", "description": "5-10 words"},
                    "description": {"type": "string"},
                    "rationale": {"type": "string"},
                    "profileBasis": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["type", "title", "description", "rationale", "profileBasis"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["actions"],
    "additionalProperties": False,
}
MATCHES = {
    "type": "object",
    "$defs": {
        "Match": {
            "type": "object",
            "properties": {
                "opportunity_id": {"type": "integer"},
                "tier": {"type": "string", "enum": ["great", "good", "exploring"]},
                "score": {"type": "integer", "minimum": 0, "maximum": 100},
                "strengths": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "gap": {"anyOf": [{"type": "string", "maxLength": 40}, {"type": "null"}]},
            },
            "required": ["opportunity_id", "tier", "score", "strengths", "gap"],
        }
    },
    "properties": {"matches": {"type": "array", "items": {"$ref": "#/$defs/Match"}}},
    "required": ["matches"],
}
ADA = """## Candidate Profile
**Skills:** Python, mechanistic interpretability; Node.js

## Growth Areas from Matching
- Publish a replication of a known result

## Preserved Actions (do not duplicate)
- build_tools: Make a dataset browser
"""
BOB = "Skills: grant writing, event planning\n"


def shape_faults(part: str, value: dict[str, Any]) -> list[str]:
    shape = SHAPES[part]
    faults = [f"{part}.{key} unknown" for key in value if key not in shape]
    for key, (types, required, pattern) in shape.items():
        content = value.get(key)
        if key not in value:
            faults += [f"{part}.{key} missing"] * required
        elif type(content) not in types or (pattern and not re.fullmatch(pattern, str(content))):
            faults.append(f"{part}.{key} is {content!r}")
    return faults


def message_faults(body: dict[str, Any]) -> list[str]:
    faults = shape_faults("message", body) + shape_faults("usage", body["usage"])
    if "cache_creation" in body["usage"]:
        faults += shape_faults("cache_creation", body["usage"]["cache_creation"])
    for block in body["content"]:
        faults += shape_faults(block["type"], block)
    return faults


def recorded_bodies() -> list[Any]:
    if not RECORDINGS:
        skip = pytest.mark.skip(reason="TALENTNET_RECORDINGS does not name a file of recordings")
        return [pytest.param({}, marks=skip, id="none")]
    lines = Path(RECORDINGS).read_text().splitlines()
    return [
        pytest.param(json.loads(line)["body"], id=f"line{number}")
        for number, line in enumerate(lines, 1)
    ]


@pytest.mark.parametrize("body", recorded_bodies())
def test_shape_table_holds_for_recordings(body: dict[str, Any]) -> None:
    if body["type"] == "error":
        assert shape_faults("error", body) == []
    else:
        assert message_faults(body) == []


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


def answer_body(server: LocalServer, *, tool: bool = True) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": "claude-haiku-4-5",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": ADA}],
    }
    if tool:
        request["tools"] = [{"name": "generate", "input_schema": ACTIONS}]
        request["tool_choice"] = {"type": "tool", "name": "generate"}
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as client:
        response = client.messages.with_raw_response.create(**request)
        assert response.headers["anthropic-ratelimit-requests-limit"] == "4000"
        assert re.fullmatch(r"req_011C[1-9A-HJ-NP-Za-km-z]{20}", response.headers["request-id"])
        body: dict[str, Any] = json.loads(response.text())
        return body


def test_tool_call_has_recorded_shape(server: LocalServer) -> None:
    body = answer_body(server)
    assert message_faults(body) == []
    parts = (body, body["usage"], body["content"][0])
    assert tuple(", ".join(part) for part in parts) == HAIKU_KEYS
    assert body["model"] == "claude-haiku-4-5-20251001"


def test_text_answer_has_recorded_shape(server: LocalServer) -> None:
    assert message_faults(answer_body(server, tool=False)) == []


def test_error_has_recorded_shape(server: LocalServer) -> None:
    server.behave("529")
    with pytest.raises(anthropic.OverloadedError) as caught:
        answer_body(server)
    assert isinstance(caught.value.body, dict)
    assert shape_faults("error", caught.value.body) == []


def test_shape_check_can_fail() -> None:
    body = message(
        model="claude-haiku-4-5", content=[], stop_reason="refusal", input_tokens=1, output_tokens=1
    )
    del body["role"]
    assert [fault.partition(" is ")[0] for fault in message_faults(body)] == [
        "message.role missing",
        "message.stop_details",
    ]


def sample(schema: dict[str, Any], prompt: str = "") -> dict[str, Any]:
    """Sample a schema, and validate the result against it."""
    made = Sampler(schema, prompt).sample()
    jsonschema.Draft202012Validator(schema).validate(made)
    return made


def test_actions_have_four_types_and_distinct_titles() -> None:
    actions = sample(ACTIONS, ADA)["actions"]
    assert [action["type"] for action in actions] == ACTION_TYPES[:4]
    assert [action["title"] for action in actions] == [
        "Reproduce a small result on Python (local server)",
        "Find two partners around mechanistic interpretability (local server)",
        "Start a reading group on Node.js (local server)",
        "Map open questions in Publish a (local server)",
    ]


def test_texts_mention_candidate_and_their_author() -> None:
    ada, bob = sample(ACTIONS, ADA)["actions"], sample(ACTIONS, BOB)["actions"]
    for own, other in zip(ada, bob, strict=True):
        for name in ("title", "description", "rationale", "profileBasis"):
            assert own[name] != other[name]
            assert "local server" in str(own[name])
    assert "“Python”" in ada[0]["rationale"]
    assert "“grant writing”" in bob[0]["rationale"]


@pytest.mark.parametrize("prompt", [ADA, BOB, "", "- one two three four\n"])
def test_titles_have_five_to_ten_words_and_stay_distinct(prompt: str) -> None:
    schema = json.loads(json.dumps(ACTIONS).replace('"maxItems": 5', '"maxItems": 57'))
    titles = [action["title"] for action in sample(schema, prompt)["actions"]]
    assert len(titles) == len(set(titles)) == 30
    assert {len(title.split()) for title in titles} <= set(range(5, 11))


def test_phrases_prefer_skills_and_omit_addresses() -> None:
    assert phrases_in(ADA) == [
        "Python",
        "mechanistic interpretability",
        "Node.js",
        "Publish a replication",
    ]
    assert phrases_in("- https://example.org\n- ada@example.org\n- C++, Rust\n- c++ rust") == [
        "C++ Rust"
    ]


def test_each_opportunity_gets_a_match_in_order() -> None:
    numbers = [31, 7, 500, 8, 9]
    prompt = "".join(f'<opportunity id="{number}">\n- Research\n' for number in numbers)
    matches = sample(MATCHES, prompt)["matches"]
    assert [match["opportunity_id"] for match in matches] == numbers
    assert [(match["tier"], match["score"]) for match in matches] == [
        ("great", 80),
        ("good", 67),
        ("exploring", 44),
        ("great", 80),
        ("good", 68),
    ]


def test_scores_lie_in_band_of_tier() -> None:
    prompt = "".join(f'<opportunity id="{number}">' for number in range(90))
    bands = {"great": range(80, 101), "good": range(60, 80), "exploring": range(30, 60)}
    matches = sample(MATCHES, prompt)["matches"]
    assert [match for match in matches if match["score"] not in bands[match["tier"]]] == []
    assert len({match["score"] for match in matches}) > 30


def test_schema_alone_decides_without_opportunities() -> None:
    assert len(sample(MATCHES)["matches"]) == 1


@pytest.mark.parametrize(
    ("limits", "length"),
    [
        ({}, 1),
        ({"minItems": 0}, 1),
        ({"minItems": 3}, 3),
        ({"maxItems": 0}, 0),
        ({"maxItems": 3}, 2),
        ({"minItems": 3, "maxItems": 5}, 4),
        ({"minItems": 15, "maxItems": 15}, 15),
    ],
)
def test_list_lengths_follow_schema(limits: dict[str, int], length: int) -> None:
    schema = {"type": "object", "properties": {"it": {"type": "array", "items": {}} | limits}}
    assert len(sample(schema)["it"]) == length


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 5, "maximum": 5}, 5),
        ({"type": "integer", "maximum": -5}, -15),
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2}, 1),
        ({"type": "integer", "minimum": 1, "multipleOf": 5}, 5),
        ({"type": "number", "minimum": 0.25, "maximum": 0.75}, 0.5),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"const": "fixed"}, "fixed"),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": ["null", "integer"]}, 1),
        ({"oneOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"type": "string", "format": "date"}, "2026-01-15"),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
            {"a": 1, "b": 2},
        ),
        ({"type": "string", "maxLength": 10}, "Its name 1"),
        ({"type": "array", "uniqueItems": True, "minItems": 1, "items": {"enum": [1, 2]}}, [1]),
    ],
)
def test_sampled_values_satisfy_schema(schema: dict[str, Any], value: Any) -> None:
    root = {"type": "object", "properties": {"its_name": schema}, "required": ["its_name"]}
    assert sample(root) == {"its_name": value}


def test_recursive_schema_is_sampled() -> None:
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        },
        "required": ["name"],
    }
    schema = {"type": "object", "properties": {"tree": {"$ref": "#/$defs/Node"}}}
    assert sample(schema | {"$defs": {"Node": node}})["tree"]["children"][0]["name"] != ""


@pytest.mark.parametrize(
    ("shortest", "longest", "fitted"),
    [
        (0, None, "local words"),
        (0, 11, "local words"),
        (0, 8, "local"),
        (8, 8, "local wo"),
        (0, 3, "loc"),
        (0, 0, ""),
        (12, None, "local words local words"),
    ],
)
def test_texts_are_cut_or_padded_to_schema_length(
    shortest: int, longest: int | None, fitted: str
) -> None:
    assert fit("local words", shortest, longest) == fitted
