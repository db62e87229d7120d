"""Stored verdicts of a model, so that nobody pays twice for the same question."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils import timezone
from pydantic import ValidationError

from matching.validation import ScoredOpportunity
from talentnet.profiles.models import Profile


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def holding(self, profile: Profile, fingerprints: Mapping[int, str]) -> "list[Verdict]":
        """Those on opportunities (by id) whose pair is still what it was when it was judged."""
        kept = self.filter(profile=profile, opportunity__in=fingerprints)
        return [v for v in kept if v.fingerprint == fingerprints[v.opportunity_id] and v.read()]

    def keep(self, verdicts: "Iterable[Verdict]") -> None:
        """Store them, each in place of an earlier one of its pair."""
        self.bulk_create(
            verdicts,
            update_conflicts=True,
            unique_fields=["profile", "opportunity"],
            update_fields=[
                "fingerprint",
                "verdict",
                "model_version",
                "prompt_version",
                "created_at",
            ],
        )


class Verdict(models.Model):
    """A model's verdict on one pair. It outlives its match, which a refresh may remove."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE)
    fingerprint = models.CharField(
        max_length=64, help_text="All that the model was told of the pair; see fingerprint.py."
    )
    verdict = models.JSONField()
    model_version = models.CharField(max_length=100)
    prompt_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=timezone.now)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "opportunity"], name="one_verdict_per_pair")
        ]

    def __str__(self) -> str:
        return f"Verdict on {self.opportunity_id} for profile {self.profile_id}"

    def read(self) -> ScoredOpportunity | None:
        """The stored JSON; None where it is not of today's shape, or not about this pair."""
        try:
            scored = ScoredOpportunity.model_validate(self.verdict)
        except ValidationError:
            return None
        return scored if scored.opportunity_id == self.opportunity_id else None
