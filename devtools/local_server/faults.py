"""Behaviors of the server on request, such as errors and cut connections, and their replies."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from threading import TIMEOUT_MAX
from typing import Any, Literal, Self

from devtools.local_server import answers
from devtools.local_server.sampler import resolve

type Json = dict[str, Any]
type Cut = Literal["", "before", "midway"]

# Name and description; the command's --help shows both.
BEHAVIORS = {
    "ok": "a good answer",
    "slow": "a good answer after a while (slow:SECONDS, default 1)",
    "401": "authentication_error",
    "429": "rate_limit_error with retry-after (429:SECONDS, default 1)",
    "500": "api_error",
    "529": "overloaded_error",
    "cut": "the connection ends before the first byte of an answer",
    "cut_midway": "the connection ends in the middle of the body",
    "truncated": "stop_reason max_tokens, the tool's input breaks off",
    "truncated_empty": "stop_reason max_tokens, the tool's input is empty",
    "refusal": "HTTP 200, stop_reason refusal, no content",
    "prose": "text instead of a call of the tool, stop_reason end_turn",
    "broken_items": "one item lacks a required field (broken_items:FIELD)",
    "unknown_enum": "one item has a value outside its enum (unknown_enum:FIELD)",
    "empty_items": "the list of items is empty",
}
SECONDS = ("slow", "429")
ERRORS = {
    "401": (401, "authentication_error", "invalid x-api-key"),
    "429": (429, "rate_limit_error", "This request would exceed your rate limit."),
    "500": (500, "api_error", "Internal server error"),
    # Anthropic's own status code, not registered for HTTP.
    "529": (529, "overloaded_error", "Overloaded"),
}
CUTS: dict[str, Cut] = {"cut": "before", "cut_midway": "midway"}
UNKNOWN_VALUE = "not_in_the_enum"
PROSE = "The local server answers in prose here and calls no tool."


@dataclass(frozen=True)
class Behavior:
    name: str = "ok"
    argument: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `NAME` or `NAME:ARGUMENT`. Raises ValueError if the name is not in `BEHAVIORS`."""
        name, _, argument = text.partition(":")
        if name not in BEHAVIORS:
            raise ValueError(f"unknown behavior {name!r}; known are {', '.join(BEHAVIORS)}")
        if argument and name not in (*SECONDS, "broken_items", "unknown_enum"):
            raise ValueError(f"{name} takes no argument")
        if argument and name in SECONDS and not 0 <= float(argument) <= TIMEOUT_MAX:
            raise ValueError(f"{name} takes a number of seconds, not {argument!r}")
        return cls(name, argument)

    @property
    def seconds(self) -> float:
        return float(self.argument or 1)


