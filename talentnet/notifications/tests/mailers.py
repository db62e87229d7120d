"""A mailer that does what a test wants of it, and keeps what it took."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SCRIPTED = {"default": {"BACKEND": "talentnet.notifications.tests.mailers.Scripted"}}

type Step = Callable[[], object]


def nothing() -> None:
    pass


class Scripted(BaseEmailBackend):
    taken: ClassVar[list[EmailMessage]] = []
    on_open: ClassVar[Step] = nothing
    before_taking: ClassVar[Step] = nothing
    after_taking: ClassVar[Step] = nothing

    @classmethod
    def reset(cls) -> None:
        cls.taken = []
        cls.on_open = cls.before_taking = cls.after_taking = nothing

    def open(self) -> None:
        type(self).on_open()

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            type(self).before_taking()
            type(self).taken.append(message)
            type(self).after_taking()
        return len(email_messages)


def fail(error: BaseException, times: int = 1000) -> Step:
    """A step that raises, so many times."""
    left = [times]

    def step() -> None:
        if left[0]:
            left[0] -= 1
            raise error

    return step
