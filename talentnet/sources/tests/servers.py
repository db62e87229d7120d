"""Local HTTP server that plays a board in tests."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Answer = Callable[[BaseHTTPRequestHandler], None]


class BoardServer:
    """Server with canned responses that records its requests."""

    def __init__(self) -> None:
        board = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                board.asked.append(self.path)
                board.headers.append(dict(self.headers))
                board.answers[self.path](self)

            def log_message(self, *_: Any) -> None:
                pass

        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answers: dict[str, Answer] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def answer(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Set the response of a path and return its address."""

        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            given = {"content_type": "application/json"} | headers
            for name, value in given.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = send
        return self.url + path

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
