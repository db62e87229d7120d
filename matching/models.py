import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from matching.refreshes import MatchRefresh
from matching.verdicts import Verdict
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile

__all__ = ["Match", "MatchRefresh", "Verdict"]  # Django finds the models of an app here

TIER_ORDER = Case(
    # Tier names don't sort by quality.
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
        """Matches that a refresh may delete: not saved, dismissed or applied to."""
        return self.filter(status=Match.Status.ACTIVE, applied_at__isnull=True)


class Match(models.Model):
    """A match of a profile with an opportunity.

    `model_version` wrote it at `computed_at`. A later `refresh` has confirmed it as unchanged.
    """

    class Tier(models.TextChoices):
        GREAT = "great", "Great"
        GOOD = "good", "Good"
        EXPLORING = "exploring", "Worth exploring"

    class Status(models.TextChoices):
        ACTIVE = "active"
        SAVED = "saved"
        DISMISSED = "dismissed"

    # Matches are only deleted on purpose, never by a cascade.
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
    # Cleared when the matches page has shown it; see visits.py.
    is_new = models.BooleanField(default=True)
    is_fallback = models.BooleanField(
        default=False, help_text="Scored by the offline scorer because the model did not answer."
    )
    computed_at = models.DateTimeField()
    model_version = models.CharField(max_length=100)
    prompt_version = models.CharField(max_length=20, blank=True)

    objects = MatchQuerySet.as_manager()

    # A refresh updates these in place; the other fields hold the candidate's choices.
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
    def anchor(self) -> str:
        """Id of its element on a page."""
        return f"match-{self.pk}"

    @property
    def is_offline(self) -> bool:
        """True if rules, not an AI model, wrote this match."""
        return self.model_version.startswith("offline-")

    @property
    def closed_notice(self) -> str:
        """Sentence on why a match with a closed opportunity is still listed."""
        if self.opportunity.is_open or not (self.applied_at or self.status == self.Status.SAVED):
            return ""
        done = "applied to" if self.applied_at else "saved"
        return f"This opportunity has closed. It stays here because you {done} it."

    @property
    def confirmed_at(self) -> dt.datetime | None:
        """Time of the later refresh that found the match unchanged; None if there is none."""
        if self.refresh is None or not self.refresh.started_at:
            return None
        return self.refresh.started_at if self.refresh.started_at > self.computed_at else None
