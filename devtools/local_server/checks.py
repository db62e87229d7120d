"""Check requests as the Messages API does, with its error messages.

The messages follow recorded error bodies or public reports. They are for people: tests should rely
on status and error type. Two refusals are this server's own: streams, and bodies without a length.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from devtools.local_server.tool_checks import check_tool_choice, check_tools

MAX_BODY_BYTES = 32 * 1024 * 1024
PATH = "/v1/messages"
ROLES = ("user", "assistant")

# Python types that a field may have, and the API's name for them; () means no check.
FIELDS: dict[str, tuple[tuple[type, ...], str]] = {
    "cache_control": ((), ""),
    "container": ((), ""),
    "context_management": ((), ""),
    "diagnostics": ((), ""),
    "inference_geo": ((), ""),
    "max_tokens": ((int,), "integer"),
    "messages": ((list,), "list"),
    "metadata": ((dict,), "dictionary"),
    "model": ((str,), "string"),
    "output_config": ((), ""),
    "service_tier": ((str,), "string"),
    "speed": ((), ""),
    "stop_sequences": ((list,), "list"),
    "stream": ((bool,), "boolean"),
    "system": ((str, list), "string or list"),
    # The SDK no longer offers the next three; the API still takes them for Haiku 4.5.
    "temperature": ((int, float), "number"),
    "thinking": ((dict,), "dictionary"),
    "tool_choice": ((dict,), "dictionary"),
    "tools": ((list,), "list"),
    "top_k": ((int,), "integer"),
    "top_p": ((int, float), "number"),
}
REQUIRED = ("max_tokens", "messages", "model")


class RequestRefused(Exception):
    """The request is answered with an error: HTTP status, error type, message."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message


def check_head(method: str, target: str, headers: Mapping[str, str]) -> None:
    """Check path, method and headers; header names are in lower case. Raises RequestRefused."""
    if target.partition("?")[0] != PATH:
        raise RequestRefused(404, "not_found_error", "Not Found")
    if method != "POST":
        raise RequestRefused(405, "invalid_request_error", "Method Not Allowed")
    if not _has_key(headers):
        raise RequestRefused(401, "authentication_error", "x-api-key header is required")
    if not headers.get("anthropic-version", "").strip():
        _invalid("anthropic-version: header is required")
    # The real API accepts chunked bodies; `wire.py` reads by length only.
    if "transfer-encoding" in headers:
        raise RequestRefused(411, "invalid_request_error", "content-length: header is required")


def _has_key(headers: Mapping[str, str]) -> bool:
    # The API documents both headers; since version 2, the SDK sends a bearer token.
    scheme, _, token = headers.get("authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer" and bool(token.strip())
    return is_bearer or bool(headers.get("x-api-key", "").strip())


def parse_body(raw: bytes | None) -> dict[str, Any]:
    """Parse the body; None stands for one over `MAX_BODY_BYTES`. Raises RequestRefused."""
    if raw is None:
        raise RequestRefused(413, "request_too_large", "Request exceeds the maximum size")
    try:
        body = json.loads(raw.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = f"The request body is not valid JSON: {error}"
        raise RequestRefused(400, "invalid_request_error", reason) from error
    if not isinstance(body, dict):
        _invalid("Input should be a valid dictionary")
    return body


def check_body(body: dict[str, Any]) -> None:
    _check_fields(body)
    _check_model(body["model"])
    if body["max_tokens"] < 1:
        _invalid("max_tokens: Input should be greater than or equal to 1")
    _check_messages(body["messages"])
    fault = check_tools(body.get("tools", [])) or check_tool_choice(body)
    if fault:
        _invalid(fault)
    if body.get("stream"):
        _invalid("stream: this local server only sends whole messages")


def _check_fields(body: dict[str, Any]) -> None:
    for name in REQUIRED:
        if name not in body:
            _invalid(f"{name}: Field required")
    for name, value in body.items():
        if name not in FIELDS:
            _invalid(f"{name}: Extra inputs are not permitted")
        types, expected = FIELDS[name]
        # In Python a bool is an int; in JSON it is not.
        is_misplaced_bool = isinstance(value, bool) and bool not in types
        if types and (is_misplaced_bool or not isinstance(value, types)):
            _invalid(f"{name}: Input should be a valid {expected}")


def _check_model(model: str) -> None:
    # Any other name: new models need no change here.
    if not model.startswith("claude-"):
        raise RequestRefused(404, "not_found_error", f"model: {model}")


def _check_messages(messages: list[Any]) -> None:
    if not messages:
        _invalid("messages: at least one message is required")
    for place, message in enumerate(messages):
        _check_message(f"messages.{place}", message)
    if messages[0]["role"] != "user":
        _invalid('messages: first message must use the "user" role')


def _check_message(place: str, message: Any) -> None:
    if not isinstance(message, dict):
        _invalid(f"{place}: Input should be a valid dictionary")
    for name in ("role", "content"):
        if name not in message:
            _invalid(f"{place}.{name}: Field required")
    for name in message.keys() - {"role", "content"}:
        _invalid(f"{place}.{name}: Extra inputs are not permitted")
    if message["role"] not in ROLES:
        _invalid(f"{place}.role: Input should be 'user' or 'assistant'")
    content = message["content"]
    if not isinstance(content, str | list):
        _invalid(f"{place}.content: Input should be a valid string or list")
    if isinstance(content, list):
        _check_blocks(f"{place}.content", content)


def _check_blocks(place: str, blocks: list[Any]) -> None:
    for number, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            _invalid(f"{place}.{number}.type: Field required")
        if block["type"] == "text" and not isinstance(block.get("text"), str):
            _invalid(f"{place}.{number}.text.text: Field required")


def _invalid(message: str) -> NoReturn:
    raise RequestRefused(400, "invalid_request_error", message)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"unexpected {name}")
