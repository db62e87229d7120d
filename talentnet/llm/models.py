import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone


class LLMCallQuerySet(models.QuerySet["LLMCall"]):
    def fold(self) -> int:
        """Delete these calls, and keep what they come to; the number of calls."""
        with transaction.atomic():
            # Held, as a call may just be closed by its worker.
            keys = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
            for total in self._sums():
                UsageTotal.objects.add(**total)
            # Their keys alone: otherwise Django reads every row whole to delete it.
            self.order_by().only("pk").delete()
        return len(keys)

    def _sums(self) -> Iterator[dict[str, Any]]:
        """What they come to by day and kind, as the fields of a total."""
        days = self.order_by().annotate(day=TruncDate("created_at", tzinfo=dt.UTC))
        sums = {f"{name}_in_all": Sum(name) for name in UsageTotal.SUMS}
        # In one order always, so that two who fold at once take turns at the same totals.
        groups = days.values(*UsageTotal.KIND).order_by(*UsageTotal.KIND)
        for group in groups.annotate(calls=Count("pk"), **sums):
            yield {key.removesuffix("_in_all"): value for key, value in group.items()}


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
    sent = models.TextField(
        blank=True, help_text="What of the person was in the message, word for word, for a while."
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

    objects = LLMCallQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "LLM call"

    def __str__(self) -> str:
        return f"{self.get_operation_display()} #{self.pk}"


class UsageTotalManager(models.Manager["UsageTotal"]):
    def add(self, **counted: Any) -> None:
        """Add up: `KIND` says to which total, `calls` and `SUMS` what is added."""
        kind = {name: counted.pop(name) for name in UsageTotal.KIND}
        total, _ = self.get_or_create(**kind)
        self.filter(pk=total.pk).update(**{name: F(name) + n for name, n in counted.items()})

    def add_call(self, call: LLMCall, calls: int = 1) -> None:
        """Count a call whose row is gone; with -1, take it out again."""
        sums = {name: calls * getattr(call, name) for name in UsageTotal.SUMS}
        self.add(
            day=call.created_at.astimezone(dt.UTC).date(),
            operation=call.operation,
            model=call.model,
            outcome=call.outcome,
            calls=calls,
            **sums,
        )


class UsageTotal(models.Model):
    """What the calls of one day and kind came to, of people who are gone or whose calls were long
    ago: nobody can be told from it."""

    KIND: ClassVar[tuple[str, ...]] = ("day", "operation", "model", "outcome")
    SUMS: ClassVar[tuple[str, ...]] = (
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "cost_usd",
    )

    day = models.DateField()
    operation = models.CharField(max_length=40, choices=LLMCall.Operation)
    model = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20, choices=LLMCall.Outcome)
    calls = models.IntegerField(default=0)
    input_tokens = models.BigIntegerField(default=0)
    output_tokens = models.BigIntegerField(default=0)
    cache_creation_input_tokens = models.BigIntegerField(default=0)
    cache_read_input_tokens = models.BigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))

    objects = UsageTotalManager()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "operation", "model", "outcome"], name="one_total_a_day_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.get_operation_display()}: {self.calls}"
