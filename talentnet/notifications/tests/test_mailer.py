"""Status of an email after each kind of failure of the server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage

from talentnet.notifications.mailer import Mailer
from talentnet.notifications.models import Mail
from talentnet.notifications.tests.smtp_server import SmtpServer, smtp_server

Status = Mail.Status


@pytest.fixture
def server(settings: Any) -> Iterator[SmtpServer]:
    with smtp_server() as server:
        settings.MAILERS = server.mailers
        yield server


def message(to: str = "amara@example.org") -> EmailMessage:
    return EmailMessage("Subject", "Body", "noreply@example.org", [to])


def test_accepted_messages_share_one_connection(server: SmtpServer) -> None:
    with Mailer() as mailer:
        outcomes = [(mailer.connect(), mailer.deliver(message()).status) for _ in range(3)]
    assert outcomes == [("", Status.SENT)] * 3
    assert (len(server.received), server.connections) == (3, 1)


@pytest.mark.parametrize(
    ("command", "reply", "status"),
    [
        ("MAIL", "451 Later", Status.RETRY),
        ("MAIL", "421 Closing", Status.RETRY),
        ("MAIL", "553 Not you", Status.FAILED),
        ("RCPT", "450 Mailbox busy", Status.RETRY),
        ("RCPT", "550 No such person", Status.FAILED),
        ("DATA", "451 Later", Status.RETRY),
        ("DATA", "554 No", Status.FAILED),
        ("accepted", "451 Later", Status.RETRY),
        ("accepted", "552 Too large", Status.FAILED),
        ("accepted", "garbled", Status.UNKNOWN),
        ("accepted", "", Status.UNKNOWN),
        ("MAIL", "", Status.UNKNOWN),
    ],
)
def test_server_reply_decides_status_of_delivery(
    server: SmtpServer, command: str, reply: str, status: Mail.Status
) -> None:
    server.replies[command] = reply
    with Mailer() as mailer:
        mailer.connect()
        outcome = mailer.deliver(message())
        server.replies.clear()
        assert mailer.connect() == ""
        after = mailer.deliver(message())
    assert outcome.status == status
    assert outcome.error != ""
    assert after.status == Status.SENT


@pytest.mark.parametrize("reply", ["", "554 Not today"])
def test_connect_reports_refused_session(server: SmtpServer, reply: str) -> None:
    server.replies["STAR"] = reply  # the first letters of STARTTLS
    server.mailers["default"]["OPTIONS"]["use_tls"] = True
    with Mailer() as mailer:
        mailer._backend.use_tls = True
        assert mailer.connect() != ""
    assert server.received == []


def test_connect_reports_missing_server(settings: Any) -> None:
    with smtp_server() as server:
        settings.MAILERS = server.mailers
    with Mailer() as mailer:
        assert mailer.connect().startswith("ConnectionRefusedError")


def test_invalid_address_never_reaches_server(server: SmtpServer) -> None:
    with Mailer() as mailer:
        outcome = mailer.deliver(message("a@example.org, b@example.org"))
    assert (outcome.status, server.received) == (Status.FAILED, [])
