"""SMTP server on the loopback interface, with replies that tests can replace."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class SmtpSession(socketserver.StreamRequestHandler):
    """One connection.

    The server's `replies` replace the default reply to a command, or to a whole message under
    the key "accepted". An empty reply closes the connection.
    """

    server: "SmtpServer"
    DEFAULT_REPLIES = {
        "EHLO": "250 localhost",
        "DATA": "354 Start mail input",
        "QUIT": "221 Bye",
        "accepted": "250 Ok",
    }

    def handle(self) -> None:
        self.server.connections += 1
        self.wfile.write(b"220 localhost\r\n")
        while line := self.rfile.readline():
            command = line[:4].decode().upper()
            if not self._reply(command) or command == "QUIT":
                return
            if command == "DATA" and "DATA" not in self.server.replies:
                self._receive_message()
                if not self._reply("accepted"):
                    return

    def _receive_message(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.received.append(b"".join(lines))

    def _reply(self, command: str) -> bool:
        reply = self.server.replies.get(command, self.DEFAULT_REPLIES.get(command, "250 Ok"))
        self.wfile.write(f"{reply}\r\n".encode() if reply else b"")
        return bool(reply)


class SmtpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmtpSession)
        self.replies: dict[str, str] = {}
        self.received: list[bytes] = []
        self.connections = 0

    @property
    def mailers(self) -> dict[str, Any]:
        options = {"host": "127.0.0.1", "port": self.server_address[1], "timeout": 2}
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": options,
            }
        }


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield server
        finally:
            server.shutdown()
