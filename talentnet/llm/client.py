"""Client of the Messages API: one forced tool call per request, without database access.

No other module talks to a model. `ask` may run in any thread; `ledger.py` writes a call's row in
the task's own thread, before and after.
"""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from pydantic import SecretStr

from talentnet.llm.models import LLMCall
from talentnet.llm.prices import Usage
from talentnet.text import storable

if TYPE_CHECKING:
    from anthropic import Anthropic, APIResponse

    # Private types of the SDK's middleware, for annotations only. Nothing else imports them.
    from anthropic._middleware import CallNext
    from anthropic._request import APIRequest
    from anthropic.types import Message

Outcome = LLMCall.Outcome
IDLE_CONNECTION_SECONDS = 30
"""Seconds that an idle connection stays open, to save the next call a handshake."""
MODEL_LENGTH = 100
"""Length of the model column; a server can send a name of any length."""

MOST_TOKENS = 2**31 - 1
"""Largest value of a PostgreSQL integer, the type of the token columns."""


@dataclass(frozen=True)
class ToolRequest:
    """One question: the system prompt, the tool that must answer, and the message."""

    operation: LLMCall.Operation
    system: str
    tool: dict[str, Any]
    message: str
    max_tokens: int
    timeout_seconds: float
    """Seconds per attempt."""
    max_retries: int
    """SDK retries on 429, 5xx and connection errors; 0 means one HTTP request. The SDK honors
    `retry-after` between attempts."""
    model: str = field(default_factory=lambda: settings.LLM_MODEL)
    about: str = ""
    """Personal data in the message, verbatim; the ledger shows it to its owner."""

    def body(self) -> dict[str, Any]:
        """Request body of the Messages API."""
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
    """Result of one call. `input` is the tool's input, unchecked; None unless `answered`."""

    outcome: LLMCall.Outcome
    model: str
    duration_ms: int
    input: Any = None
    usage: Usage = Usage()
    request_id: str = ""
    error: str = ""
    tries_of_unknown_cost: int = 0
    """Attempts that may have been processed and billed without our knowing."""

    @property
    def cost_is_unknown(self) -> bool:
        return self.tries_of_unknown_cost > 0


class NoMoreTries(Exception):
    """The overall time limit has passed, or the caller has canceled the call."""


def ask(
    request: ToolRequest,
    *,
    within_seconds: float = math.inf,
    is_called_off: Callable[[], bool] = lambda: False,
) -> Reply:
    """Make the call. Failures of the provider are returned as a Reply; our own bugs raise.

    `within_seconds` limits all attempts together: each gets at most the remaining time, and no
    retry is awaited that would start too late. `is_called_off` is checked before each attempt, in
    the thread of the call.
    """
    import anthropic  # takes 2–3 s, so not at startup

    client = _client(settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL)
    started = time.monotonic()
    # The SDK retries by itself; middleware is its hook around each attempt.
    tries = _Tries(started + within_seconds, is_called_off)
    trying = client.with_options(max_retries=request.max_retries).with_middleware(tries.attempt)
    try:
        message = trying.messages.create(**request.body(), timeout=request.timeout_seconds)
    except (anthropic.APIError, NoMoreTries, ValueError) as error:
        return _failed(request, error, _milliseconds_since(started), tries.of_unknown_cost)
    duration_ms = _milliseconds_since(started)
    try:
        return replace(
            _read(message, request, duration_ms), tries_of_unknown_cost=tries.of_unknown_cost
        )
    except (AttributeError, TypeError, ValueError, OverflowError):
        # The SDK doesn't validate answers, so a proxy's error page can pass for one.
        error_text = "The answer is not a message of the Messages API."
        return Reply(Outcome.SERVER_ERROR, request.model, duration_ms, error=error_text)


@lru_cache(maxsize=4)
def _client(api_key: SecretStr, base_url: str) -> "Anthropic":
    """Return the client of this process, with connections shared by all threads and retries."""
    import httpx2  # the SDK's own HTTP library
    from anthropic import Anthropic, DefaultHttpxClient

    limits = httpx2.Limits(keepalive_expiry=IDLE_CONNECTION_SECONDS)
    return Anthropic(
        api_key=api_key.get_secret_value(),
        base_url=base_url,
        http_client=DefaultHttpxClient(limits=limits),
        open_telemetry=False,
    )


@dataclass
class _Tries:
    """SDK middleware that limits the attempts of one call, which run one after the other."""

    until: float
    """Deadline on the monotonic clock."""
    is_called_off: Callable[[], bool]
    of_unknown_cost: int = 0

    def attempt(self, request: "APIRequest", call_next: "CallNext") -> "APIResponse[Any]":
        """Make one attempt within the remaining time."""
        seconds = self._seconds_for(request)
        try:
            response = call_next(request.copy(timeout=seconds))
        except Exception as error:
            self.of_unknown_cost += _may_have_arrived(error)
            raise
        # The header may also hold a date, which float() refuses.
        with suppress(ValueError):
            if float(response.headers.get("retry-after", 0)) >= self.until - time.monotonic():
                response.headers["x-should-retry"] = "false"  # stops the SDK's retries
        return response

    def _seconds_for(self, request: "APIRequest") -> float:
        if self.is_called_off():
            raise NoMoreTries("It was called off.")
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise NoMoreTries("The time for all tries together is over.")
        # A time-out may be unset or a set of httpx time-outs, which can't be compared.
        own = request.timeout
        return min(own, remaining) if isinstance(own, int | float) else remaining


def _failed(request: ToolRequest, error: Exception, duration_ms: int, unknown: int) -> Reply:
    return Reply(
        outcome=_outcome_of_error(error),
        model=request.model,
        duration_ms=duration_ms,
        request_id=getattr(error, "request_id", None) or "",
        error=f"{type(error).__name__}: {error}",
        tries_of_unknown_cost=unknown,
    )


def _may_have_arrived(error: Exception) -> bool:
    """True if the provider may have received, and billed, this attempt."""
    import anthropic
    import httpx2

    # An error before the request was sent can't have been billed.
    was_never_sent = isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
    return isinstance(error, anthropic.APIConnectionError) and not was_never_sent


def _read(message: "Message", request: ToolRequest, duration_ms: int) -> Reply:
    """Find the forced tool's call among the blocks of an answer, in any order."""
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
    """Token count clamped to its column: the SDK passes on any number."""
    return min(max(int(count or 0), 0), MOST_TOKENS)


def _outcome_of_error(error: Exception) -> LLMCall.Outcome:
    import anthropic

    # Subclasses first: a time-out is a connection error, and an overload is a server error.
    outcomes: tuple[tuple[type[Exception], LLMCall.Outcome], ...] = (
        (NoMoreTries, Outcome.TIMED_OUT),
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
