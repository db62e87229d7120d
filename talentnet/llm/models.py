import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, Q, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone


@dataclass(frozen=True)
class Spent:
    """Cost of calls, known and possible."""

    own_usd: Decimal
    site_usd: Decimal
    calls_are_stopped: bool


class LLMCallQuerySet(models.QuerySet["LLMCall"]):
    def of_utc_day(self, now: dt.datetime) -> Self:
        """Return calls that began on the UTC day of this moment, as ceilings are daily in UTC."""
        start = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(created_at__gte=start, created_at__lt=start + dt.timedelta(days=1))

    def spent_by(self, user_id: int, now: dt.datetime) -> Spent:
        """Sum up the spend of a UTC day, including erased accounts.

        One query, as it runs before every call. It sees the kill switch only if the day has calls.
        """
        # Calls in progress count at their maximum cost, so parallel calls can't exceed a ceiling.
        usd = F("cost_usd") + F("unknown_usd")
        sums = self.of_utc_day(now).aggregate(
            own=Sum(usd, filter=Q(user_id=user_id)),
            site=Sum(usd),
            collapsed=Max(Subquery(UsageTotal.objects.usd_of(now.astimezone(dt.UTC).date()))),
            stopped=Count("pk", filter=Exists(ModelSwitch.stopping())),
        )
        zero = Decimal(0)
        site = (sums["site"] or zero) + (sums["collapsed"] or zero)
        return Spent(sums["own"] or zero, site, bool(sums["stopped"]))

    def collapse_into_totals(self) -> int:
        """Delete these calls, add their sums to UsageTotal, and return their number."""
        with transaction.atomic():
            # Locked, as a worker may be closing one of these calls. Ordered, to avoid deadlocks.
            keys = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
            for total in self._sums():
                UsageTotal.objects.add(**total)
            # Only the keys: otherwise Django loads every column of a row to delete it.
            self.order_by().only("pk").delete()
        return len(keys)

    def _sums(self) -> Iterator[dict[str, Any]]:
        """Sums by day and kind, as fields of UsageTotal."""
        days = self.order_by().annotate(day=TruncDate("created_at", tzinfo=dt.UTC))
        sums = {f"{name}_in_all": Sum(name) for name in UsageTotal.SUMS}
        # Always in the same order, so that two processes lock the totals without a deadlock.
        groups = days.values(*UsageTotal.KIND).order_by(*UsageTotal.KIND)
        for group in groups.annotate(calls=Count("pk"), **sums):
            yield {key.removesuffix("_in_all"): value for key, value in group.items()}


class LLMCall(models.Model):
    """One call to a model, recorded before it is sent: its cost counts even if the process dies."""

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
    # Not CASCADE: deleting a user must never delete what their calls cost.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    sent = models.TextField(
        blank=True, help_text="Personal data in the message, verbatim; cleared after 90 days."
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
        help_text="Maximum cost of a call in progress, and of one that never got an answer. "
        "Counts against the ceilings.",
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


class UsageTotalManager(models.Manager["UsageTotal"]):
    def add(self, **counted: Any) -> None:
        """Add `calls` and `SUMS` to the total that the `KIND` fields identify."""
        kind = {name: counted.pop(name) for name in UsageTotal.KIND}
        # F() adds in the database, so concurrent additions don't overwrite each other.
        total, _ = self.get_or_create(**kind)
        self.filter(pk=total.pk).update(**{name: F(name) + n for name, n in counted.items()})

    def usd_of(self, day: dt.date) -> "models.QuerySet[Any, Any]":
        """Sum of a day's totals as a query with at most one row."""
        # `order_by()` drops the default order, which would become part of the GROUP BY.
        of_day = self.filter(day=day).order_by().values("day")
        return of_day.annotate(usd=Sum(F("cost_usd") + F("unknown_usd"))).values("usd")

    def add_call(self, call: LLMCall, calls: int = 1) -> None:
        """Count a call that has no row anymore; `calls=-1` subtracts it."""
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
    """Sums of old calls, and of erased accounts, by day and kind. They identify nobody."""

    KIND: ClassVar[tuple[str, ...]] = ("day", "operation", "model", "outcome")
    SUMS: ClassVar[tuple[str, ...]] = (
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "cost_usd",
        "unknown_usd",
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
    unknown_usd = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))

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


class ModelSwitch(models.Model):
    """Kill switch: one row with which staff stop all calls to models immediately."""

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
        """Return the single row, created on first use."""
        return cls.objects.get_or_create(pk=cls.THE_ONE)[0]

    @classmethod
    def stopping(cls) -> "models.QuerySet[ModelSwitch]":
        """Return a query with the row if it stops calls, else an empty one."""
        return cls.objects.filter(pk=cls.THE_ONE, calls_are_stopped=True)
