"""Opportunities, their listings at sources, and reports of closed postings."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from talentnet.opportunities.columns import DIGEST_OF_TEXTS, FILTER_COLUMNS
from talentnet.profiles.models import ExperienceLevel, Profile, RemotePreference, RoleType
from talentnet.profiles.stored import validate_text_list

MISSES_UNTIL_GONE = 3
"""Good syncs that must miss a posting before it counts as gone."""
PLACE_LENGTH = 120
"""Characters of a location that fit on a card."""


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

    def closed_since(self, moment: dt.datetime) -> Self:
        """Closed before a moment: past the deadline, over, or archived and unchanged since."""
        over = Q(ends_at__lte=moment) | Q(ends_at__isnull=True, starts_at__lte=moment)
        withdrawn = Q(status=Opportunity.Status.ARCHIVED, updated_at__lte=moment)
        return self.filter(Q(deadline__lte=moment) | over | withdrawn)

    def within_preferences(self, profile: Profile) -> Self:
        """Opportunities that the candidate hasn't ruled out. Unstated values pass."""
        matching = self
        if profile.role_types:
            matching = matching.filter(role_type__in=[*profile.role_types, RoleType.OTHER, ""])
        if profile.experience_levels:
            matching = matching.filter(experience_level__in=[*profile.experience_levels, ""])
        if profile.remote_preference == RemotePreference.REMOTE_ONLY:
            matching = matching.filter(Q(is_remote=True) | Q(kind=Opportunity.Kind.EVENT))
        return matching.not_hidden_from(profile)

    def not_hidden_from(self, profile: Profile) -> Self:
        """Exclude organizations that the profile is hidden from."""
        if not profile.hidden_from_organizations:
            return self
        # Compared in Python, as SQLite ignores case only for ASCII letters.
        names = self.order_by().values_list("organization", flat=True).distinct()
        return self.exclude(organization__in=profile.hides_from(names))


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

    class SalaryPeriod(models.TextChoices):
        HOUR = "hour"
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        YEAR = "year"

    class ArchivedFor(models.TextChoices):
        """Reason for automatic archiving; it decides what reopens the opportunity."""

        MISSING = "missing", "Missing from all its sources"
        DEADLINE = "deadline", "Its deadline has passed"

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
    place_city = models.CharField(max_length=100, blank=True, editable=False)
    place_country = models.CharField(
        max_length=2, blank=True, editable=False, help_text="ISO 3166-1, two letters."
    )
    salary_range = models.CharField(max_length=200, blank=True)
    salary_min = models.PositiveIntegerField(null=True, blank=True)
    salary_max = models.PositiveIntegerField(null=True, blank=True)
    salary_currency = models.CharField(max_length=3, blank=True)
    salary_period = models.CharField(max_length=10, choices=SalaryPeriod, blank=True)
    salary_usd_a_year = models.PositiveIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="The most it offers in US dollars a year; empty for any other currency.",
    )
    deadline = models.DateTimeField(null=True, blank=True)
    deadline_zone = models.CharField(
        max_length=50, blank=True, help_text="The zone that the deadline was given in."
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    archived_for = models.CharField(max_length=10, choices=ArchivedFor, blank=True, editable=False)
    duplicate_key = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text="Shared by opportunities that may be duplicates.",
    )
    last_verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Computed by the database, so that bulk updates keep it correct, too.
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
            models.Index(fields=FILTER_COLUMNS, name="opportunity_filters"),
            models.Index(fields=["text_digest"], name="opportunity_text"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.organization})"

    @property
    def is_open(self) -> bool:
        """True if this row is in `OpportunityQuerySet.open`."""
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
        """URL of the posting if it is http or https, else ''; never `javascript:` or `file:`."""
        return self.url if self.url.lower().startswith(("http://", "https://")) else ""

    @property
    def place_label(self) -> str:
        """Short location for a card, with “remote” where it applies."""
        place = Truncator(self.location).chars(PLACE_LENGTH)
        if not self.is_remote or "remote" in self.location.lower():
            return place
        return f"{place} · remote" if place else "Remote"

    @property
    def kind_label(self) -> str:
        """Label for readers: Job, Fellowship, Workshop…"""
        return self.get_event_type_display() or self.get_kind_display()


class ListingQuerySet(models.QuerySet["Listing"]):
    def here(self) -> Self:
        """Listings that their source still showed in one of its last good syncs."""
        return self.filter(missed_syncs__lt=MISSES_UNTIL_GONE)


class Listing(models.Model):
    """One appearance of an opportunity at a source, with the source's own wording."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE)
    source = models.CharField(max_length=100)
    source_id = models.CharField(max_length=200)
    url = models.URLField(max_length=2000, blank=True)
    raw = models.JSONField(
        default=dict,
        blank=True,
        help_text="Location, salary, seniority and the like, as the source writes them.",
    )
    content_hash = models.CharField(max_length=64, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    missed_syncs = models.PositiveSmallIntegerField(default=0)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["first_seen_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="one_listing_per_source_id"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_id}"

    @property
    def web_address(self) -> str:
        """Same as `Opportunity.web_address`."""
        return self.url if self.url.lower().startswith(("http://", "https://")) else ""

    @property
    def is_here(self) -> bool:
        return self.missed_syncs < MISSES_UNTIL_GONE


class PostingReport(models.Model):
    """A candidate's report of a closed or broken posting, which staff settle."""

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
