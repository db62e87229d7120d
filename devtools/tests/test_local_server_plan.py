"""Order of behaviors by script, storm and rules; and the hook that sees the requests."""

from collections import Counter
from collections.abc import Iterator

import anthropic
import pytest

from devtools.local_server import LocalServer, RecordedRequest
from devtools.tests.test_local_server import ask

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.fixture
def client(server: LocalServer) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as made:
        yield made


def behaviors(server: LocalServer) -> list[str]:
    return [request.behavior for request in server.requests]


def test_script_is_consumed_by_valid_requests_only(
    server: LocalServer, client: anthropic.Anthropic
) -> None:
    server.script(["529", "prose"])
    with pytest.raises(anthropic.BadRequestError):
        ask(client, max_tokens=0)
    with pytest.raises(anthropic.OverloadedError):
        ask(client)
    assert [ask(client).stop_reason for _ in range(3)] == ["end_turn", "tool_use", "tool_use"]
    assert behaviors(server) == ["refused by the checks", "529", "prose", "ok", "ok"]


def test_sdk_retries_retryable_errors(server: LocalServer) -> None:
    server.script(["429:0.01", "529", "ok"])
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=2) as client:
        assert ask(client).stop_reason == "tool_use"
    assert behaviors(server) == ["429", "529", "ok"]


def test_nth_request_fails(server: LocalServer, client: anthropic.Anthropic) -> None:
    server.plan(every={"prose": 3})
    reasons = [ask(client).stop_reason for _ in range(6)]
    assert reasons == ["tool_use", "tool_use", "end_turn"] * 2


def test_storm_repeats_with_same_seed(server: LocalServer, client: anthropic.Anthropic) -> None:
    def drawn(seed: int) -> list[str]:
        server.reset()
        server.storm({"429": 1 / 3, "529": 0.1, "cut": 0.1}, seed=seed)
        for _ in range(90):
            _try(client)
        return behaviors(server)

    first = drawn(1)
    assert drawn(1) == first
    assert drawn(2) != first
    counted = Counter(first)
    assert set(counted) == {"429", "529", "cut", "ok"}
    assert 20 <= counted["429"] <= 40
    assert 30 <= counted["ok"] <= 55


def _try(client: anthropic.Anthropic) -> None:
    try:
        ask(client)
    except anthropic.APIError:
        return


@pytest.mark.parametrize("name", ["404", "ok:1", "slow:soon", "429:-1", "slow:nan"])
def test_unknown_behaviors_are_refused(server: LocalServer, name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown|argument|number of seconds|could not convert"):
        server.behave(name)


@pytest.mark.parametrize("storm", [{"429": 0.6, "529": 0.6}, {"429": -0.1}, {"ok": float("nan")}])
def test_impossible_storms_are_refused(server: LocalServer, storm: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        server.storm(storm)


def test_hook_sees_request_before_answer(server: LocalServer, client: anthropic.Anthropic) -> None:
    seen: list[tuple[str, int]] = []

    def hook(request: RecordedRequest) -> None:
        seen.append((request.prompt, server.request_count))

    server.on_request = hook
    ask(client)
    assert seen == [("Where to?", 1)]


def test_hook_error_is_reported() -> None:
    def hook(request: RecordedRequest) -> None:
        assert request.prompt == "something else"

    with pytest.raises(AssertionError):
        _ask_and_close(LocalServer(on_request=hook))


def test_misspelled_field_is_reported() -> None:
    server = LocalServer()
    server.behave("broken_items:resaon")
    with pytest.raises(ValueError, match="resaon"):
        _ask_and_close(server)


def _ask_and_close(server: LocalServer) -> None:
    with server, anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as client:
        _try(client)
