from django.contrib import admin

from talentnet.llm.models import LLMCall
from talentnet.readonly import ReadOnlyAdmin


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin[LLMCall]):
    """The ledger can be read, never written."""

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
