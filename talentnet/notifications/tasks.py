"""What django-q runs for mails."""

import logging

from talentnet.notifications.models import Mail
from talentnet.notifications.sending import send_due_mails
from talentnet.queue import enqueue

log = logging.getLogger(__name__)

SEND = "talentnet.notifications.tasks.send_mails"
MINUTES = 15
"""There are zones at quarters of an hour: nobody waits longer than this after nine."""


def send_mails() -> None:
    """Send what is due in the zones where it is morning; settle what was left over before."""
    abandoned = Mail.objects.end_abandoned()
    if abandoned:
        log.error("%s mails were claimed by a worker that died: perhaps sent", abandoned)
    Mail.objects.end_missed()
    if send_due_mails():
        enqueue(SEND)
