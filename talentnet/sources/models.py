"""Sources of opportunities, their health and their syncs."""

import datetime as dt
import uuid
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

SYNC_SECONDS = 180
"""Seconds after which the task of a sync is stopped."""
# A minute longer than the task may run, so that no live worker loses its claim.
LEASE = dt.timedelta(seconds=SYNC_SECONDS + 60)
SUSPICIOUS_FROM = 10
"""Sources with fewer postings may halve, but may not drop from `SEVERAL` to none."""
SEVERAL = 3


class SourceFormat(models.TextChoices):
    AUTO = "auto", "Detect automatically"
    OURS = "ours", "Talentnet's own JSON, JSON lines or CSV"
    JOB_POSTING = "job-posting", "schema.org JobPosting (JSON-LD or a page with it)"
    GREENHOUSE = "greenhouse", "Greenhouse job board"
    LEVER = "lever", "Lever postings"
    ASHBY = "ashby", "Ashby job board"
    CONFERENCES = "conferences", "List of conferences and their deadlines"


class OpportunitySourceQuerySet(models.QuerySet["OpportunitySource"]):
    def unclaimed(self) -> Self:
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=timezone.now()))

    def due(self) -> Self:
        """Enabled, on the web, and not tried within its interval by anyone."""
        is_time = Q(next_at__isnull=True) | Q(next_at__lte=timezone.now())
        return self.unclaimed().filter(is_time, is_enabled=True).exclude(url="")

    def claim(self, pk: int, *, only_if_due: bool) -> "OpportunitySource | None":
        """Lease a source for one sync; None if another process holds it or it isn't due."""
        source = self.filter(pk=pk).first()
        if source is None:
            return None
        now = timezone.now()
        free = (self.due() if only_if_due else self.unclaimed()).filter(pk=pk)
        lease = {
            "claim_token": uuid.uuid4(),
            "claimed_until": now + LEASE,
            "last_tried_at": now,
            "next_at": now + source.every,
        }
        # The condition is part of the UPDATE, so that only one of two concurrent claims succeeds.
        return self.get(pk=pk) if free.update(**lease) else None


class OpportunitySource(models.Model):
    """A board, feed or file that opportunities come from, with the health of its syncs."""

    class Health(models.TextChoices):
        NEVER = "never", "Never synced"
        GOOD = "good", "Good"
        SUSPICIOUS = "suspicious", "Suspicious"
        FAILING = "failing", "Failing"

    name = models.CharField(
        max_length=100, unique=True, help_text="Shown as the source of its opportunities."
    )
    format = models.CharField(max_length=20, choices=SourceFormat, default=SourceFormat.AUTO)
    url = models.URLField(
        "address",
        max_length=2000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Leave it empty if you upload files.",
    )
    organization = models.CharField(
        max_length=300, blank=True, help_text="Organization of postings that name none."
    )
    every_hours = models.PositiveSmallIntegerField(
        default=24, validators=[MinValueValidator(1), MaxValueValidator(24 * 30)]
    )
    is_enabled = models.BooleanField(default=True)
    last_tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_good_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_good_count = models.PositiveIntegerField(default=0, editable=False)
    last_outcome = models.CharField(max_length=12, blank=True, editable=False)
    failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    claim_token = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OpportunitySourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def every(self) -> dt.timedelta:
        return dt.timedelta(hours=self.every_hours)

    @property
    def health(self) -> "OpportunitySource.Health":
        """Health derived from the last sync."""
        return {
            SourceSync.Outcome.GOOD.value: self.Health.GOOD,
            SourceSync.Outcome.SUSPICIOUS.value: self.Health.SUSPICIOUS,
            SourceSync.Outcome.FAILED.value: self.Health.FAILING,
        }.get(self.last_outcome, self.Health.NEVER)

    def shrank_to(self, count: int) -> bool:
        """True if so few postings suggest that something broke."""
        least = SUSPICIOUS_FROM if count else SEVERAL
        return self.last_good_count >= least and count * 2 < self.last_good_count


class SourceSync(models.Model):
    """One sync of a source, fetched or uploaded."""

    class Outcome(models.TextChoices):
        RUNNING = "running"
        GOOD = "good"
        SUSPICIOUS = "suspicious"
        FAILED = "failed"

    source = models.ForeignKey(OpportunitySource, on_delete=models.CASCADE)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.RUNNING)
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(
        default=0, help_text="New in this source, but already listed by another."
    )
    archived = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField("problems", default=0)
    problems = models.JSONField("first problems", default=list, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["started_at"], condition=Q(outcome="running"), name="sync_to_sweep"
            )
        ]

    def __str__(self) -> str:
        return f"Sync #{self.pk} of {self.source} ({self.outcome})"

    @property
    def summary(self) -> str:
        """One sentence on the results."""
        return (
            f"{self.seen} posting{'' if self.seen == 1 else 's'}: {self.new} new,"
            f" {self.changed} changed, {self.unchanged} as they were,"
            f" {self.joined} known from another source, {self.archived} archived,"
            f" {self.returned} back."
            f"{f' Problems: {self.problem_count}.' if self.problem_count else ''}"
        )
