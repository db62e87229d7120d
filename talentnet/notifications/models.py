"""Chosen emails, sent emails, and calendar feeds."""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Any, ClassVar, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.opportunities.models import Opportunity
from talentnet.text import storable

# 192 random bits: nobody can guess a calendar link.
TOKEN_BYTES = 24
ERROR_LENGTH = 1000


class MailKind(models.TextChoices):
    """Emails that candidates can choose. Each value is also a field of `MailChoice`."""

    GREAT_MATCHES = "great_matches", "New great matches"
    DEADLINES = "deadlines", "Deadlines of saved matches"
    WEEK = "week", "Your week"


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def turn_off(self, user_id: int, kinds: list[MailKind]) -> None:
        """Turn these kinds off for one person. Idempotent."""
        self.filter(user=user_id).update(**dict.fromkeys(kinds, False))

    def reachable(self) -> Self:
        """Choices of active users with a kind turned on and a confirmed address.

        Annotates each row with that `address`.
        """
        any_kind = Q(great_matches=True) | Q(deadlines=True) | Q(week=True)
        # The address must equal the account's: staff can change that one without confirming it.
        confirmed = EmailAddress.objects.filter(
            user=OuterRef("user"), email=OuterRef("user__email"), primary=True, verified=True
        )
        return self.annotate(address=Subquery(confirmed.values("email")[:1])).filter(
            any_kind, user__is_active=True, address__isnull=False
        )


