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

TOKEN_BYTES = 24
"""192 random bits: nobody finds a calendar by trying."""
ERROR_LENGTH = 1000


class MailKind(models.TextChoices):
    """The mails that can be chosen; each value is a field of `MailChoice`."""

    GREAT_MATCHES = "great_matches", "New great matches"
    DEADLINES = "deadlines", "Deadlines of saved matches"
    WEEK = "week", "Your week"


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def stop(self, user_id: int, kinds: list[MailKind]) -> None:
        """Turn these kinds off; done twice, it is done."""
        self.filter(user=user_id).update(**dict.fromkeys(kinds, False))

    def reachable(self) -> Self:
        """Of those who want some mail, the ones whose address is theirs for certain; in `address`.

        An address that staff put in place of a confirmed one is not confirmed by that.
        """
        wanted = Q(great_matches=True) | Q(deadlines=True) | Q(week=True)
        confirmed = EmailAddress.objects.filter(
            user=OuterRef("user"), email=OuterRef("user__email"), primary=True, verified=True
        )
        return self.annotate(address=Subquery(confirmed.values("email")[:1])).filter(
            wanted, user__is_active=True, address__isnull=False
        )


class MailChoice(models.Model):
    """Which mails a person has chosen. Without a row, or a time zone, there are none."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    great_matches = models.BooleanField(default=False)
    deadlines = models.BooleanField(default=False)
    week = models.BooleanField(default=False)
    looked_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last morning, in their time zone, for which there was a look what to mail.",
    )

    objects = MailChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Mails chosen by {self.user_id}"

    @property
    def kinds(self) -> list[MailKind]:
        return [kind for kind in MailKind if getattr(self, kind)]


class MailQuerySet(models.QuerySet["Mail"]):
    def abandoned(self) -> Self:
        """Claimed for so long that whoever claimed them has died."""
        return self.filter(
            status=Mail.Status.CLAIMED, claimed_at__lt=timezone.now() - Mail.CLAIM_LASTS
        )

    def end_abandoned(self) -> int:
        """A worker that died may have handed its mail over just before. To be told of a deadline
        twice is worse than to miss one mail, as the site and the calendar show the same: it is
        never sent again, and staff see that nobody knows."""
        return self.abandoned().update(
            status=Mail.Status.UNKNOWN,
            error="Its worker was stopped between claiming and recording it.",
            finished_at=timezone.now(),
        )

    def to_try_again(self) -> Self:
        """What the mail server has not taken so far, and had some time since."""
        settled_before = timezone.now() - Mail.RETRY_AFTER
        return self.filter(status=Mail.Status.RETRY, claimed_at__lt=settled_before)

    def end_missed(self) -> int:
        """What could not be sent on its morning is not sent in the afternoon."""
        over = self.filter(
            status=Mail.Status.RETRY, claimed_at__lt=timezone.now() - Mail.MORNING_LASTS
        )
        return over.update(status=Mail.Status.FAILED, finished_at=timezone.now())

    def past_keeping(self) -> Self:
        """Old enough to be removed: what each told of is kept apart, as a mention."""
        return self.filter(claimed_at__lt=timezone.now() - Mail.KEPT)


class Mail(models.Model):
    """One mail of one kind, to one person, on one morning of theirs: stored before it is sent.
    What it said is not kept."""

    class Status(models.TextChoices):
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        RETRY = "retry", "Not sent yet: to be tried again this morning"
        DROPPED = "dropped", "Not sent: nothing was left to say"
        FAILED = "failed", "Not sent"
        UNKNOWN = "unknown", "Perhaps sent: never tried again"

    MORNING_LASTS: ClassVar[dt.timedelta] = dt.timedelta(hours=3)
    CLAIM_LASTS: ClassVar[dt.timedelta] = dt.timedelta(minutes=15)
    RETRY_AFTER: ClassVar[dt.timedelta] = dt.timedelta(minutes=10)
    MAX_ATTEMPTS: ClassVar[int] = 3
    KEPT: ClassVar[dt.timedelta] = dt.timedelta(days=90)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=MailKind)
    day = models.DateField(help_text="The date in the reader's time zone.")
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
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "day"], name="one_mail_of_a_kind_a_morning"
            )
        ]
        indexes = [
            models.Index(
                fields=["status"],
                condition=Q(status__in=["claimed", "retry"]),
                name="mail_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"

    def is_still_to_go(self) -> bool:
        """Whether this claim holds, of a person whose account is open: asked last of all, as a
        worker may be held up for any time between claiming a mail and handing it over."""
        return self._claim().filter(user__is_active=True).exists()

    def record(self, status: "Mail.Status", error: str = "") -> None:
        """What became of this claim. What was surely not sent may be mentioned another day."""
        changes: dict[str, Any] = {
            "status": status,
            "error": storable(error)[:ERROR_LENGTH],
            "finished_at": timezone.now(),
        }
        with transaction.atomic():
            if self._claim().update(**changes) and status in _SURELY_NOT_SENT:
                self.mention_set.all().delete()

    def _claim(self) -> MailQuerySet:
        return Mail.objects.filter(pk=self.pk, status=Mail.Status.CLAIMED, attempts=self.attempts)


_SURELY_NOT_SENT = (Mail.Status.RETRY, Mail.Status.FAILED, Mail.Status.DROPPED)


class MentionQuerySet(models.QuerySet["Mention"]):
    def past_keeping(self) -> Self:
        """What can no longer prevent that something is told twice.

        A great match is told of by its opportunity, which may be found again as long as it is
        there, and may even be opened anew for a while after it has closed. A deadline is told of
        by its day, after which there is no reminder.
        """
        now = timezone.now()
        lasting = Opportunity.objects.exclude(
            pk__in=Opportunity.objects.closed_since(now - Mention.KEPT_AFTER_CLOSING)
        )
        # Asked by list, not row by row: SQLite has no index for a number compared as text.
        told_of = lasting.annotate(subject=Cast("pk", models.CharField())).values("subject")
        matches = Q(kind=MailKind.GREAT_MATCHES) & ~Q(subject__in=told_of)
        last_day = (now - Mention.KEPT_AFTER_DEADLINE).date()
        return self.filter(matches | Q(kind=MailKind.DEADLINES, day__lt=last_day))


class Mention(models.Model):
    """Something that a mail told of, so that no other mail of its kind tells of it again. It
    outlives the mail."""

    KEPT_AFTER_CLOSING: ClassVar[dt.timedelta] = dt.timedelta(days=365)
    KEPT_AFTER_DEADLINE: ClassVar[dt.timedelta] = dt.timedelta(days=60)

    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.SET_NULL)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=MailKind)
    subject = models.CharField(max_length=100)
    day = models.DateField(help_text="Of the deadline (in UTC), or else of the mail.")

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
    def at(self, token: str) -> "CalendarFeed | None":
        """The feed at this address, of a person whose account is open."""
        return (
            self.select_related("user")
            .filter(token_hash=hash_of(token), user__is_active=True)
            .first()
        )

    def renew(self, user: User, *, replaces: str) -> str | None:
        """A new address in place of the feed whose id is given ("" for none); its token, which is
        told this once. None when that is not the present one: a form sent twice, or another tab.
        """
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            present = self.filter(user=user).first()
            if replaces != (str(present.pk) if present else ""):
                return None
            if present:
                present.delete()
            token = secrets.token_urlsafe(TOKEN_BYTES)
            self.create(user=user, token_hash=hash_of(token))
        return token


class CalendarFeed(models.Model):
    """A private calendar address. Whoever has it may read the calendar, so only its hash is kept:
    a copy of the database opens nobody's calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"


def hash_of(token: str) -> str:
    """Unsalted and fast: a token has too many random bits for anybody to try them."""
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarEntry(models.Model):
    """How often something in a person's calendar was revised, which RFC 5545 wants told: kept
    here, as only what the calendar shows counts. It outlives the address it was shown at."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline"
        ACTION = "action"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.BigIntegerField(help_text="The id of the opportunity or of the career action.")
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
