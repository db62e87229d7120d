"""Repeating task that sends emails."""

import logging

from talentnet.notifications.models import Mail
from talentnet.notifications.sending import send_due_mails
from talentnet.queue import enqueue

log = logging.getLogger(__name__)

SEND = "talentnet.notifications.tasks.send_mails"
# Some time zones are offset by quarters of an hour, so nine o'clock can come at any quarter.
MINUTES = 15


def send_mails() -> None:
    """Close stale rows, then send what is due. Queues another run if time ran out."""
    abandoned = Mail.objects.close_abandoned()
    if abandoned:
        log.error("%s emails were claimed by a worker that died. Possibly sent.", abandoned)
    Mail.objects.close_missed()
    if send_due_mails():
        enqueue(SEND)
