"""HTTP/1.1 server with keep-alive on loopback, ignorant of the Messages API."""

import ipaddress
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from devtools.local_server.checks import MAX_BODY_BYTES
from devtools.local_server.faults import ServerReply

CHUNK = 1024 * 1024
REASONS = {status.value: status.phrase for status in HTTPStatus} | {529: "Overloaded"}
JOIN_SECONDS = 2.0  # maximum wait for all handler threads together


@dataclass(frozen=True)
class Incoming:
    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    raw: bytes | None  # None: more than MAX_BODY_BYTES
    arrived_at: float  # time.monotonic()
    port: int  # the client's, which tells its connections apart


def require_loopback(host: str) -> str:
    """Return the address of a host. Raises ValueError if other machines could reach it."""
    address = "127.0.0.1" if host == "localhost" else host
    try:
        is_loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"{host} is not a loopback address such as 127.0.0.1 or ::1")
    return address


class Wire(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    # Otherwise two servers could bind one port and split its requests.
    allow_reuse_port = False

    def __init__(
        self,
        address: tuple[str, int],
        respond: Callable[[Incoming], ServerReply],
        log: Callable[[str], None] | None,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.respond = respond
        self.log = log
        self.closing = threading.Event()
        self._live: dict[threading.Thread, Any] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The inherited method also resolves the host name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._live[threading.current_thread()] = request
        if self.closing.is_set():  # accepted too late for `end` to see it
            _hang_up(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._live.pop(threading.current_thread(), None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Tests include clients that give up waiting.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Stop listening, and end slow answers and open connections."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        # A copy, as handler threads remove themselves while we iterate.
        live = dict(self._live)
        for connection in live.values():
            _hang_up(connection)
        deadline = time.monotonic() + JOIN_SECONDS
        for thread in live:
            thread.join(max(0.0, deadline - time.monotonic()))


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already closed


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Wire

    def _serve(self) -> None:
        arrived_at = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        raw = self._read_body()
        port = self.client_address[1]
        incoming = Incoming(self.command, self.path, headers, raw, arrived_at, port)
        reply = self.server.respond(incoming)
        if self.server.closing.wait(reply.delay):
            self.close_connection = True
            return
        self._write(reply)
        if self.server.log:
            took = time.monotonic() - arrived_at
            self.server.log(f"{self.command} {self.path} {reply.status} {took:.3f} s {reply.cut}")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def _read_body(self) -> bytes | None:
        length = self._content_length()
        if length <= MAX_BODY_BYTES:
            return self.rfile.read(length)
        # Read to the end: closing with unread bytes resets the connection, and the client would
        # never see the answer.
        while length > 0 and (chunk := self.rfile.read(min(length, CHUNK))):
            length -= len(chunk)
        return None

    def _content_length(self) -> int:
        text = self.headers.get("content-length", "")
        if text.isascii() and text.isdigit():
            return int(text)
        if self.command != "GET":
            # The end of the body is unknown, so the connection can't be reused.
            self.close_connection = True
        return 0

    def _write(self, reply: ServerReply) -> None:
        if reply.cut:
            self.close_connection = True
        if reply.cut == "before":
            return
        sent = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
        self.wfile.write(self._head(reply) + sent)

    def _head(self, reply: ServerReply) -> bytes:
        lines = [
            f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, '')}",
            f"date: {self.date_time_string()}",
            "content-type: application/json",
            f"content-length: {len(reply.body)}",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
        ]
        if self.close_connection:
            lines.append("connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing here; `Wire.log` gets one line per request."""
