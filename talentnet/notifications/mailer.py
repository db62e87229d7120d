"""The mail server: what is handed over to it, and whether it took it."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, mailers

from talentnet.notifications.models import Mail

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    status: Mail.Status
    error: str = ""


class Mailer:
    """One connection for many mails, made when the first is to be sent, and anew when it broke."""

    def __init__(self) -> None:
        self._mailer: Any = mailers.default

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def reach(self) -> str:
        """Connect, unless that was done; what stands in the way, or "" when nothing does."""
        try:
            self._mailer.open()
        except Exception as error:
            self._close()
            return _told(error)
        return ""

    def hand_over(self, message: EmailMessage) -> Delivery:
        """Give a mail to the server, which was reached. A failure is told apart by one question:
        may it have been sent for all that? Raises only what ends the process, such as a task's
        time-out."""
        try:
            accepted = self._mailer.send_messages([message])
        except Exception as error:
            self._close()
            return Delivery(_after(error), _told(error))
        if not accepted:
            return Delivery(Mail.Status.FAILED, "The mail server was given no recipient.")
        return Delivery(Mail.Status.SENT)

    def _close(self) -> None:
        # What is sent is sent, however the server says goodbye.
        with suppress(OSError):
            self._mailer.close()


def _after(error: Exception) -> Mail.Status:
    """What a failure during the handing over means.

    A refusal by the server is its word that it did not take the mail: one that begins with 4 is
    for now, one with 5 for good. A connection that broke says nothing: the server may have taken
    the mail and its answer been lost. What Python refuses never reached the server.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return _by_code(max((code for code, _ in error.recipients.values()), default=0))
    if isinstance(error, SMTPResponseException):
        return _by_code(error.smtp_code)
    if isinstance(error, SMTPNotSupportedError | ValueError):
        return Mail.Status.FAILED
    return Mail.Status.UNKNOWN


def _by_code(code: int) -> Mail.Status:
    return {4: Mail.Status.RETRY, 5: Mail.Status.FAILED}.get(code // 100, Mail.Status.UNKNOWN)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
