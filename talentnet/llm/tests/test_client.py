"""Client of the Messages API over real HTTP: the request, and the Reply for every answer."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr
from pytest_django import Settings

from devtools.local_server import LocalServer
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.models import LLMCall
from talentnet.llm.prices import Usage

pytestmark = pytest.mark.slow

MODEL = "claude-haiku-4-5-20251001"
TOOL = {
    "name": "plan_tour",
    "description": "Plans a tour",
    "input_schema": {
        "type": "object",
        "properties": {
            "stops": {
                "type": "array",
                "minItems": 2,
                "items": {
                    "type": "object",
                    "properties": {
                        "planet": {"type": "string", "enum": ["mars", "venus"]},
                        "reason": {"type": "string"},
                    },
                    "required": ["planet", "reason"],
                },
            }
        },
        "required": ["stops"],
    },
}
REQUEST = ToolRequest(
    operation=LLMCall.Operation.SCORE_OPPORTUNITIES,
    system="Be brief.",
    tool=TOOL,
    message="Where to? Zoë asks.",
    max_tokens=300,
    timeout_seconds=10,
    max_retries=0,
    model=MODEL,
)
STOPS = {"stops": [{"planet": "mars", "reason": "Near."}]}


def test_request_has_exact_body_and_headers(model: LocalServer) -> None:
    ask(REQUEST)
    (sent,) = model.requests
    assert (
        sent.body
        == REQUEST.body()
        == {
            "model": MODEL,
            "max_tokens": 300,
            "system": "Be brief.",
            "tools": [TOOL],
            "tool_choice": {"type": "tool", "name": "plan_tour"},
            "messages": [{"role": "user", "content": "Where to? Zoë asks."}],
        }
    )
    assert (sent.method, sent.path) == ("POST", "/v1/messages")
    assert "test-key" in (sent.headers.get("x-api-key"), sent.headers["authorization"][7:])
    assert sent.headers["anthropic-version"]


def test_model_comes_from_setting(settings: Settings) -> None:
    settings.LLM_MODEL = "claude-another"
    request = ToolRequest(LLMCall.Operation.SCORE_OPPORTUNITIES, "", TOOL, "", 1, 1.0, 0)
    assert request.body()["model"] == "claude-another"


def test_answer_has_input_and_usage(model: LocalServer) -> None:
    model.answer_with(STOPS)
    reply = ask(REQUEST)
    assert (reply.outcome, reply.input, reply.model, reply.error) == ("answered", STOPS, MODEL, "")
    assert reply.request_id == model.requests[0].request_id
    assert min(reply.usage.input_tokens, reply.usage.output_tokens) > 0
    assert (reply.usage.cache_creation_input_tokens, reply.usage.cache_read_input_tokens) == (0, 0)


def test_tool_input_is_returned_unchanged(model: LocalServer) -> None:
    model.answer_with({"stops": "none", "extra": [None, 1.5]})
    assert ask(REQUEST).input == {"stops": "none", "extra": [None, 1.5]}


@pytest.mark.parametrize(
    ("behavior", "outcome", "error"),
    [
        ("truncated", "truncated", "Cut off at max_tokens (300)."),
        ("truncated_empty", "truncated", "Cut off at max_tokens (300)."),
        ("refusal", "refused", "The model refused to answer."),
        ("prose", "no_tool_call", "The answer holds no call of the forced tool."),
    ],
)
def test_unusable_answer_is_billed(
    model: LocalServer, behavior: str, outcome: str, error: str
) -> None:
    model.behave(behavior)
    reply = ask(REQUEST)
    assert (reply.outcome, reply.error, reply.input) == (outcome, error, None)
    assert reply.request_id == model.requests[0].request_id
    assert reply.usage.input_tokens > 0
    if outcome == "truncated":
        assert reply.usage.output_tokens == 300


@pytest.mark.parametrize("behavior", ["broken_items", "unknown_enum", "empty_items"])
def test_answer_breaking_schema_is_returned(model: LocalServer, behavior: str) -> None:
    model.behave(behavior)
    reply = ask(REQUEST)
    assert (reply.outcome, list(reply.input)) == ("answered", ["stops"])


FAILURES = {
    "401": ("rejected", "AuthenticationError: "),
    "429:0.01": ("rate_limited", "RateLimitError: "),
    "500": ("server_error", "InternalServerError: "),
    "529": ("overloaded", "OverloadedError: "),
    "cut": ("connection_error", "APIConnectionError: "),
    "cut_midway": ("connection_error", "APIConnectionError: "),
}


@pytest.mark.parametrize("behavior", FAILURES)
def test_failure_is_a_reply_after_one_request(model: LocalServer, behavior: str) -> None:
    outcome, error = FAILURES[behavior]
    model.behave(behavior)
    reply = ask(REQUEST)
    assert (reply.outcome, reply.input, reply.usage, reply.model) == (
        outcome,
        None,
        Usage(),
        MODEL,
    )
    assert reply.error.startswith(error)
    assert model.request_count == 1
    has_answer = not behavior.startswith("cut")
    assert reply.request_id == (model.requests[0].request_id if has_answer else "")


def test_rejected_request_is_a_failure(model: LocalServer) -> None:
    reply = ask(replace(REQUEST, model="gpt-something"))
    assert (reply.outcome, reply.model, model.request_count) == ("rejected", "gpt-something", 1)


def test_slow_answer_is_a_timeout(model: LocalServer) -> None:
    model.behave("slow:5")
    reply = ask(replace(REQUEST, timeout_seconds=0.2))
    assert (reply.outcome, model.request_count) == ("timed_out", 1)
    assert reply.error.startswith("APITimeoutError: ")
    assert 200 <= reply.duration_ms < 2000


def test_unreachable_server_is_a_failure(settings: Settings) -> None:
    with LocalServer() as gone:
        settings.ANTHROPIC_BASE_URL = gone.url
    settings.ANTHROPIC_API_KEY = SecretStr("test-key")
    reply = ask(REQUEST)
    assert (reply.outcome, reply.request_id) == ("connection_error", "")
    assert reply.cost_is_unknown is False


def test_failures_are_retried_as_often_as_configured(model: LocalServer) -> None:
    model.script(["429:0.01", "429:0.01"])
    reply = ask(replace(REQUEST, max_retries=2))
    assert (reply.outcome, model.request_count) == ("answered", 3)
    assert reply.request_id == model.requests[-1].request_id


def test_last_failure_counts_after_last_try(model: LocalServer) -> None:
    model.behave("429:0.01")
    reply = ask(replace(REQUEST, max_retries=2))
    assert (reply.outcome, model.request_count) == ("rate_limited", 3)


def test_tries_share_overall_time_limit(model: LocalServer) -> None:
    model.latency = 5
    started = time.monotonic()
    reply = ask(replace(REQUEST, max_retries=5), within_seconds=0.3)
    assert (reply.outcome, reply.cost_is_unknown, model.request_count) == ("timed_out", True, 1)
    assert time.monotonic() - started < 2


def test_later_try_gets_remaining_time(model: LocalServer) -> None:
    model.script(["429:0.2", "slow:5"])
    reply = ask(replace(REQUEST, max_retries=1), within_seconds=0.6)
    assert (reply.outcome, model.request_count) == ("timed_out", 2)
    assert 500 <= reply.duration_ms < 2000


def test_try_is_limited_by_own_timeout(model: LocalServer) -> None:
    model.latency = 5
    reply = ask(replace(REQUEST, timeout_seconds=0.2), within_seconds=30)
    assert (reply.outcome, reply.duration_ms < 2000) == ("timed_out", True)


def test_pause_beyond_time_limit_is_skipped(model: LocalServer) -> None:
    model.behave("429:60")
    started = time.monotonic()
    reply = ask(replace(REQUEST, max_retries=5), within_seconds=5)
    assert (reply.outcome, reply.cost_is_unknown, model.request_count) == ("rate_limited", False, 1)
    assert time.monotonic() - started < 2


def test_retry_after_header_is_respected(model: LocalServer) -> None:
    model.script(["429:0.5"])
    ask(replace(REQUEST, max_retries=1), within_seconds=30)
    first, second = (request.arrived_at for request in model.requests)
    assert 0.5 <= second - first < 1.5


def test_consecutive_calls_share_connection(model: LocalServer) -> None:
    for retries in (0, 5):
        ask(replace(REQUEST, max_retries=retries))
    assert len({request.port for request in model.requests}) == 1


@pytest.mark.parametrize(
    ("behavior", "is_unknown"),
    [("ok", False), ("429:0.01", False), ("529", False), ("cut", True), ("cut_midway", True)],
)
def test_failure_says_if_cost_is_known(model: LocalServer, behavior: str, is_unknown: bool) -> None:
    model.behave(behavior)
    assert ask(REQUEST).cost_is_unknown is is_unknown


@pytest.mark.parametrize(
    ("script", "outcome", "unknown"),
    [
        (["429:0.01", "ok"], "answered", 0),
        (["cut", "ok"], "answered", 1),
        (["cut_midway", "cut"], "connection_error", 2),
    ],
)
def test_unanswered_tries_have_unknown_cost(
    model: LocalServer, script: list[str], outcome: str, unknown: int
) -> None:
    model.script(script)
    reply = ask(replace(REQUEST, max_retries=1))
    assert (reply.outcome, reply.tries_of_unknown_cost) == (outcome, unknown)


def test_canceled_call_is_not_retried(model: LocalServer) -> None:
    model.behave("429:0.01")
    asked: list[bool] = []

    def is_called_off() -> bool:
        asked.append(True)
        return len(asked) > 2

    reply = ask(replace(REQUEST, max_retries=5), is_called_off=is_called_off)
    assert (reply.outcome, reply.tries_of_unknown_cost, model.request_count) == ("timed_out", 0, 2)


@pytest.mark.parametrize("behavior", ["401", "refusal", "prose", "truncated"])
def test_permanent_failure_is_not_retried(model: LocalServer, behavior: str) -> None:
    model.behave(behavior)
    ask(replace(REQUEST, max_retries=3))
    assert model.request_count == 1


def test_changed_key_and_url_apply_to_next_call(model: LocalServer, settings: Settings) -> None:
    ask(REQUEST)
    with LocalServer() as other:
        settings.ANTHROPIC_BASE_URL = other.url
        settings.ANTHROPIC_API_KEY = SecretStr("another-key")
        ask(REQUEST)
        assert "another-key" in str(other.requests[0].headers)
    assert model.request_count == 1


def test_calls_from_many_threads_succeed(model: LocalServer) -> None:
    model.latency = 0.1
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(ask(REQUEST))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.outcome for reply in replies] == ["answered"] * 4
    assert len({reply.request_id for reply in replies}) == 4


@contextmanager
def answering(content_type: str, body: str) -> Iterator[str]:
    """Run a server that gives every request this answer, and yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("count", "tokens"),
    [
        ("12", 12),
        ('"12"', 12),
        ("12.5", 12),
        ("-12", 0),
        ("null", 0),
        ("99999999999", 2**31 - 1),
        ('"many"', None),
        ("Infinity", None),
    ],
)
def test_token_counts_fit_ledger_columns(
    settings: Settings, count: str, tokens: int | None
) -> None:
    settings.ANTHROPIC_API_KEY = SecretStr("test-key")
    usage = f'{{"input_tokens": {count}, "output_tokens": 1}}'
    with answering("application/json", f'{{"content": [], "usage": {usage}}}') as address:
        settings.ANTHROPIC_BASE_URL = address
        reply = ask(REQUEST)
    actual = (reply.outcome, reply.usage.input_tokens, type(reply.usage.input_tokens))
    assert actual == (("server_error", 0, int) if tokens is None else ("no_tool_call", tokens, int))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", "<h1>Please sign in to the network</h1>"),
        ("application/json", "<h1>Please sign in</h1>"),
        ("application/json", "{}"),
        ("application/json", '{"type": "error", "error": {"type": "api_error"}}'),
        ("application/json", "[]"),
        ("application/json", '{"type": "message", "content": null, "usage": null}'),
    ],
)
def test_malformed_answer_is_a_failure(settings: Settings, content_type: str, body: str) -> None:
    settings.ANTHROPIC_API_KEY = SecretStr("test-key")
    with answering(content_type, body) as address:
        settings.ANTHROPIC_BASE_URL = address
        reply = ask(REQUEST)
    assert (reply.outcome in LLMCall.Outcome.values, reply.outcome == "answered") == (True, False)
    assert reply.error
