"""Refreshes of a profile's matches: limits, life cycle and progress."""

import datetime as dt
from contextlib import suppress
from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from talentnet.profiles.models import Profile
from talentnet.runs import Run, RunLost, RunQuerySet, claim_fields


class RefreshLost(RunLost):
    """The row was ended or claimed by another process, so this one may not write it."""


class TooSoon(Exception):
    """The hourly limit is reached."""

    def __init__(self, possible_at: dt.datetime) -> None:
        super().__init__(f"The next refresh is possible at {possible_at:%H:%M %Z}.")
        self.possible_at = possible_at


class MatchRefreshQuerySet(RunQuerySet["MatchRefresh"]):
    def live_of(self, profile: Profile) -> "MatchRefresh | None":
        return self.filter(profile=profile).live().first()

    def next_possible_at(self, profile: Profile) -> dt.datetime | None:
        """Time when the hourly limit allows another refresh; None if it does now.

        Refreshes by staff or commands don't count, and those that failed before a model call
        don't either.
        """
        now = timezone.now()
        failed = Q(status=Run.FAILED) | Q(status=Run.RUNNING, deadline__lte=now)
        recent = (
            self.filter(
                profile=profile,
                trigger=MatchRefresh.Trigger.CANDIDATE,
                created_at__gt=now - dt.timedelta(hours=1),
            )
            # A refresh that failed after a call has cost money, so it counts.
            .exclude(failed, calls=0)
            .order_by("-created_at")
            .values_list("created_at", flat=True)[: settings.REFRESHES_PER_HOUR]
        )
        counted = list(recent)
        if len(counted) < settings.REFRESHES_PER_HOUR:
            return None
        # The oldest of the counted refreshes leaves the window first.
        return counted[-1] + dt.timedelta(hours=1)

    @transaction.atomic
    def request_within_limit(self, profile: Profile, mode: "MatchRefresh.Mode") -> "MatchRefresh":
        """Start a refresh for a candidate within the hourly limit, or return the live one.

        Raises TooSoon.
        """
        # Lock the profile's row: concurrent requests must not both take the last free slot.
        Profile.objects.select_for_update().values_list("pk").get(pk=profile.pk)
        self.filter(profile=profile).end_overdue()
        # If it ends after this line we still return it.
        if live := self.live_of(profile):
            return live.enqueued_if_lost()
        if possible_at := self.next_possible_at(profile):
            raise TooSoon(possible_at)
        return self.request(profile, MatchRefresh.Trigger.CANDIDATE, mode)

    def request(
        self,
        profile: Profile,
        trigger: "MatchRefresh.Trigger",
        mode: "MatchRefresh.Mode | None" = None,
    ) -> "MatchRefresh":
        """Return the live refresh, or create and enqueue one.

        Ends an overdue refresh first, so that a dead worker locks nobody out.
        """
        mode = mode or MatchRefresh.Mode.INCREMENTAL
        refreshes = self.filter(profile=profile)
        # The unique index on live refreshes decides races. The loser returns the winner's row.
        for _ in range(3):
            refreshes.end_overdue()
            # A savepoint: after an IntegrityError, PostgreSQL rejects the rest of a transaction.
            with suppress(IntegrityError), transaction.atomic():
                refresh = self.create(profile=profile, trigger=trigger, mode=mode)
                refresh.enqueue_on_commit()
                return refresh
            # If the live refresh ended in between, try again.
            if live := refreshes.live().first():
                return live.enqueued_if_lost()
        raise RuntimeError(f"Profile {profile.pk} has too many concurrent refreshes; try again.")

    def start_now(
        self,
        profile: Profile,
        trigger: "MatchRefresh.Trigger",
        mode: "MatchRefresh.Mode | None" = None,
    ) -> "MatchRefresh | None":
        """Claim the queued refresh, or a new one, for this process.

        Returns None while another process runs one.
        """
        refreshes = self.select_related("profile").filter(profile=profile)
        refreshes.end_overdue()
        fields = claim_fields(MatchRefresh.deadline_seconds())
        if mode is not None:
            fields["mode"] = mode
            # Only while it is queued; a running refresh keeps its mode.
            refreshes.filter(status=Run.QUEUED).update(mode=mode)
        queued = refreshes.filter(status=Run.QUEUED).first()
        if queued is not None:
            # claim() is atomic: it returns None if a worker was faster.
            return refreshes.claim(queued.pk)
        try:
            with transaction.atomic():
                refresh = self.create(profile=profile, trigger=trigger, attempts=1, **fields)
        except IntegrityError:
            return None
        return refreshes.get(pk=refresh.pk)


class MatchRefresh(Run):
    """A refresh of one profile's matches, with its progress."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"

    class Trigger(models.TextChoices):
        CANDIDATE = "candidate"
        STAFF = "staff"
        COMMAND = "command"

    class Mode(models.TextChoices):
        INCREMENTAL = "incremental", "Only new or changed postings"
        ANEW = "anew", "All postings again"
        OFFLINE = "offline", "Without an AI model"

    TASK = "matching.tasks.refresh"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    trigger = models.CharField(max_length=20, choices=Trigger, default=Trigger.CANDIDATE)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.INCREMENTAL)
    considered = models.PositiveIntegerField(
        default=0, help_text="Open opportunities that passed the hard filters."
    )
    total = models.PositiveIntegerField(default=0, help_text="Opportunities to be scored.")
    scored = models.PositiveIntegerField(default=0, help_text="Opportunities scored so far.")
    confirmed = models.PositiveIntegerField(
        default=0,
        help_text="Of these, unchanged since a model judged them, so not asked about again.",
    )
    fell_back = models.PositiveIntegerField(
        default=0, help_text="Of these, scored offline because the model did not answer."
    )
    calls = models.PositiveIntegerField(default=0, help_text="Model calls that were started.")
    issues = models.JSONField(
        default=list, blank=True, help_text="Problems with the model's answers."
    )
    profile_fingerprint = models.CharField(
        max_length=64,
        blank=True,
        help_text="Digest of the profile as it was read; see fingerprint.py.",
    )

    objects = MatchRefreshQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "match refreshes"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile"],
                # At most one live refresh per profile, enforced by the database.
                condition=Q(status__in=["queued", "running"]),
                name="one_live_refresh_per_profile",
            )
        ]
        indexes = [
            # For the hourly limit and the newest refresh of a profile.
            models.Index(fields=["profile", "-created_at"], name="refresh_of_profile"),
            models.Index(
                fields=["status"],
                condition=Q(status__in=["queued", "running"]),
                name="refresh_to_sweep",
            ),
        ]

    @classmethod
    def deadline_seconds(cls) -> int:
        return int(settings.REFRESH_DEADLINE_SECONDS)

    def __str__(self) -> str:
        return f"Refresh #{self.pk} ({self.status})"

    @property
    def log_name(self) -> str:
        return f"Refresh {self.pk} of profile {self.profile_id}"

    def enqueued_if_lost(self) -> Self:
        if self.status == self.Status.QUEUED and self.is_lost(timezone.now()):
            self.enqueue_on_commit()
        return self

    def write(self, **values: object) -> None:
        """Update the row while it runs under this claim; raises RefreshLost otherwise."""
        running = MatchRefresh.objects.filter(
            pk=self.pk, status=self.Status.RUNNING, claim_token=self.claim_token
        )
        if not running.update(**values):
            raise RefreshLost(f"Refresh {self.pk} is no longer running under this claim.")
