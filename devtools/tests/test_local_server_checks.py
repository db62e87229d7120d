"""Requests that the local server refuses, sent over plain HTTP, as the SDK checks some itself."""

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from devtools.local_server import LocalServer
from devtools.local_server.checks import MAX_BODY_BYTES

HEADERS = {"x-api-key": "x", "anthropic-version": "2023-06-01"}
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
TOOL = {"name": "say", "input_schema": SCHEMA}
QUESTION = {
    "model": "claude-haiku-4-5-20251001",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Say it."}],
}


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


def send(
    server: LocalServer,
    body: Any,
    *,
    headers: dict[str, str] | None = None,
    path: str = "/v1/messages",
    method: str = "POST",
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request(method, path, raw, HEADERS if headers is None else headers)
    response = connection.getresponse()
    status, answer = response.status, json.loads(response.read())
    connection.close()
    return status, answer


def error(answer: tuple[int, dict[str, Any]]) -> tuple[int, str, str]:
    status, body = answer
    assert set(body) == {"type", "error", "request_id"}
    return status, body["error"]["type"], body["error"]["message"]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in QUESTION.items() if key != name}


def strict_tool(word: dict[str, Any], **more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"word": word}, "additionalProperties": False}
    return {"tools": [{"name": "say", "strict": True, "input_schema": schema | more}]}


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ({}, (401, "authentication_error", "x-api-key header is required")),
        (
            HEADERS | {"x-api-key": ""},
            (401, "authentication_error", "x-api-key header is required"),
        ),
        (
            {"authorization": "Bearer ", "anthropic-version": "2023-06-01"},
            (401, "authentication_error", "x-api-key header is required"),
        ),
        (
            {"x-api-key": "x"},
            (400, "invalid_request_error", "anthropic-version: header is required"),
        ),
    ],
)
def test_missing_headers_are_refused(
    server: LocalServer, headers: dict[str, str], refusal: tuple[int, str, str]
) -> None:
    assert error(send(server, QUESTION, headers=headers)) == refusal


@pytest.mark.parametrize("key", [{"x-api-key": "x"}, {"authorization": "Bearer x"}])
def test_either_header_carries_api_key(server: LocalServer, key: dict[str, str]) -> None:
    headers = {"anthropic-version": "2023-06-01"} | key
    assert send(server, QUESTION, headers=headers)[0] == 200


@pytest.mark.parametrize("path", ["/", "/v1/models", "/v1/messages/count_tokens", "/v1/messagesx"])
def test_unknown_paths_are_refused(server: LocalServer, path: str) -> None:
    assert error(send(server, QUESTION, path=path)) == (404, "not_found_error", "Not Found")


def test_other_methods_are_refused(server: LocalServer) -> None:
    answer = error(send(server, QUESTION, method="PUT"))
    assert answer == (405, "invalid_request_error", "Method Not Allowed")


def test_query_string_is_ignored_in_path(server: LocalServer) -> None:
    assert send(server, QUESTION, path="/v1/messages?beta=true")[0] == 200


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"model": NaN}', b"[" * 100_000])
def test_bodies_that_are_not_json_are_refused(server: LocalServer, raw: bytes) -> None:
    status, kind, message = error(send(server, raw))
    assert (status, kind) == (400, "invalid_request_error")
    assert message.startswith("The request body is not valid JSON: ")


def test_body_that_is_not_object_is_refused(server: LocalServer) -> None:
    refusal = (400, "invalid_request_error", "Input should be a valid dictionary")
    assert error(send(server, [QUESTION])) == refusal


def test_body_over_32_mb_is_refused(server: LocalServer) -> None:
    with anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0) as client:
        with pytest.raises(anthropic.RequestTooLargeError) as caught:
            client.messages.create(
                model="claude-haiku-4-5",
                max_tokens=100,
                messages=[{"role": "user", "content": "x" * MAX_BODY_BYTES}],
            )
        assert caught.value.status_code == 413
        assert isinstance(caught.value.body, dict)
        assert caught.value.body["error"]["type"] == "request_too_large"


