"""Send due emails, each at most once.

A row in `Mail` is claimed and committed before its email goes out, and closed with the outcome
after. If a worker dies in between, the row stays claimed and the email isn't sent again.

For each email: connect; claim (lock the person's choice, read the content again, insert one row per
person, kind and day, and a mention per thing told); check that the claim holds and the account is
open; send; record. An email that was certainly not sent is tried again that morning. One that may
have been sent is never sent again. A mention outlives its email (`past_keeping` of both says how
long), so deleting old emails tells nothing twice.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from talentnet.notifications.contents import build_contents
from talentnet.notifications.mail_messages import build_message
from talentnet.notifications.mailer import Mailer
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.mornings import Reader, mark_checked, reader_for, readers_due

log = logging.getLogger(__name__)

# Readers per batch of content. Bounds the memory of a run.
BATCH = 100
# No further email is begun after this. Far less than a task's time-out, so that the last email
# can finish.
RUN_SECONDS = 60


class RunStopped(Exception):
    """Ends a run before its work is done.

    `is_resumable` tells whether a new run right away would get further.
    """

    def __init__(self, reason: str, *, is_resumable: bool) -> None:
        super().__init__(reason)
        self.is_resumable = is_resumable


@dataclass
class MailRun:
    """One pass over the due emails, with one connection and a time limit."""

    mailer: Mailer
    ends_at: float
    """Reading of the monotonic clock."""
    attempts: int = 0

    def send(self, user_id: int, kind: MailKind) -> None:
        """Claim and send one email, unless it can't be claimed. Raises RunStopped."""
        if time.monotonic() > self.ends_at:
            # If nothing was sent in all that time, another run right away would do no better.
            raise RunStopped("Out of time", is_resumable=self.attempts > 0)
        # Connect before claiming. It can be slow, and content should be read last.
        if error := self.mailer.connect():
            raise RunStopped(f"Mail server unreachable: {error}", is_resumable=False)
        try:
            claimed = claim_mail(user_id, kind)
        except Exception:
            # A bug or bad data in one email must not keep all others from being sent.
            log.exception("Could not write email %s to user %s", kind.value, user_id)
            return
        if claimed is not None:
            self.attempts += 1
            self._deliver(*claimed)

    def _deliver(self, mail: Mail, message: EmailMessage) -> None:
        if not mail.may_be_sent():
            mail.record_outcome(Mail.Status.DROPPED)
            return
        try:
            outcome = self.mailer.deliver(message)
        except BaseException as error:
            # Interrupted, for example by the task's time-out: the server may have the email.
            mail.record_outcome(Mail.Status.UNKNOWN, f"{type(error).__name__}: {error}")
            raise
        status = outcome.status
        if status == Mail.Status.RETRY and mail.attempts >= Mail.MAX_ATTEMPTS:
            status = Mail.Status.FAILED
        mail.record_outcome(status, outcome.error)
        if outcome.error:
            # The error itself is stored in the row only, since servers quote the address in it.
            log.warning("Email %s: %s", mail.pk, status.label)


def send_due_mails() -> bool:
    """Send all emails that are due now. True if time ran out and another run should follow."""
    with Mailer() as mailer:
        run = MailRun(mailer, time.monotonic() + RUN_SECONDS)
        try:
            _send_retries(run)
            for readers in batched(readers_due(), BATCH):
                for user_id, kind in _due_mails(readers):
                    run.send(user_id, kind)
                # Only after the whole batch: a stopped run checks its readers again, and the
                # rows in `Mail` keep it from sending twice.
                mark_checked(readers)
        except RunStopped as stopped:
            log.warning("%s. The remaining emails are sent later.", stopped)
            return stopped.is_resumable
    return False


def _send_retries(run: MailRun) -> None:
    retries = Mail.objects.due_for_retry().order_by("claimed_at")
    # A list, so that no cursor stays open while emails are sent.
    for user_id, kind in list(retries.values_list("user_id", "kind")):
        run.send(user_id, MailKind(kind))


def _due_mails(readers: tuple[Reader, ...]) -> Iterator[tuple[int, MailKind]]:
    """User id and kind of each email with content right now.

    Only a cheap preselection for the whole batch: each claim builds its content again.
    """
    for kind in MailKind:
        subscribers = [reader for reader in readers if kind in reader.kinds]
        if subscribers:
            yield from ((user_id, kind) for user_id in build_contents(kind, subscribers))


def claim_mail(user_id: int, kind: MailKind) -> tuple[Mail, EmailMessage] | None:
    """Claim today's email of this kind and build it from the current data.

    Returns None if there is nothing to claim: the kind was turned off, it isn't morning, the
    content is empty, or the email was sent or claimed by another worker.
    """
    with transaction.atomic():
        # Locks the person's choice, so that two workers, or a worker and an unsubscribe click,
        # take turns. The joined user stays unlocked: their other requests need not wait.
        choices = MailChoice.objects.reachable().select_for_update(of=("self",))
        choice = choices.select_related("user").filter(user=user_id).first()
        reader = reader_for(choice) if choice else None
        if reader is None or kind not in reader.kinds:
            return None
        todays = Mail.objects.filter(user=user_id, kind=kind, day=reader.day)
        previous = todays.first()
        if previous is not None and previous.status != Mail.Status.RETRY:
            return None
        content = build_contents(kind, [reader]).get(user_id)
        if content is None:
            todays.update(status=Mail.Status.DROPPED, finished_at=timezone.now())
            return None
        mail = _reclaim(previous) if previous else _create_claim(reader, kind)
        Mention.objects.bulk_create(
            Mention(mail=mail, user_id=user_id, kind=kind, subject=subject, day=day)
            for subject, day in content.mentions.items()
        )
        return mail, build_message(mail, content)


def _create_claim(reader: Reader, kind: MailKind) -> Mail:
    return Mail.objects.create(
        user_id=reader.user_id,
        kind=kind,
        day=reader.day,
        address=reader.address,
        claimed_at=timezone.now(),
    )


def _reclaim(mail: Mail) -> Mail:
    Mail.objects.filter(pk=mail.pk).update(
        status=Mail.Status.CLAIMED,
        attempts=F("attempts") + 1,
        claimed_at=timezone.now(),
        finished_at=None,
    )
    mail.refresh_from_db()
    return mail
