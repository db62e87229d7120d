from django.contrib import admin
from django.http import HttpRequest

from talentnet.llm.models import LLMCall


@admin.register(LLMCall)
class LLMCallAdmin(admin.ModelAdmin[LLMCall]):
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LLMCall | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LLMCall | None = None) -> bool:
        return False
