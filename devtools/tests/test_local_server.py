"""Behaviors and recorded requests of the local server, driven by the SDK over real HTTP."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from devtools.local_server import BEHAVIORS, LocalServer

MODEL = "claude-haiku-4-5-20251001"
PLANETS = ["mercury", "venus", "earth"]
SCHEMA = {
    "type": "object",
    "properties": {
        "stops": {
            "type": "array",
            "minItems": 3,
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {
                    "planet": {"type": "string", "enum": PLANETS},
                    "days": {"type": "integer", "minimum": 1, "maximum": 9},
                    "reason": {"type": "string"},
                    "luggage": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["planet", "days", "reason", "luggage"],
            },
        },
        "summary": {"type": "string"},
    },
    "required": ["stops", "summary"],
}
TOOL = {"name": "plan_tour", "description": "Plans a tour", "input_schema": SCHEMA}
FORCED = {"type": "tool", "name": "plan_tour"}


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.fixture
def client(server: LocalServer) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as made:
        yield made


def ask(client: anthropic.Anthropic, **changes: Any) -> anthropic.types.Message:
    request: dict[str, Any] = {
        "model": MODEL,
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": "Where to?"}],
        "tools": [TOOL],
        "tool_choice": FORCED,
    }
    answer: anthropic.types.Message = client.messages.create(**(request | changes))
    return answer


def tool_input(answer: anthropic.types.Message) -> dict[str, Any]:
    (block,) = answer.content
    assert isinstance(block, anthropic.types.ToolUseBlock)
    return block.input


def text(answer: anthropic.types.Message) -> str:
    (block,) = answer.content
    assert isinstance(block, anthropic.types.TextBlock)
    return block.text


def test_forced_tool_is_called(server: LocalServer, client: anthropic.Anthropic) -> None:
    answer = ask(client)

    assert (answer.stop_reason, answer.model, len(answer.content)) == ("tool_use", MODEL, 1)
    assert answer._request_id == server.requests[0].request_id
    made = tool_input(answer)
    assert list(made) == ["stops", "summary"]
    assert [stop["planet"] for stop in made["stops"]] == [*PLANETS, "mercury"]


def test_tool_choice_any_calls_first_tool(client: anthropic.Anthropic) -> None:
    assert len(tool_input(ask(client, tool_choice={"type": "any"}))["stops"]) == 4


@pytest.mark.parametrize(
    "changes",
    [{"tool_choice": {"type": "auto"}}, {"tools": [], "tool_choice": {"type": "none"}}],
)
def test_unforced_request_is_answered_in_text(
    client: anthropic.Anthropic, changes: dict[str, Any]
) -> None:
    answer = ask(client, **changes)
    assert answer.stop_reason == "end_turn"
    assert text(answer) == "The local server answers in prose here and calls no tool."


def test_same_question_gets_same_answer(client: anthropic.Anthropic) -> None:
    assert tool_input(ask(client)) == tool_input(ask(client))


def test_tokens_grow_with_request_and_answer(client: anthropic.Anthropic) -> None:
    short = ask(client).usage
    long = ask(client, messages=[{"role": "user", "content": "word " * 800}]).usage
    assert long.input_tokens - short.input_tokens == pytest.approx(1000, abs=10)
    assert long.output_tokens == short.output_tokens > 100


def test_requests_are_recorded(server: LocalServer, client: anthropic.Anthropic) -> None:
    before = time.monotonic()
    ask(client, system="Be brief.")
    (request,) = server.requests

    assert (request.method, request.path) == ("POST", "/v1/messages")
    assert (request.headers["authorization"], request.behavior) == ("Bearer x", "ok")
    assert (request.body["system"], request.body["tools"]) == ("Be brief.", [TOOL])
    assert request.prompt == "Where to?"
    assert before < request.arrived_at < time.monotonic()


def test_request_log_is_capped_on_demand() -> None:
    with LocalServer(keep=1) as server:
        with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as client:
            ask(client, system="first")
            ask(client, system="second")
        assert [request.body["system"] for request in server.requests] == ["second"]
        assert server.request_count == 2


@pytest.mark.parametrize(
    ("behavior", "error", "status", "kind"),
    [
        ("401", anthropic.AuthenticationError, 401, "authentication_error"),
        ("429", anthropic.RateLimitError, 429, "rate_limit_error"),
        ("500", anthropic.InternalServerError, 500, "api_error"),
        ("529", anthropic.OverloadedError, 529, "overloaded_error"),
    ],
)
def test_http_errors_map_to_sdk_errors(
    server: LocalServer,
    client: anthropic.Anthropic,
    behavior: str,
    error: type[anthropic.APIStatusError],
    status: int,
    kind: str,
) -> None:
    server.behave(behavior)
    with pytest.raises(error) as caught:
        ask(client)

    assert caught.value.status_code == status
    assert isinstance(caught.value.body, dict)
    assert set(caught.value.body) == {"type", "error", "request_id"}
    assert caught.value.body["error"]["type"] == kind
    assert caught.value.request_id == server.requests[0].request_id
    assert caught.value.body["request_id"] == server.requests[0].request_id


@pytest.mark.parametrize(
    ("behavior", "seconds"), [("429", "1"), ("429:0", "0"), ("429:2.5", "2.5")]
)
def test_rate_limit_sends_retry_after(
    server: LocalServer, client: anthropic.Anthropic, behavior: str, seconds: str
) -> None:
    server.behave(behavior)
    with pytest.raises(anthropic.RateLimitError) as caught:
        ask(client)
    assert caught.value.response.headers["retry-after"] == seconds


@pytest.mark.parametrize("behavior", ["cut", "cut_midway"])
def test_cut_connection_raises_connection_error(
    server: LocalServer, client: anthropic.Anthropic, behavior: str
) -> None:
    server.script([behavior])
    with pytest.raises(anthropic.APIConnectionError) as caught:
        ask(client)
    assert not isinstance(caught.value, anthropic.APITimeoutError)
    assert ask(client).stop_reason == "tool_use"


def test_slow_answer_times_out(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.behave("slow:0.2")
    started = time.monotonic()
    assert ask(client).stop_reason == "tool_use"
    assert 0.2 <= time.monotonic() - started < 1

    with pytest.raises(anthropic.APITimeoutError):
        ask(client.with_options(timeout=0.05))


def test_latency_delays_every_behavior(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.latency = 0.2
    server.behave("500")
    started = time.monotonic()
    with pytest.raises(anthropic.InternalServerError):
        ask(client)
    assert 0.2 <= time.monotonic() - started < 1


def test_slow_answers_run_in_parallel(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.latency = 0.3
    threads = [threading.Thread(target=ask, args=(client,)) for _ in range(8)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (server.request_count, time.monotonic() - started < 1.2) == (8, True)


def test_closing_ends_waits_and_connections() -> None:
    caught: list[Exception] = []

    def wait_for_ever(client: anthropic.Anthropic) -> None:
        try:
            ask(client)
        except anthropic.APIConnectionError as error:
            caught.append(error)

    server = LocalServer(latency=60).start()
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as client:
        thread = threading.Thread(target=wait_for_ever, args=(client,))
        thread.start()
        while not server.requests:
            time.sleep(0.01)
        started = time.monotonic()
        server.close()
        thread.join()
    assert (len(caught), time.monotonic() - started < 1) == (1, True)


def test_truncated_answer_stops_at_max_tokens(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    server.behave("truncated")
    answer = ask(client, max_tokens=300)

    assert (answer.stop_reason, answer.usage.output_tokens) == ("max_tokens", 300)
    made = tool_input(answer)
    assert list(made) == ["stops"]
    assert [list(stop) for stop in made["stops"]] == [
        ["planet", "days", "reason", "luggage"],
        ["planet", "days"],
    ]


def test_truncated_answer_without_input(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.behave("truncated_empty")
    answer = ask(client)
    assert (answer.stop_reason, tool_input(answer)) == ("max_tokens", {})


def test_truncated_text_stops_at_max_tokens(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    server.behave("truncated")
    answer = ask(client, tool_choice={"type": "auto"})
    assert (answer.stop_reason, text(answer)) == ("max_tokens", "The local server answers in")


def test_refusal_has_stop_reason(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.behave("refusal")
    answer = ask(client)
    assert (answer.stop_reason, answer.content) == ("refusal", [])
    assert answer.stop_details is not None
    assert answer.stop_details.type == "refusal"


def test_prose_instead_of_the_tool(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.behave("prose")
    answer = ask(client)
    assert answer.stop_reason == "end_turn"
    assert text(answer).startswith("The local server answers in prose")


@pytest.mark.parametrize(
    ("behavior", "missing"), [("broken_items", "reason"), ("broken_items:days", "days")]
)
def test_missing_field_affects_one_item(
    server: LocalServer, client: anthropic.Anthropic, behavior: str, missing: str
) -> None:
    good = tool_input(ask(client))
    server.behave(behavior)
    broken = tool_input(ask(client))

    del good["stops"][2][missing]
    assert broken == good


def test_unknown_enum_value_affects_one_item(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    good = tool_input(ask(client))
    server.behave("unknown_enum")
    good["stops"][2]["planet"] = "not_in_the_enum"
    assert tool_input(ask(client)) == good


def test_empty_list_has_no_items(server: LocalServer, client: anthropic.Anthropic) -> None:
    good = tool_input(ask(client))
    server.behave("empty_items")
    assert tool_input(ask(client)) == good | {"stops": []}


def test_custom_answer_is_returned(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.answer_with({"stops": [{"planet": "earth"}], "summary": "Home."})
    assert tool_input(ask(client)) == {"stops": [{"planet": "earth"}], "summary": "Home."}

    server.behave("empty_items")
    assert tool_input(ask(client)) == {"stops": [], "summary": "Home."}

    server.reset()
    assert len(tool_input(ask(client))["stops"]) == 4


def test_behavior_does_not_modify_custom_answer(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    custom = {"stops": [{"planet": "earth", "reason": "Home."}]}
    server.answer_with(custom)
    server.behave("broken_items")
    assert tool_input(ask(client)) == {"stops": [{"planet": "earth"}]}
    assert custom == {"stops": [{"planet": "earth", "reason": "Home."}]}


def test_custom_answer_is_built_from_request(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    server.answer_with(lambda body: {"heard": body["messages"][0]["content"]})
    assert tool_input(ask(client)) == {"heard": "Where to?"}


def test_every_behavior_has_a_test() -> None:
    tested = {"ok", "401", "429", "500", "529", "cut", "cut_midway", "slow", "truncated"}
    tested |= {"truncated_empty", "refusal", "prose", "broken_items", "unknown_enum"}
    assert tested | {"empty_items"} == set(BEHAVIORS)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "example.org", "::"])  # noqa: S104
def test_non_loopback_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="not a loopback address"):
        LocalServer(host=host)


def test_server_starts_once(server: LocalServer) -> None:
    with pytest.raises(RuntimeError):
        server.start()


def test_two_servers_cannot_share_a_port(server: LocalServer) -> None:
    with pytest.raises(OSError, match="in use"):
        LocalServer(port=server.port).start()