def test_body_without_length_is_refused(server: LocalServer) -> None:
    headers = HEADERS | {"transfer-encoding": "chunked"}
    assert error(send(server, b"0\r\n\r\n", headers=headers))[:2] == (411, "invalid_request_error")


def test_unknown_model_is_refused(server: LocalServer) -> None:
    answer = send(server, QUESTION | {"model": "haiku-4-5"})
    assert error(answer) == (404, "not_found_error", "model: haiku-4-5")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (without("model"), "model: Field required"),
        (without("max_tokens"), "max_tokens: Field required"),
        (without("messages"), "messages: Field required"),
        (QUESTION | {"prompt": ""}, "prompt: Extra inputs are not permitted"),
        (QUESTION | {"model": 5}, "model: Input should be a valid string"),
        (QUESTION | {"max_tokens": 0}, "max_tokens: Input should be greater than or equal to 1"),
        (QUESTION | {"max_tokens": "9"}, "max_tokens: Input should be a valid integer"),
        (QUESTION | {"max_tokens": 1.5}, "max_tokens: Input should be a valid integer"),
        (QUESTION | {"max_tokens": True}, "max_tokens: Input should be a valid integer"),
        (QUESTION | {"system": 5}, "system: Input should be a valid string or list"),
        (QUESTION | {"stream": True}, "stream: this local server only sends whole messages"),
    ],
)
def test_invalid_fields_are_refused(
    server: LocalServer, body: dict[str, Any], message: str
) -> None:
    assert error(send(server, body)) == (400, "invalid_request_error", message)


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([], "messages: at least one message is required"),
        (["hi"], "messages.0: Input should be a valid dictionary"),
        ([{"role": "user"}], "messages.0.content: Field required"),
        ([{"content": "hi"}], "messages.0.role: Field required"),
        (
            [{"role": "user", "content": "hi", "name": "Ada"}],
            "messages.0.name: Extra inputs are not permitted",
        ),
        (
            [{"role": "assistant", "content": "hi"}],
            'messages: first message must use the "user" role',
        ),
        (
            [{"role": "system", "content": "hi"}],
            "messages.0.role: Input should be 'user' or 'assistant'",
        ),
        (
            [{"role": "user", "content": 5}],
            "messages.0.content: Input should be a valid string or list",
        ),
        ([{"role": "user", "content": ["hi"]}], "messages.0.content.0.type: Field required"),
        (
            [{"role": "user", "content": [{"type": "text"}]}],
            "messages.0.content.0.text.text: Field required",
        ),
    ],
)
def test_invalid_messages_are_refused(
    server: LocalServer, messages: list[Any], message: str
) -> None:
    answer = send(server, QUESTION | {"messages": messages})
    assert error(answer) == (400, "invalid_request_error", message)


NAME_REFUSED = "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"
SCHEMA_REFUSED = (
    "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12"
    " (https://json-schema.org/draft/2020-12)."
)


@pytest.mark.parametrize(
    ("tool", "message"),
    [
        ({"input_schema": SCHEMA}, "tools.0.custom.name: Field required"),
        ({"name": "say"}, "tools.0.custom.input_schema: Field required"),
        (TOOL | {"name": "say.it"}, NAME_REFUSED),
        (TOOL | {"name": "say\n"}, NAME_REFUSED),
        (TOOL | {"name": "x" * 129}, NAME_REFUSED),
        (TOOL | {"parameters": {}}, "tools.0.custom.parameters: Extra inputs are not permitted"),
        (
            TOOL | {"input_schema": []},
            "tools.0.custom.input_schema: Input should be a valid dictionary",
        ),
        (TOOL | {"input_schema": {}}, "tools.0.custom.input_schema.type: Field required"),
        (
            TOOL | {"input_schema": {"type": "array"}},
            "tools.0.custom.input_schema.type: Input should be 'object'",
        ),
        (TOOL | {"input_schema": SCHEMA | {"required": "word"}}, SCHEMA_REFUSED),
        (
            TOOL | {"input_schema": SCHEMA | {"properties": {"word": {"type": "text"}}}},
            SCHEMA_REFUSED,
        ),
    ],
)
def test_invalid_tools_are_refused(server: LocalServer, tool: dict[str, Any], message: str) -> None:
    answer = send(server, QUESTION | {"tools": [tool]})
    assert error(answer) == (400, "invalid_request_error", message)


