"""Store a model's verdicts, so that no question is paid for twice.

The key is a fingerprint of exactly what the model was told. A pair with the same fingerprint is
confirmed and keeps its author and date, even if its match was deleted in between. Verdicts of the
offline fallback are not kept.
"""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils import timezone
from pydantic import ValidationError

from matching.validation import ScoredOpportunity
from talentnet.profiles.models import Profile


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def holding(self, profile: Profile, fingerprints: Mapping[int, str]) -> "list[Verdict]":
        """Readable verdicts with an unchanged fingerprint; `fingerprints` is by opportunity id."""
        stored = self.filter(profile=profile, opportunity__in=fingerprints)
        # Compared here, as each opportunity has its own fingerprint.
        return [v for v in stored if v.fingerprint == fingerprints[v.opportunity_id] and v.read()]

    def keep(self, verdicts: "Iterable[Verdict]") -> None:
        """Upsert verdicts by profile and opportunity."""
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
    """A model's verdict on a profile and an opportunity; it outlives its match."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE)
    fingerprint = models.CharField(
        max_length=64, help_text="Digest of the model's prompt for the pair; see fingerprint.py."
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
        """Parse the stored JSON; None if its format is outdated or it names another opportunity."""
        try:
            scored = ScoredOpportunity.model_validate(self.verdict)
        except ValidationError:
            return None
        return scored if scored.opportunity_id == self.opportunity_id else None
