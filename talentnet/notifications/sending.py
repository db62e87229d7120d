"""From who is due to what was sent: each mail once, or not at all."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from talentnet.notifications.contents import contents
from talentnet.notifications.mail_messages import letter
from talentnet.notifications.mailer import Mailer
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.mornings import Reader, mark_looked, reader_of, readers_due

log = logging.getLogger(__name__)

BATCH = 100
RUN_SECONDS = 60
"""After this no further mail is begun: it lies well within the time-out of a task."""


class Stopped(Exception):
    """This run sends no more."""

    def __init__(self, reason: str, *, go_on: bool) -> None:
        super().__init__(reason)
        self.go_on = go_on


@dataclass
class MailRun:
    """One go at what is due, over one connection."""

    post: Mailer
    ends_at: float
    handed_over: int = 0

    def send(self, user_id: int, kind: MailKind) -> None:
        """Claim this mail and send it, if it is there to be claimed; raises Stopped.

        The connection comes first, as making it can take long: what a mail says is read last.
        """
        if time.monotonic() > self.ends_at:
            # With nothing done in all that time, another run at once would do no better.
            raise Stopped("Out of time", go_on=self.handed_over > 0)
        if error := self.post.reach():
            raise Stopped(f"The mail server cannot be reached: {error}", go_on=False)
        try:
            claimed = claim(user_id, kind)
        except Exception:
            # A fault of ours: it costs this mail, not those of all others.
            log.exception("The mail %s to person %s could not be written", kind.value, user_id)
            return
        if claimed is not None:
            self.handed_over += 1
            self._deliver(*claimed)

    def _deliver(self, mail: Mail, message: EmailMessage) -> None:
        if not mail.is_still_to_go():
            mail.record(Mail.Status.DROPPED)
            return
        try:
            outcome = self.post.hand_over(message)
        except BaseException as error:
            # Stopped in the middle: it may have been sent.
            mail.record(Mail.Status.UNKNOWN, f"{type(error).__name__}: {error}")
            raise
        status = outcome.status
        if status == Mail.Status.RETRY and mail.attempts >= Mail.MAX_ATTEMPTS:
            status = Mail.Status.FAILED
        mail.record(status, outcome.error)
        if outcome.error:
            # Why is on its row: what a mail server says names the address.
            log.warning("Mail %s: %s", mail.pk, status.label)


def send_due_mails() -> bool:
    """Send what is due now. Whether there is more, for which time was too short."""
    with Mailer() as post:
        run = MailRun(post, time.monotonic() + RUN_SECONDS)
        try:
            _try_again(run)
            for readers in batched(readers_due(), BATCH):
                for user_id, kind in _with_something_to_say(readers):
                    run.send(user_id, kind)
                mark_looked(readers)
        except Stopped as stopped:
            log.warning("%s; the mails that are left come later", stopped)
            return stopped.go_on
    return False


def _try_again(run: MailRun) -> None:
    waiting = Mail.objects.to_try_again().order_by("claimed_at")
    for user_id, kind in list(waiting.values_list("user_id", "kind")):
        run.send(user_id, MailKind(kind))


def _with_something_to_say(readers: tuple[Reader, ...]) -> Iterator[tuple[int, MailKind]]:
    """Found out for all at once; whether it is still so is asked again at each claim."""
    for kind in MailKind:
        wanting = [reader for reader in readers if kind in reader.kinds]
        if wanting:
            yield from ((user_id, kind) for user_id in contents(kind, wanting))


def claim(user_id: int, kind: MailKind) -> tuple[Mail, EmailMessage] | None:
    """Take this person's mail of this kind for this process, as it reads at this moment.

    None when it is not there to be taken: stopped, another's, sent, not morning, nothing to say.
    The person's row is locked, so that two workers, or a worker and a click on "stop", take
    turns; the mail's unique key holds even without that.
    """
    with transaction.atomic():
        choices = MailChoice.objects.reachable().select_for_update(of=("self",))
        choice = choices.select_related("user").filter(user=user_id).first()
        reader = reader_of(choice) if choice else None
        if reader is None or kind not in reader.kinds:
            return None
        mine = Mail.objects.filter(user=user_id, kind=kind, day=reader.day)
        waiting = mine.first()
        if waiting is not None and waiting.status != Mail.Status.RETRY:
            return None
        content = contents(kind, [reader]).get(user_id)
        if content is None:
            mine.update(status=Mail.Status.DROPPED, finished_at=timezone.now())
            return None
        mail = _claim_again(waiting) if waiting else _claim_first(reader, kind)
        Mention.objects.bulk_create(
            Mention(mail=mail, user_id=user_id, kind=kind, subject=subject, day=day)
            for subject, day in content.mentions.items()
        )
        return mail, letter(mail, content)


def _claim_first(reader: Reader, kind: MailKind) -> Mail:
    return Mail.objects.create(
        user_id=reader.user_id,
        kind=kind,
        day=reader.day,
        address=reader.address,
        claimed_at=timezone.now(),
    )


def _claim_again(mail: Mail) -> Mail:
    Mail.objects.filter(pk=mail.pk).update(
        status=Mail.Status.CLAIMED,
        attempts=F("attempts") + 1,
        claimed_at=timezone.now(),
        finished_at=None,
    )
    mail.refresh_from_db()
    return mail