def test_duplicate_tool_names_are_refused(server: LocalServer) -> None:
    answer = send(server, QUESTION | {"tools": [TOOL, TOOL]})
    assert error(answer) == (400, "invalid_request_error", "tools: Tool names must be unique.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            strict_tool({"type": "string"}, additionalProperties=True),
            "For 'object' type, 'additionalProperties' must be explicitly set to false",
        ),
        (
            strict_tool({"type": "integer", "minimum": 0, "maximum": 9}),
            "For 'integer' type, properties maximum, minimum are not supported",
        ),
        (
            strict_tool({"type": "string", "maxLength": 9}),
            "For 'string' type, property 'maxLength' is not supported",
        ),
        (
            strict_tool({"anyOf": [{"type": "array", "minItems": 3}, {"type": "null"}]}),
            "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
        ),
    ],
)
def test_strict_tools_accept_fewer_schemas(
    server: LocalServer, changes: dict[str, Any], message: str
) -> None:
    answer = send(server, QUESTION | changes)
    assert error(answer) == (400, "invalid_request_error", f"tools.0.custom: {message}")


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"type": "tool", "name": "sing"}, "Tool 'sing' not found in provided tools"),
        ({"type": "tool"}, "tool_choice.tool.name: Field required"),
        (
            {"type": "say"},
            "tool_choice: Input should have a 'type' among auto, any, tool, none",
        ),
    ],
)
def test_invalid_tool_choice_is_refused(
    server: LocalServer, choice: dict[str, str], message: str
) -> None:
    answer = send(server, QUESTION | {"tools": [TOOL], "tool_choice": choice})
    assert error(answer) == (400, "invalid_request_error", message)


def test_tool_choice_needs_tools(server: LocalServer) -> None:
    answer = send(server, QUESTION | {"tool_choice": {"type": "any"}})
    message = "tool_choice: tool_choice may only be specified while providing tools."
    assert error(answer) == (400, "invalid_request_error", message)


@pytest.mark.parametrize(
    "changes",
    [
        {"system": "Be brief.", "metadata": {"user_id": "5"}, "stop_sequences": ["."]},
        {"temperature": 0.5, "top_k": 5, "top_p": 1, "stream": False},
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "say"}},
        {"tools": [TOOL], "tool_choice": {"type": "none"}},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        strict_tool({"type": "array", "minItems": 1, "items": {"type": "string"}}),
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]},
    ],
)
def test_valid_requests_are_accepted(server: LocalServer, changes: dict[str, Any]) -> None:
    status, body = send(server, QUESTION | changes)
    assert (status, body["type"]) == (200, "message")


def test_refused_requests_are_recorded(server: LocalServer) -> None:
    send(server, b"not JSON")
    request = server.requests[-1]
    assert (request.body, request.prompt, request.behavior) == ({}, "", "refused by the checks")


def test_connection_carries_many_requests(server: LocalServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.connect()
    connection.auto_open = 0  # raise if closed, instead of reconnecting
    statuses = []
    for path in ("/v1/messages", "/elsewhere", "/v1/messages"):
        connection.request("POST", path, json.dumps(QUESTION), HEADERS)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    assert statuses == [200, 404, 200]


def test_error_says_whether_to_retry(server: LocalServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("POST", "/v1/messages", b"{", HEADERS)
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    assert response.headers["x-should-retry"] == "false"
    assert response.headers["request-id"] == body["request_id"]


def test_request_that_is_not_http_is_refused(server: LocalServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        assert connection.recv(1000)
    assert send(server, QUESTION)[0] == 200