class MailChoice(models.Model):
    """Kinds of email that a person has turned on.

    Nothing is sent to people without a row or without a time zone.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    great_matches = models.BooleanField(default=False)
    deadlines = models.BooleanField(default=False)
    week = models.BooleanField(default=False)
    looked_on = models.DateField(
        null=True,
        blank=True,
        help_text="Local date of the last morning that was checked for emails to send.",
    )

    objects = MailChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Emails chosen by {self.user_id}"

    @property
    def kinds(self) -> list[MailKind]:
        return [kind for kind in MailKind if getattr(self, kind)]


class MailQuerySet(models.QuerySet["Mail"]):
    def abandoned(self) -> Self:
        """Claims older than `CLAIM_TIMEOUT`, so their worker must have died."""
        return self.filter(
            status=Mail.Status.CLAIMED, claimed_at__lt=timezone.now() - Mail.CLAIM_TIMEOUT
        )

    def close_abandoned(self) -> int:
        """Mark abandoned claims as UNKNOWN and return their number.

        The worker may have died just after sending. A duplicate email is worse than a missing
        one, since site and calendar show the same, so these are never sent again.
        """
        return self.abandoned().update(
            status=Mail.Status.UNKNOWN,
            error="The worker stopped after claiming this email and before storing the outcome.",
            finished_at=timezone.now(),
        )

    def due_for_retry(self) -> Self:
        """Emails that the server refused for now, at least `RETRY_AFTER` ago."""
        last_attempt_before = timezone.now() - Mail.RETRY_AFTER
        return self.filter(status=Mail.Status.RETRY, claimed_at__lt=last_attempt_before)

    def close_missed(self) -> int:
        """Mark retries as FAILED once their morning is over, and return their number."""
        overdue = self.filter(
            status=Mail.Status.RETRY, claimed_at__lt=timezone.now() - Mail.MORNING_LENGTH
        )
        return overdue.update(status=Mail.Status.FAILED, finished_at=timezone.now())

    def expired(self) -> Self:
        """Rows past their retention. Their mentions live on separately."""
        return self.filter(claimed_at__lt=timezone.now() - Mail.RETENTION)


class Mail(models.Model):
    """One email of one kind to one person on one morning, stored before it is sent.

    Its text is never stored.
    """

    class Status(models.TextChoices):
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        RETRY = "retry", "Not sent yet, will be retried this morning"
        DROPPED = "dropped", "Not sent, nothing left to report"
        FAILED = "failed", "Not sent"
        UNKNOWN = "unknown", "Possibly sent, never retried"

    # From nine to noon. An email that misses its morning isn't sent at another time of day.
    MORNING_LENGTH: ClassVar[dt.timedelta] = dt.timedelta(hours=3)
    # Far longer than a run may take, so that a slow worker isn't mistaken for a dead one.
    CLAIM_TIMEOUT: ClassVar[dt.timedelta] = dt.timedelta(minutes=15)
    # Shorter than the task's interval: each run retries what the previous one couldn't send.
    RETRY_AFTER: ClassVar[dt.timedelta] = dt.timedelta(minutes=10)
    MAX_ATTEMPTS: ClassVar[int] = 3
    RETENTION: ClassVar[dt.timedelta] = dt.timedelta(days=90)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=MailKind)
    day = models.DateField(help_text="Date in the reader's time zone.")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    address = models.EmailField()
    status = models.CharField(max_length=10, choices=Status, default=Status.CLAIMED)
    attempts = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        # Idempotency key: even without locks, a second worker cannot store the same email.
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "day"], name="one_mail_of_a_kind_a_morning"
            )
        ]
        # Partial, as each run reads the few open rows among thousands of closed ones.
        indexes = [
            models.Index(
                fields=["status"],
                condition=Q(status__in=["claimed", "retry"]),
                name="mail_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"

    def may_be_sent(self) -> bool:
        """True while this claim is valid and the account is active.

        Ask right before sending: a worker can be held up for long after it claimed the email.
        """
        return self._claim().filter(user__is_active=True).exists()

    def record_outcome(self, status: "Mail.Status", error: str = "") -> None:
        """Close this claim, unless it was closed before.

        When the email certainly wasn't sent, its mentions go, so that a later one can repeat them.
        """
        changes: dict[str, Any] = {
            "status": status,
            "error": storable(error)[:ERROR_LENGTH],
            "finished_at": timezone.now(),
        }
        with transaction.atomic():
            if self._claim().update(**changes) and status in _CERTAINLY_NOT_SENT:
                self.mention_set.all().delete()

    def _claim(self) -> MailQuerySet:
        # `attempts` is the fencing token: a later claim of the same row has a higher number.
        return Mail.objects.filter(pk=self.pk, status=Mail.Status.CLAIMED, attempts=self.attempts)


_CERTAINLY_NOT_SENT = (Mail.Status.RETRY, Mail.Status.FAILED, Mail.Status.DROPPED)


class MentionQuerySet(models.QuerySet["Mention"]):
    def expired(self) -> Self:
        """Mentions that no longer prevent a repetition.

        A great match's mention lasts until its opportunity is gone or has been closed for
        `RETENTION_AFTER_CLOSING`, as a closed posting may reopen. A deadline's mention lasts until
        `RETENTION_AFTER_DEADLINE`.
        """
        now = timezone.now()
        remembered = Opportunity.objects.exclude(
            pk__in=Opportunity.objects.closed_since(now - Mention.RETENTION_AFTER_CLOSING)
        )
        # One IN list rather than a subquery per row: a number compared as text uses no index
        # on SQLite.
        subjects = remembered.annotate(subject=Cast("pk", models.CharField())).values("subject")
        matches = Q(kind=MailKind.GREAT_MATCHES) & ~Q(subject__in=subjects)
        last_day = (now - Mention.RETENTION_AFTER_DEADLINE).date()
        return self.filter(matches | Q(kind=MailKind.DEADLINES, day__lt=last_day))


class Mention(models.Model):
    """Something an email reported, so that no other of its kind repeats it. Outlives the email."""

    RETENTION_AFTER_CLOSING: ClassVar[dt.timedelta] = dt.timedelta(days=365)
    RETENTION_AFTER_DEADLINE: ClassVar[dt.timedelta] = dt.timedelta(days=60)

    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.SET_NULL)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=MailKind)
    subject = models.CharField(max_length=100)
    day = models.DateField(help_text="Deadline day (UTC), else the day of the email.")

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject"], name="one_mention_of_a_subject"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def with_token(self, token: str) -> "CalendarFeed | None":
        """The feed with this token, if its owner's account is active."""
        return (
            self.select_related("user")
            .filter(token_hash=hash_token(token), user__is_active=True)
            .first()
        )

    def renew(self, user: User, *, replaces: str) -> str | None:
        """Replace a person's feed and return the token of the new one, which isn't stored.

        `replaces` is the id of the current feed, or "" if there is none. Returns None if it is
        another: a form submitted twice, or another tab.
        """
        with transaction.atomic():
            # Locks the user, as a person without a feed has no feed row to lock.
            User.objects.select_for_update().get(pk=user.pk)
            current = self.filter(user=user).first()
            if replaces != (str(current.pk) if current else ""):
                return None
            if current:
                current.delete()
            token = secrets.token_urlsafe(TOKEN_BYTES)
            self.create(user=user, token_hash=hash_token(token))
        return token


class CalendarFeed(models.Model):
    """A private calendar link. Anyone with the link can read the calendar.

    Only a hash of its token is stored, so a leaked database opens no calendar.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"


def hash_token(token: str) -> str:
    # Unsalted SHA-256 is enough: the token is random and too long for brute force.
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarEntry(models.Model):
    """UID and revision number of a calendar item, as RFC 5545 requires.

    Only changes of what the calendar shows count as revisions. The row outlives the feed, so that
    an item keeps its UID at a new link.
    """

    class Kind(models.TextChoices):
        DEADLINE = "deadline"
        ACTION = "action"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.BigIntegerField(help_text="Id of the opportunity or career action.")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar entries"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "number"], name="one_calendar_entry_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}, revision {self.sequence}"
