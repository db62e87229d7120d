"""Check tools as the Messages API does. Each check returns an error message, or None."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

NAME_PATTERN = "^[a-zA-Z0-9_-]{1,128}$"
NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
CHOICES = ("auto", "any", "tool", "none")
CUSTOM_FIELDS = (
    "allowed_callers",
    "cache_control",
    "defer_loading",
    "description",
    "eager_input_streaming",
    "input_examples",
    "input_schema",
    "name",
    "strict",
    "type",
)
# A strict tool is compiled into a grammar, which can't express these.
NOT_IN_STRICT = {
    "array": ("maxItems", "uniqueItems"),
    "integer": ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
    "number": ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
    "string": ("maxLength", "minLength"),
}


def is_custom(tool: dict[str, Any]) -> bool:
    """True if the caller defines the tool, not Anthropic."""
    return tool.get("type") in (None, "custom")


def check_tools(tools: list[Any]) -> str | None:
    for number, tool in enumerate(tools):
        if not isinstance(tool, dict):
            return f"tools.{number}: Input should be a valid dictionary"
        if is_custom(tool) and (fault := _check_custom(tool)):
            return f"tools.{number}.custom{fault}"
    # Anthropic's own tools share the namespace of custom ones.
    names = [tool.get("name") for tool in tools]
    if len(set(names)) < len(names):
        return "tools: Tool names must be unique."
    return None


def check_tool_choice(body: dict[str, Any]) -> str | None:
    choice = body.get("tool_choice")
    if choice is None:
        return None
    if choice.get("type") not in CHOICES:
        return f"tool_choice: Input should have a 'type' among {', '.join(CHOICES)}"
    if not body.get("tools") and choice["type"] != "none":
        return "tool_choice: tool_choice may only be specified while providing tools."
    if choice["type"] == "tool":
        return _check_named(choice, body["tools"])
    return None


def _check_named(choice: dict[str, Any], tools: list[dict[str, Any]]) -> str | None:
    if "name" not in choice:
        return "tool_choice.tool.name: Field required"
    if choice["name"] not in [tool.get("name") for tool in tools]:
        return f"Tool '{choice['name']}' not found in provided tools"
    return None


def _check_custom(tool: dict[str, Any]) -> str | None:
    for name in ("name", "input_schema"):
        if name not in tool:
            return f".{name}: Field required"
    for name in tool:
        if name not in CUSTOM_FIELDS:
            return f".{name}: Extra inputs are not permitted"
    if not isinstance(tool["name"], str) or not NAME.fullmatch(tool["name"]):
        return f".name: String should match pattern '{NAME_PATTERN}'"
    if fault := _check_schema(tool["input_schema"]):
        return fault
    return _check_strict(tool["input_schema"]) if tool.get("strict") else None


def _check_schema(schema: Any) -> str | None:
    if not isinstance(schema, dict):
        return ".input_schema: Input should be a valid dictionary"
    if "type" not in schema:
        return ".input_schema.type: Field required"
    if schema["type"] != "object":
        return ".input_schema.type: Input should be 'object'"
    if not _is_json_schema(json.dumps(schema)):
        return (
            ".input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12"
            " (https://json-schema.org/draft/2020-12)."
        )
    return None


@lru_cache(maxsize=64)
def _is_json_schema(text: str) -> bool:
    # Cached: the check takes milliseconds and a benchmark sends one schema thousands of times.
    try:
        Draft202012Validator.check_schema(json.loads(text))
    except SchemaError:
        return False
    return True


def _check_strict(schema: dict[str, Any]) -> str | None:
    return next((f": {fault}" for fault in map(_strict_fault, _nodes(schema)) if fault), None)


def _strict_fault(node: dict[str, Any]) -> str | None:
    kind = node.get("type")
    if not isinstance(kind, str):
        return None
    if kind == "object" and node.get("additionalProperties") is not False:
        return "For 'object' type, 'additionalProperties' must be explicitly set to false"
    if kind == "array" and node.get("minItems", 0) not in (0, 1):
        return "For 'array' type, 'minItems' values other than 0 or 1 are not supported"
    unsupported = [name for name in NOT_IN_STRICT.get(kind, ()) if name in node]
    if not unsupported:
        return None
    if len(unsupported) == 1:
        return f"For '{kind}' type, property '{unsupported[0]}' is not supported"
    return f"For '{kind}' type, properties {', '.join(unsupported)} are not supported"


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema within it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for name in ("properties", "$defs", "definitions"):
        for child in schema.get(name, {}).values():
            yield from _nodes(child)
    for name in ("anyOf", "oneOf", "allOf"):
        for child in schema.get(name, []):
            yield from _nodes(child)
    # References aren't followed: their targets are under $defs or definitions.
    yield from _nodes(schema.get("items"))
