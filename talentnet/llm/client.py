"""The one place that talks to the Messages API: one forced tool call, over HTTP, no database.

`ask` may run in any thread. The rows of the ledger are written by `ledger.py`, in the task's own
thread, before and after.
"""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from talentnet.llm.models import LLMCall
from talentnet.llm.prices import Usage
from talentnet.text import storable

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types import Message

Outcome = LLMCall.Outcome
MODEL_LENGTH = 100
"""The column that keeps which model answered; whoever answers may call itself anything."""


@dataclass(frozen=True)
class ToolRequest:
    """One question: the system prompt, the tool that must answer, and the message."""

    operation: LLMCall.Operation
    system: str
    tool: dict[str, Any]
    message: str
    max_tokens: int
    timeout_seconds: float
    max_retries: int
    """How often the SDK tries again on 429, 5xx and connection errors; 0 is one HTTP request."""
    model: str = field(default_factory=lambda: settings.LLM_MODEL)
    about: str = ""
    """What of the person is in the message, word for word: the log keeps it for them."""

    def body(self) -> dict[str, Any]:
        """What is sent, as the Messages API names it."""
        return {
            "model": self.model,
            "max_tokens": self.max_tokens,
            "system": self.system,
            "tools": [self.tool],
            "tool_choice": {"type": "tool", "name": self.tool["name"]},
            "messages": [{"role": "user", "content": self.message}],
        }


@dataclass(frozen=True)
class Reply:
    """What came of one call. `input` is the tool's input as the model gave it, unchecked, and
    None unless the outcome is `answered`."""

    outcome: LLMCall.Outcome
    model: str
    duration_ms: int
    input: Any = None
    usage: Usage = Usage()
    request_id: str = ""
    error: str = ""


def ask(request: ToolRequest) -> Reply:
    """Make the call. Whatever the provider does comes back as a Reply; faults of our own raise."""
    import anthropic  # takes 2–3 s to import, so not at start

    client = _client(settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL, request.max_retries)
    started = time.monotonic()
    try:
        message = client.messages.create(**request.body(), timeout=request.timeout_seconds)
    except (anthropic.APIError, ValueError) as error:
        return Reply(
            outcome=_outcome_of_error(error),
            model=request.model,
            duration_ms=_milliseconds_since(started),
            request_id=getattr(error, "request_id", None) or "",
            error=f"{type(error).__name__}: {error}",
        )
    duration_ms = _milliseconds_since(started)
    try:
        return _read(message, request, duration_ms)
    except (AttributeError, TypeError):
        # The SDK does not check what it is sent: a proxy's page passes for an answer.
        error_text = "The answer is not a message of the Messages API."
        return Reply(Outcome.SERVER_ERROR, request.model, duration_ms, error=error_text)


@lru_cache(maxsize=4)
def _client(api_key: str, base_url: str, max_retries: int) -> "Anthropic":
    """One client per process and way of retrying; threads share it."""
    from anthropic import Anthropic

    return Anthropic(
        api_key=api_key, base_url=base_url, max_retries=max_retries, open_telemetry=False
    )


def _read(message: "Message", request: ToolRequest, duration_ms: int) -> Reply:
    """Pick the forced tool's call from an answer, blocks in any order."""
    calls = [
        block.input
        for block in message.content
        if block.type == "tool_use" and block.name == request.tool["name"]
    ]
    if message.stop_reason == "refusal":
        outcome, error = Outcome.REFUSED, "The model refused to answer."
    elif message.stop_reason == "max_tokens":
        outcome, error = Outcome.TRUNCATED, f"Cut off at max_tokens ({request.max_tokens})."
    elif not calls:
        outcome, error = Outcome.NO_TOOL_CALL, "The answer holds no call of the forced tool."
    else:
        outcome, error = Outcome.ANSWERED, ""
    return Reply(
        outcome=outcome,
        model=storable(message.model or request.model)[:MODEL_LENGTH],
        duration_ms=duration_ms,
        input=calls[0] if outcome == Outcome.ANSWERED else None,
        usage=Usage(
            input_tokens=_tokens(message.usage.input_tokens),
            output_tokens=_tokens(message.usage.output_tokens),
            cache_creation_input_tokens=_tokens(message.usage.cache_creation_input_tokens),
            cache_read_input_tokens=_tokens(message.usage.cache_read_input_tokens),
        ),
        request_id=message._request_id or "",
        error=error,
    )


def _tokens(count: int | None) -> int:
    return max(count or 0, 0)


def _outcome_of_error(error: Exception) -> LLMCall.Outcome:
    import anthropic

    # From the narrow to the wide: a time-out is a connection error, an overload a server error.
    outcomes: tuple[tuple[type[Exception], LLMCall.Outcome], ...] = (
        (anthropic.APITimeoutError, Outcome.TIMED_OUT),
        (anthropic.APIConnectionError, Outcome.CONNECTION_ERROR),
        (anthropic.RateLimitError, Outcome.RATE_LIMITED),
        (anthropic.OverloadedError, Outcome.OVERLOADED),
        (anthropic.InternalServerError, Outcome.SERVER_ERROR),
        (anthropic.APIStatusError, Outcome.REJECTED),
    )
    return next((o for kind, o in outcomes if isinstance(error, kind)), Outcome.SERVER_ERROR)


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
