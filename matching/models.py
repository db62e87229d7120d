import datetime as dt
from contextlib import suppress
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from matching.columns import ALL_THAT_IS_FILTERED_BY, DIGEST_OF_TEXTS
from talentnet.profiles.models import ExperienceLevel, Profile, RemotePreference, RoleType
from talentnet.profiles.stored import validate_text_list
from talentnet.runs import Run, RunQuerySet, claim_fields


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def open(self) -> Self:
        """Active, before the deadline, and for events not yet over."""
        now = timezone.now()
        return self.filter(
            Q(deadline__isnull=True) | Q(deadline__gt=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            Q(starts_at__isnull=True) | Q(starts_at__gt=now) | Q(ends_at__gt=now),
            status=Opportunity.Status.ACTIVE,
        )

    def within_preferences(self, profile: Profile) -> Self:
        """What the candidate has not ruled out. An opportunity that does not say is let through."""
        found = self
        if profile.role_types:
            found = found.filter(role_type__in=[*profile.role_types, RoleType.OTHER, ""])
        if profile.experience_levels:
            found = found.filter(experience_level__in=[*profile.experience_levels, ""])
        if profile.remote_preference == RemotePreference.REMOTE_ONLY:
            found = found.filter(Q(is_remote=True) | Q(kind=Opportunity.Kind.EVENT))
        return found.not_hidden_from(profile)

    def not_hidden_from(self, profile: Profile) -> Self:
        """Without the organizations that the candidate hides from."""
        if not profile.hidden_from_organizations:
            return self
        return self.exclude(organization__in=self._spellings(profile))

    def _spellings(self, profile: Profile) -> list[str]:
        """The organizations hidden from, as opportunities spell them. Compared here, as SQLite
        ignores the case of ASCII letters alone."""
        hidden = {name.casefold() for name in profile.hidden_from_organizations}
        names = self.order_by().values_list("organization", flat=True).distinct()
        return [name for name in names if name.casefold() in hidden]

    def for_matching(self, profile: Profile) -> Self:
        """The hard filters: open, wanted, and not dismissed before."""
        dismissed = Match.objects.filter(
            profile=profile, opportunity=OuterRef("pk"), status=Match.Status.DISMISSED
        )
        return self.open().within_preferences(profile).filter(~Exists(dismissed))


class Opportunity(models.Model):
    class Kind(models.TextChoices):
        JOB = "job"
        EVENT = "event"

    class EventType(models.TextChoices):
        CONFERENCE = "conference"
        WORKSHOP = "workshop"
        FELLOWSHIP = "fellowship"
        COURSE = "course"
        HACKATHON = "hackathon"
        MEETUP = "meetup"
        OTHER = "other"

    class Status(models.TextChoices):
        ACTIVE = "active"
        ARCHIVED = "archived"

    DEMO_SOURCE = "demo"

    source = models.CharField(max_length=100)
    source_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.JOB)
    event_type = models.CharField(max_length=20, choices=EventType, blank=True)
    title = models.CharField(max_length=500)
    organization = models.CharField(max_length=300)
    location = models.CharField(max_length=1000, blank=True)
    is_remote = models.BooleanField(default=False)
    role_type = models.CharField(max_length=20, choices=RoleType, blank=True)
    experience_level = models.CharField(max_length=10, choices=ExperienceLevel, blank=True)
    description = models.TextField(blank=True)
    requirements = models.TextField(blank=True)
    skills = models.JSONField(default=list, blank=True, validators=[validate_text_list])
    salary_range = models.CharField(max_length=200, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    last_verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Computed by the database, so that it is right whoever writes, a bulk update included.
    text_digest = models.GeneratedField(
        expression=DIGEST_OF_TEXTS,
        output_field=models.CharField(max_length=32),
        db_persist=True,
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="one_opportunity_per_source_id"
            )
        ]
        indexes = [
            models.Index(fields=ALL_THAT_IS_FILTERED_BY, name="opportunity_filters"),
            models.Index(fields=["text_digest"], name="opportunity_text"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.organization})"

    @property
    def is_open(self) -> bool:
        """As `OpportunityQuerySet.open`, of this row."""
        now = timezone.now()
        over = self.ends_at or self.starts_at
        return (
            self.status == self.Status.ACTIVE
            and (self.deadline is None or self.deadline > now)
            and (over is None or over > now)
        )

    @property
    def is_demonstration(self) -> bool:
        return self.source == self.DEMO_SOURCE

    @property
    def web_address(self) -> str:
        """Where the posting is, if that is on the web; never a `javascript:` or `file:`."""
        return self.url if self.url.lower().startswith(("http://", "https://")) else ""

    @property
    def kind_label(self) -> str:
        """Job, Fellowship, Workshop…: what a reader calls it."""
        return self.get_event_type_display() or self.get_kind_display()


