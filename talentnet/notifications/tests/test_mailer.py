"""What a failure of the mail server means, told by a server that fails in each way."""

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


def test_what_the_server_takes_is_sent_over_one_connection(server: SmtpServer) -> None:
    with Mailer() as post:
        outcomes = [(post.reach(), post.hand_over(message()).status) for _ in range(3)]
    assert outcomes == [("", Status.SENT)] * 3
    assert (len(server.taken), server.connections) == (3, 1)


@pytest.mark.parametrize(
    ("command", "answer", "status"),
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
def test_a_refusal_is_no_sending_and_a_broken_connection_may_be(
    server: SmtpServer, command: str, answer: str, status: Mail.Status
) -> None:
    server.answers[command] = answer
    with Mailer() as post:
        post.reach()
        outcome = post.hand_over(message())
        server.answers.clear()
        assert post.reach() == ""
        after = post.hand_over(message())
    assert outcome.status == status
    assert outcome.error != ""
    assert after.status == Status.SENT


@pytest.mark.parametrize("answer", ["", "554 Not today"])
def test_a_server_that_lets_nobody_in_is_out_of_reach(server: SmtpServer, answer: str) -> None:
    server.answers["STAR"] = answer
    server.mailers["default"]["OPTIONS"]["use_tls"] = True
    with Mailer() as post:
        post._mailer.use_tls = True
        assert post.reach() != ""
    assert server.taken == []


def test_without_a_server_there_is_none_to_reach(settings: Any) -> None:
    with smtp_server() as server:
        settings.MAILERS = server.mailers
    with Mailer() as post:
        assert post.reach().startswith("ConnectionRefusedError")


def test_an_address_that_is_none_never_reaches_the_server(server: SmtpServer) -> None:
    with Mailer() as post:
        outcome = post.hand_over(message("a@example.org, b@example.org"))
    assert (outcome.status, server.taken) == (Status.FAILED, [])
