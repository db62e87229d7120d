"""Email backend that runs scripted steps and collects the messages it is given."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SCRIPTED_MAILERS = {"default": {"BACKEND": "talentnet.notifications.tests.mailers.ScriptedBackend"}}

type Step = Callable[[], object]


def do_nothing() -> None:
    pass


class ScriptedBackend(BaseEmailBackend):
    outbox: ClassVar[list[EmailMessage]] = []
    on_open: ClassVar[Step] = do_nothing
    before_send: ClassVar[Step] = do_nothing
    after_send: ClassVar[Step] = do_nothing

    @classmethod
    def reset(cls) -> None:
        cls.outbox = []
        cls.on_open = cls.before_send = cls.after_send = do_nothing

    def open(self) -> None:
        type(self).on_open()

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            type(self).before_send()
            type(self).outbox.append(message)
            type(self).after_send()
        return len(email_messages)


def raising(error: BaseException, times: int = 1000) -> Step:
    """Step that raises the error the first `times` times."""
    remaining = [times]

    def step() -> None:
        if remaining[0]:
            remaining[0] -= 1
            raise error

    return step
