from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone


class LLMCall(models.Model):
    """One call to a model: begun before it goes out, so that a call that was paid for and whose
    process died is still on the books."""

    class Outcome(models.TextChoices):
        STARTED = "started"
        ANSWERED = "answered"
        TRUNCATED = "truncated", "Truncated (max_tokens)"
        REFUSED = "refused", "Refused by the model"
        NO_TOOL_CALL = "no_tool_call", "Answered without the tool"
        RATE_LIMITED = "rate_limited", "Rate limited (429)"
        OVERLOADED = "overloaded", "Overloaded (529)"
        SERVER_ERROR = "server_error", "Server error (5xx)"
        CONNECTION_ERROR = "connection_error", "Connection error"
        TIMED_OUT = "timed_out", "Timed out"
        REJECTED = "rejected", "Rejected request (4xx)"
        FAULT = "fault", "A fault of our own"

    class Operation(models.TextChoices):
        SCORE_OPPORTUNITIES = "score_opportunities", "Scoring opportunities"
        GENERATE_CAREER_ACTIONS = "generate_career_actions", "Generating career actions"
        PROPOSE_PROFILE = "propose_profile", "Proposing fields of a profile"

    operation = models.CharField(max_length=40, choices=Operation)
    model = models.CharField(max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.STARTED)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cache_creation_input_tokens = models.PositiveIntegerField(default=0)
    cache_read_input_tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    duration_ms = models.PositiveIntegerField(default=0)
    request_id = models.CharField("provider request id", max_length=100, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "LLM call"

    def __str__(self) -> str:
        return f"{self.get_operation_display()} #{self.pk}"