@dataclass(frozen=True)
class ServerReply:
    """Response to send, or to cut off."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: Cut = ""


@dataclass(frozen=True)
class Question:
    """A request that passed the checks."""

    body: Json
    body_bytes: int
    tool: Json | None  # the tool that must be called
    make_input: Callable[[], Json]


def reply_to(question: Question, behavior: Behavior, request_id: str) -> ServerReply:
    if behavior.name in ERRORS:
        return _error_reply(behavior, request_id)
    content, stop_reason = _content(question, behavior)
    # A truncated answer has used all of max_tokens.
    cut_short = stop_reason == "max_tokens"
    body = answers.message(
        model=question.body["model"],
        content=content,
        stop_reason=stop_reason,
        input_tokens=answers.estimate_input_tokens(question.body, question.body_bytes),
        output_tokens=question.body["max_tokens"]
        if cut_short
        else answers.estimate_output_tokens(content),
    )
    return ServerReply(
        200,
        json.dumps(body).encode(),
        answers.success_headers(request_id),
        delay=behavior.seconds if behavior.name == "slow" else 0.0,
        cut=CUTS.get(behavior.name, ""),
    )


def error_reply(status: int, kind: str, message: str, request_id: str) -> ServerReply:
    body = answers.error_body(kind, message, request_id)
    return ServerReply(status, json.dumps(body).encode(), answers.error_headers(status, request_id))


def _error_reply(behavior: Behavior, request_id: str) -> ServerReply:
    reply = error_reply(*ERRORS[behavior.name], request_id)
    if behavior.name == "429":
        reply.headers["retry-after"] = f"{behavior.seconds:g}"
    return reply


def _content(question: Question, behavior: Behavior) -> tuple[list[Json], str]:
    """Return the content blocks and the stop reason."""
    if behavior.name == "refusal":
        return [], "refusal"
    truncated = behavior.name.startswith("truncated")
    if question.tool is None or behavior.name == "prose":
        text = PROSE[: len(PROSE) // 2].rstrip() if truncated else PROSE
        return [answers.text_block(text)], "max_tokens" if truncated else "end_turn"
    tool_input = _tool_input(question, question.tool, behavior)
    block = answers.tool_use_block(question.tool["name"], tool_input)
    return [block], "max_tokens" if truncated else "tool_use"


def _tool_input(question: Question, tool: Json, behavior: Behavior) -> Json:
    if behavior.name == "truncated_empty":
        return {}
    schema = tool.get("input_schema", {})
    # A custom answer may be one dictionary for many requests, so changes need a copy.
    tool_input = question.make_input()
    match behavior.name:
        case "truncated":
            return break_off(tool_input)
        case "empty_items":
            return empty_list(tool_input)
        case "broken_items":
            return remove_field(deepcopy(tool_input), schema, behavior.argument)
        case "unknown_enum":
            return leave_enum(deepcopy(tool_input), schema, behavior.argument)
    return tool_input


def list_name(tool_input: Json) -> str | None:
    """Name of the first top-level property with a list, which holds the items of the answer."""
    return next((name for name, value in tool_input.items() if isinstance(value, list)), None)


def break_off(tool_input: Json) -> Json:
    """Cut the answer within the second item, leaving one whole item and part of the next."""
    name = list_name(tool_input)
    if name is None:
        return _first_half(tool_input)
    whole, rest = tool_input[name][:1], tool_input[name][1:2]
    # Properties after the list are lost, as a model writes them in order.
    before = list(tool_input)[: list(tool_input).index(name)]
    partial = [_first_half(item) for item in rest if isinstance(item, dict)]
    return {key: tool_input[key] for key in before} | {name: whole + partial}


def empty_list(tool_input: Json) -> Json:
    name = list_name(tool_input)
    if name is None:
        raise ValueError("empty_items: the answer has no list")
    return tool_input | {name: []}


def remove_field(tool_input: Json, schema: Json, field_name: str = "") -> Json:
    """Remove a field from the middle item: the named one, else the last required plain text."""
    item, item_schema = _middle_item(tool_input, schema)
    properties = item_schema.get("properties", {})
    required = [name for name in item if name in item_schema.get("required", item)]
    texts = [name for name in required if _is_plain_text(resolve(schema, properties.get(name)))]
    chosen = field_name or next(reversed(texts or required), "")
    if chosen not in item:
        raise ValueError(f"broken_items: the item has no field {chosen!r} to remove")
    del item[chosen]
    return tool_input


def leave_enum(tool_input: Json, schema: Json, field_name: str = "") -> Json:
    """Give a field of the middle item a value outside its enum."""
    item, item_schema = _middle_item(tool_input, schema)
    properties = item_schema.get("properties", {})
    enums = [name for name in properties if "enum" in resolve(schema, properties[name])]
    chosen = field_name or next(iter(enums), "")
    if chosen not in enums:
        raise ValueError(f"unknown_enum: the item has no enum {chosen!r}")
    item[chosen] = UNKNOWN_VALUE
    return tool_input


def _middle_item(tool_input: Json, schema: Json) -> tuple[Json, Json]:
    """Return the middle item and its schema, or the whole input if it has no list of objects."""
    root = resolve(schema, schema)
    name = list_name(tool_input)
    if not name or not tool_input[name]:
        return tool_input, root
    middle = tool_input[name][len(tool_input[name]) // 2]
    if not isinstance(middle, dict):
        return tool_input, root
    list_schema = resolve(schema, root.get("properties", {}).get(name))
    return middle, resolve(schema, list_schema.get("items"))


def _is_plain_text(schema: Json) -> bool:
    return schema.get("type") == "string" and "enum" not in schema


def _first_half(item: Json) -> Json:
    return dict(list(item.items())[: len(item) // 2])