class MatchRefreshQuerySet(RunQuerySet["MatchRefresh"]):
    def live_of(self, profile: Profile) -> "MatchRefresh | None":
        return self.filter(profile=profile).live().first()

    def next_possible_at(self, profile: Profile) -> dt.datetime | None:
        """When the hourly limit lets this candidate refresh again; None when it does already.

        What failed is not counted, nor what staff or a command started.
        """
        hour_ago = timezone.now() - dt.timedelta(hours=1)
        recent = (
            self.filter(
                profile=profile, trigger=MatchRefresh.Trigger.CANDIDATE, created_at__gt=hour_ago
            )
            .exclude(status=MatchRefresh.Status.FAILED)
            .exclude(status=Run.RUNNING, deadline__lte=timezone.now())
            .order_by("-created_at")
            .values_list("created_at", flat=True)[: settings.REFRESHES_PER_HOUR]
        )
        counted = list(recent)
        if len(counted) < settings.REFRESHES_PER_HOUR:
            return None
        return counted[-1] + dt.timedelta(hours=1)

    def request(self, profile: Profile, trigger: "MatchRefresh.Trigger") -> "MatchRefresh":
        """The refresh that serves this request: the live one, or a new one, enqueued.

        Ends what is past its deadline first, so that nobody is locked out by a dead worker.
        """
        mine = self.filter(profile=profile)
        for _ in range(3):
            mine.end_overdue()
            with suppress(IntegrityError), transaction.atomic():
                refresh = self.create(profile=profile, trigger=trigger)
                refresh.enqueue_on_commit()
                return refresh
            # One is live, unless it has ended since: then once more.
            if live := mine.live().first():
                if live.status == Run.QUEUED and live.is_lost(timezone.now()):
                    live.enqueue_on_commit()
                return live
        raise RuntimeError(f"Profile {profile.pk} is being refreshed by many at once; try again.")

    def start_now(self, profile: Profile, trigger: "MatchRefresh.Trigger") -> "MatchRefresh | None":
        """A refresh claimed by this very process: the queued one, or a new one. None while one is
        running elsewhere."""
        mine = self.select_related("profile").filter(profile=profile)
        mine.end_overdue()
        fields = claim_fields(MatchRefresh.deadline_seconds())
        queued = mine.filter(status=Run.QUEUED).first()
        if queued is not None:
            return mine.claim(queued.pk)
        try:
            with transaction.atomic():
                made = self.create(profile=profile, trigger=trigger, attempts=1, **fields)
        except IntegrityError:
            return None
        return mine.get(pk=made.pk)


class MatchRefresh(Run):
    """One press of the button, and how far it has come."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"

    class Trigger(models.TextChoices):
        CANDIDATE = "candidate"
        STAFF = "staff"
        COMMAND = "command"

    TASK = "matching.tasks.refresh"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    trigger = models.CharField(max_length=20, choices=Trigger, default=Trigger.CANDIDATE)
    considered = models.PositiveIntegerField(
        default=0, help_text="Open opportunities left by the hard filters."
    )
    total = models.PositiveIntegerField(default=0, help_text="Opportunities to be scored.")
    scored = models.PositiveIntegerField(default=0, help_text="Opportunities scored so far.")
    fell_back = models.PositiveIntegerField(
        default=0, help_text="Of those, scored offline because the model did not answer."
    )
    profile_fingerprint = models.CharField(
        max_length=64, blank=True, help_text="What was read of the profile; see fingerprint.py."
    )

    objects = MatchRefreshQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "match refreshes"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile"],
                condition=Q(status__in=["queued", "running"]),
                name="one_live_refresh_per_profile",
            )
        ]
        indexes = [
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


TIER_ORDER = Case(
    When(tier="great", then=Value(0)),
    When(tier="good", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


class MatchQuerySet(models.QuerySet["Match"]):
    def undismissed(self) -> Self:
        return self.exclude(status=Match.Status.DISMISSED)

    def best_first(self) -> Self:
        return self.order_by(TIER_ORDER, "-score", "id")

    def replaceable(self) -> Self:
        """What nobody has taken up: neither saved, dismissed nor applied to."""
        return self.filter(status=Match.Status.ACTIVE, applied_at__isnull=True)


class Match(models.Model):
    """How one opportunity fits one profile, as of `computed_at`."""

    class Tier(models.TextChoices):
        GREAT = "great", "Great"
        GOOD = "good", "Good"
        EXPLORING = "exploring", "Worth exploring"

    class Status(models.TextChoices):
        ACTIVE = "active"
        SAVED = "saved"
        DISMISSED = "dismissed"

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT)
    refresh = models.ForeignKey(MatchRefresh, null=True, blank=True, on_delete=models.SET_NULL)
    tier = models.CharField(max_length=10, choices=Tier)
    score = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    strengths = models.JSONField(default=list, blank=True)
    gap = models.TextField(blank=True)
    recommendations = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    dismissed_from = models.CharField(max_length=10, choices=Status, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    is_new = models.BooleanField(default=True)
    is_fallback = models.BooleanField(
        default=False, help_text="The model did not answer for this one; the offline scorer did."
    )
    computed_at = models.DateTimeField()
    model_version = models.CharField(max_length=100)
    prompt_version = models.CharField(max_length=20, blank=True)

    objects = MatchQuerySet.as_manager()

    # What a refresh writes again in place; the rest is the candidate's own.
    COMPUTED_FIELDS: ClassVar[tuple[str, ...]] = (
        "refresh",
        "tier",
        "score",
        "strengths",
        "gap",
        "recommendations",
        "is_fallback",
        "computed_at",
        "model_version",
        "prompt_version",
    )

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "opportunity"], name="one_match_per_opportunity"
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="match_score_in_range"),
        ]
        indexes = [models.Index(fields=["profile", "status"], name="match_of_profile")]

    def __str__(self) -> str:
        return f"{self.opportunity} for profile {self.profile_id}"

    @property
    def is_offline(self) -> bool:
        """Whether no AI model wrote this match's explanation."""
        return self.model_version.startswith("offline-")


class PostingReport(models.Model):
    """A candidate's word that a posting is dead; staff look at it and settle it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE)
    profile = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.SET_NULL)
    comment = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "profile"],
                condition=Q(settled_at__isnull=True),
                name="one_open_report_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"Report of {self.opportunity_id}"
