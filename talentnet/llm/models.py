import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, Q, Sum
from django.utils import timezone


@dataclass(frozen=True)
class Spent:
    """What calls have cost, and may have cost where that is not known."""

    own_usd: Decimal
    site_usd: Decimal
    calls_are_stopped: bool


class LLMCallQuerySet(models.QuerySet["LLMCall"]):
    def of_utc_day(self, now: dt.datetime) -> Self:
        """Begun on the UTC day of this moment; ceilings are of such days."""
        start = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(created_at__gte=start, created_at__lt=start + dt.timedelta(days=1))

    def spent_by(self, user_id: int) -> Spent:
        """In one query, as it comes before every call; of no calls at all it knows no switch."""
        usd = F("cost_usd") + F("unknown_usd")
        found = self.aggregate(
            own=Sum(usd, filter=Q(user_id=user_id)),
            site=Sum(usd),
            stopped=Count("pk", filter=Exists(ModelSwitch.stopping())),
        )
        zero = Decimal(0)
        return Spent(found["own"] or zero, found["site"] or zero, bool(found["stopped"]))


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
    unknown_usd = models.DecimalField(
        max_digits=12,
        decimal_places=6,
        default=Decimal(0),
        help_text="What it may have cost at most, as long as nobody knows: while it is under way, "
        "and for good where no answer came. Counts against the ceilings.",
    )
    duration_ms = models.PositiveIntegerField(default=0)
    request_id = models.CharField("provider request id", max_length=100, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LLMCallQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "LLM call"

    def __str__(self) -> str:
        return f"{self.get_operation_display()} #{self.pk}"


class ModelSwitch(models.Model):
    """The one row by which staff stop every call to a model at once, whatever the settings say."""

    THE_ONE = 1

    calls_are_stopped = models.BooleanField(
        default=False, help_text="No call to a model begins while this is ticked."
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="For staff, and kept in the history of this page."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "switch for calls to a model"
        verbose_name_plural = "switch for calls to a model"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_model_switch")]

    def __str__(self) -> str:
        return "Calls to a model are stopped" if self.calls_are_stopped else "Calls may be made"

    def clean(self) -> None:
        if self.calls_are_stopped and not self.reason.strip():
            raise ValidationError({"reason": "Say why the calls are stopped."})

    @classmethod
    def the_one(cls) -> "ModelSwitch":
        """The row, made when it is first asked for."""
        return cls.objects.get_or_create(pk=cls.THE_ONE)[0]

    @classmethod
    def stopping(cls) -> "models.QuerySet[ModelSwitch]":
        """The row, if it stops calls."""
        return cls.objects.filter(pk=cls.THE_ONE, calls_are_stopped=True)
