from django.contrib import admin

from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.readonly import ReadOnlyAdmin


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin[LLMCall]):
    """The ledger can be read, never written; what was sent is for whom it was about."""

    exclude = ("sent",)

    list_display = (
        "id",
        "operation",
        "model",
        "user",
        "outcome",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "duration_ms",
        "created_at",
    )
    list_filter = ("operation", "outcome", "model", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "request_id", "error")
    date_hierarchy = "created_at"


@admin.register(UsageTotal)
class UsageTotalAdmin(ReadOnlyAdmin[UsageTotal]):
    """What is left of calls whose people are gone, or that were long ago."""

    list_display = ("day", "operation", "model", "outcome", "calls", "cost_usd")
    list_filter = ("operation", "outcome", "model")
    date_hierarchy = "day"
