"""Message and error bodies in the shape of recorded answers.

The keys, their order, the forms of ids and the headers are those of Claude Haiku 4.5 as recorded
in 2026.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Aliases are answered with the model they stand for; any other name comes back as it was sent.
ALIASES = {
    "claude-haiku-4-5": "claude-haiku-4-5-20251001",
    "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
    "claude-sonnet-4-0": "claude-sonnet-4-20250514",
}
RATE_LIMITS = {
    "anthropic-ratelimit-requests-limit": "4000",
    "anthropic-ratelimit-requests-remaining": "3999",
    "anthropic-ratelimit-tokens-remaining": "2400000",
    "anthropic-ratelimit-input-tokens-remaining": "2000000",
    "anthropic-ratelimit-output-tokens-remaining": "400000",
}
# Recorded requests with one small tool cost 430 to 750 tokens; most of that is the tool's preamble.
TOOL_PREAMBLE_TOKENS = 400
CHARACTERS_PER_TOKEN = 4


def new_id(prefix: str, length: int) -> str:
    """Return a random id of `length` characters, including the prefix."""
    # 256 is no multiple of 58, so some letters are slightly more likely; ids only need to differ.
    return prefix + "".join(BASE58[byte % 58] for byte in os.urandom(length - len(prefix)))


def new_request_id() -> str:
    return new_id("req_011C", 28)


def text_block(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def tool_use_block(name: str, tool_input: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "tool_use",
        "id": new_id("toolu_01", 30),
        "name": name,
        "input": tool_input,
        "caller": {"type": "direct"},
    }


def message(
    *,
    model: str,
    content: list[dict[str, Any]],
    stop_reason: str,
    input_tokens: int,
    output_tokens: int,
) -> dict[str, Any]:
    return {
        "model": ALIASES.get(model, model),
        "id": new_id("msg_01", 28),
        "type": "message",
        "role": "assistant",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "stop_details": _stop_details(stop_reason),
        "usage": usage(input_tokens, output_tokens),
    }


def _stop_details(stop_reason: str) -> dict[str, Any] | None:
    # Null in all recordings, which contain no refusal; the object follows the SDK's type.
    if stop_reason == "refusal":
        return {"type": "refusal", "category": None, "explanation": None}
    return None


def usage(input_tokens: int, output_tokens: int) -> dict[str, Any]:
    return {
        "input_tokens": input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": output_tokens,
        "service_tier": "standard",
        "inference_geo": "not_available",
    }


def estimate_input_tokens(body: dict[str, Any], body_bytes: int) -> int:
    preamble = TOOL_PREAMBLE_TOKENS if body.get("tools") else 0
    return preamble + max(1, body_bytes // CHARACTERS_PER_TOKEN)


def estimate_output_tokens(content: list[dict[str, Any]]) -> int:
    # In the recordings, each tool call costs about 30 tokens more than its input.
    calls = len([block for block in content if block["type"] == "tool_use"])
    text = "".join(block.get("text") or json.dumps(block.get("input", "")) for block in content)
    return 30 * calls + max(1, len(text) // CHARACTERS_PER_TOKEN)


def error_body(kind: str, text: str, request_id: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": text}, "request_id": request_id}


def success_headers(request_id: str) -> dict[str, str]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "request-id": request_id,
        **RATE_LIMITS,
        "anthropic-ratelimit-requests-reset": now,
        "anthropic-ratelimit-tokens-reset": now,
    }


def error_headers(status: int, request_id: str) -> dict[str, str]:
    """Headers of an error; the SDK obeys `x-should-retry`, "false" in every recorded 4xx."""
    may_retry = status == 429 or status >= 500
    return {"request-id": request_id, "x-should-retry": "true" if may_retry else "false"}
