"""A mail server on loopback that speaks SMTP and can be told to fail."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    """One connection. `answers` on the server replaces the usual answer to a command, or, as
    "accepted", to a mail; an empty one hangs up without a word."""

    server: "SmtpServer"
    USUAL = {"EHLO": "250 localhost", "DATA": "354 Go on", "QUIT": "221 Bye", "accepted": "250 Ok"}

    def handle(self) -> None:
        self.server.connections += 1
        self.wfile.write(b"220 localhost\r\n")
        while line := self.rfile.readline():
            command = line[:4].decode().upper()
            if not self._answer(command) or command == "QUIT":
                return
            if command == "DATA" and "DATA" not in self.server.answers:
                self._take_mail()
                if not self._answer("accepted"):
                    return

    def _take_mail(self) -> None:
        taken = []
        while (line := self.rfile.readline()) != b".\r\n":
            taken.append(line)
        self.server.taken.append(b"".join(taken))

    def _answer(self, command: str) -> bool:
        answer = self.server.answers.get(command, self.USUAL.get(command, "250 Ok"))
        self.wfile.write(f"{answer}\r\n".encode() if answer else b"")
        return bool(answer)


class SmtpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers: dict[str, str] = {}
        self.taken: list[bytes] = []
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
