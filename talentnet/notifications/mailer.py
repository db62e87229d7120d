"""Connection to the mail server, and the meaning of its failures."""

from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, mailers

from talentnet.notifications.models import Mail


@dataclass(frozen=True)
class Delivery:
    """Outcome of one attempt to send an email."""

    status: Mail.Status
    error: str = ""


class Mailer:
    """One connection for many emails, opened on first use and reopened after a failure."""

    def __init__(self) -> None:
        self._backend: Any = mailers.default

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def connect(self) -> str:
        """Open the connection unless it is open; return an error, or "" on success."""
        try:
            self._backend.open()
        except Exception as error:
            self._close()
            return _describe(error)
        return ""

    def deliver(self, message: EmailMessage) -> Delivery:
        """Send one message over the open connection.

        Raises only what ends the process, such as the time-out of a task.
        """
        try:
            accepted = self._backend.send_messages([message])
        except Exception as error:
            # After an error the state of the SMTP session is uncertain, so open a new one.
            self._close()
            return Delivery(_status_after(error), _describe(error))
        if not accepted:
            return Delivery(Mail.Status.FAILED, "The mail server was given no recipient.")
        return Delivery(Mail.Status.SENT)

    def _close(self) -> None:
        # Errors while closing don't undo what the server has accepted.
        with suppress(OSError):
            self._backend.close()


def _status_after(error: Exception) -> Mail.Status:
    """Status of an email after `error`: could the server have accepted it?

    A refusal means that it did not: 4xx codes are temporary, 5xx codes permanent. Python's own
    refusals never reached the server. A broken connection means nothing, as the server may have
    accepted the email and only its answer was lost.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return _status_for_code(max((code for code, _ in error.recipients.values()), default=0))
    if isinstance(error, SMTPResponseException):
        return _status_for_code(error.smtp_code)
    if isinstance(error, SMTPNotSupportedError | ValueError):
        return Mail.Status.FAILED
    return Mail.Status.UNKNOWN


def _status_for_code(code: int) -> Mail.Status:
    # Other codes come from servers that break the protocol, so they prove nothing.
    return {4: Mail.Status.RETRY, 5: Mail.Status.FAILED}.get(code // 100, Mail.Status.UNKNOWN)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
