"""Start, script and inspect the local server."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from devtools.local_server.answers import new_request_id
from devtools.local_server.checks import RequestRefused, check_body, check_head, parse_body
from devtools.local_server.faults import (
    Behavior,
    Json,
    Question,
    ServerReply,
    error_reply,
    reply_to,
)
from devtools.local_server.plan import ServerPlan
from devtools.local_server.sampler import Sampler
from devtools.local_server.tool_checks import is_custom
from devtools.local_server.wire import Incoming, Wire, require_loopback

type ToolInput = Json | Callable[[Json], Json]

REFUSED = "refused by the checks"
POLL_SECONDS = 0.02  # how soon `close` ends the thread


@dataclass(frozen=True)
class RecordedRequest:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: Json  # empty when it could not be read
    arrived_at: float  # time.monotonic()
    request_id: str
    behavior: str  # name of the behavior, or `REFUSED`
    port: int  # the client's, which tells its connections apart

    @property
    def prompt(self) -> str:
        """Text of the user's messages; empty if the request was refused."""
        return "" if self.behavior == REFUSED else prompt_of(self.body)


class LocalServer:
    """Local server, used as a context manager or with `start()` and `close()`.

    `keep` limits how many requests are recorded (None: all). An exception in `on_request` or in a
    custom answer is answered with a 500 and raised again at the end of the `with` block, so that
    no assertion is lost.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
        on_request: Callable[[RecordedRequest], None] | None = None,
        keep: int | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.host = require_loopback(host)
        self.latency = latency
        self.on_request = on_request
        self.errors: list[Exception] = []
        self._port = port
        self._log = log
        self._requests: deque[RecordedRequest] = deque(maxlen=keep)
        self._count = 0
        self._plan = ServerPlan()
        self._custom: ToolInput | None = None
        self._lock = threading.Lock()
        self._wire: Wire | None = None
        self._thread: threading.Thread | None = None

    # Start and stop

    def start(self) -> Self:
        if self._wire is not None:
            raise RuntimeError("the local server is running already")
        self._wire = Wire((self.host, self._port), self._respond, self._log)
        self._port = self._wire.server_port
        self._thread = threading.Thread(
            target=self._wire.serve_forever, args=(POLL_SECONDS,), name="local-server", daemon=True
        )
        self._thread.start()
        return self

    def close(self) -> None:
        if self._wire is None or self._thread is None:
            return
        self._wire.end()
        self._thread.join()
        self._wire = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if kind is None and self.errors:
            raise self.errors[0]

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self._port}"

    # Recorded requests

    @property
    def requests(self) -> list[RecordedRequest]:
        """Recorded requests in order of arrival; a copy."""
        with self._lock:
            return list(self._requests)

    @property
    def request_count(self) -> int:
        """Number of requests so far, including those no longer recorded."""
        with self._lock:
            return self._count

    # Answers

    def plan(
        self,
        *,
        default: str = "ok",
        script: Iterable[str] = (),
        storm: Mapping[str, float] | None = None,
        every: Mapping[str, int] | None = None,
        seed: int = 0,
    ) -> None:
        """Replace the whole plan; `ServerPlan` has the order of precedence."""
        self._plan = ServerPlan(default=default, script=script, storm=storm, every=every, seed=seed)

    def behave(self, behavior: str) -> None:
        """Use this behavior for every request."""
        self.plan(default=behavior)

    def script(self, steps: Iterable[str], *, default: str = "ok") -> None:
        """Use one behavior per request, then the default."""
        self.plan(script=steps, default=default)

    def storm(self, probabilities: Mapping[str, float], *, seed: int = 0) -> None:
        """Draw a behavior for each request; the remaining probability is a good answer."""
        self.plan(storm=probabilities, seed=seed)

    def answer_with(self, tool_input: ToolInput | None) -> None:
        """Set the input of forced tools, or a function of the request's body that returns it.

        None restores the default answer. Behaviors also apply to custom answers.
        """
        self._custom = tool_input

    def reset(self) -> None:
        """Clear requests, errors, plan, latency, hook and custom answer."""
        self.plan()
        self.answer_with(None)
        self.on_request = None
        self.latency = 0.0
        with self._lock:
            self._requests.clear()
            self.errors.clear()
            self._count = 0

    # Handling a request

    def _respond(self, incoming: Incoming) -> ServerReply:
        request_id = new_request_id()
        body, refusal = _checked(incoming)
        behavior = None if refusal else self._plan.next()
        record = RecordedRequest(
            method=incoming.method,
            path=incoming.target,
            headers=incoming.headers,
            body=body,
            arrived_at=incoming.arrived_at,
            request_id=request_id,
            behavior=behavior.name if behavior else REFUSED,
            port=incoming.port,
        )
        try:
            self._record(record)
            if refusal:
                return error_reply(refusal.status, refusal.kind, refusal.message, request_id)
            question = self._question(body, incoming)
            reply = reply_to(question, behavior or Behavior(), request_id)
        except Exception as error:
            self.errors.append(error)
            return error_reply(500, "api_error", f"Local server: {error!r}", request_id)
        return replace(reply, delay=reply.delay + self.latency)

    def _record(self, record: RecordedRequest) -> None:
        with self._lock:
            self._count += 1
            self._requests.append(record)
        if self.on_request:
            self.on_request(record)

    def _question(self, body: Json, incoming: Incoming) -> Question:
        tool = forced_tool(body)

        def make_input() -> Json:
            if callable(self._custom):
                return self._custom(body)
            if self._custom is not None:
                return self._custom
            return Sampler((tool or {}).get("input_schema", {}), prompt_of(body)).sample()

        return Question(body, len(incoming.raw or b""), tool, make_input)


def forced_tool(body: Json) -> Json | None:
    """Tool that `tool_choice` demands: the named one, or for "any" the first custom one."""
    choice: Json = body.get("tool_choice") or {}
    tools: list[Json] = body.get("tools") or []
    if choice.get("type") == "tool":
        return next(tool for tool in tools if tool.get("name") == choice["name"])
    if choice.get("type") == "any":
        return next((tool for tool in tools if is_custom(tool)), None)
    return None


def prompt_of(body: Json) -> str:
    contents = [item["content"] for item in body.get("messages", []) if item["role"] == "user"]
    return "\n".join(_text_of(content) for content in contents)


def _text_of(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(block["text"] for block in content if block["type"] == "text")


def _checked(incoming: Incoming) -> tuple[Json, RequestRefused | None]:
    """Return the body, empty if it is unreadable, and the refusal, if there is one."""
    body: Json = {}
    try:
        check_head(incoming.method, incoming.target, incoming.headers)
        body = parse_body(incoming.raw)
        check_body(body)
    except RequestRefused as refusal:
        return body, refusal
    return body, None
