from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from talentnet.llm.models import LLMCall, ModelSwitch, UsageTotal
from talentnet.readonly import ReadOnlyAdmin


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin[LLMCall]):
    """Read-only ledger, without the sent text: only the person it is about may read that."""

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
        "unknown_usd",
        "duration_ms",
        "created_at",
    )
    list_filter = ("operation", "outcome", "model", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "request_id", "error")
    date_hierarchy = "created_at"


@admin.register(UsageTotal)
class UsageTotalAdmin(ReadOnlyAdmin[UsageTotal]):
    """Usage sums of old calls and of erased accounts."""

    list_display = ("day", "operation", "model", "outcome", "calls", "cost_usd")
    list_filter = ("operation", "outcome", "model")
    date_hierarchy = "day"


@admin.register(ModelSwitch)
class ModelSwitchAdmin(admin.ModelAdmin[ModelSwitch]):
    """The single kill switch; its list redirects to it, and its history keeps who, when and why."""

    fields = ("calls_are_stopped", "reason", "changed_at")
    readonly_fields = ("changed_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ModelSwitch | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, *args, **kwargs)  # raises PermissionDenied
        return redirect("admin:llm_modelswitch_change", ModelSwitch.the_one().pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the stored state in the title, even above a form with errors."""
        switch = ModelSwitch.the_one()
        context |= {"subtitle": str(switch), "original": switch}
        return super().render_change_form(request, context, *args, **kwargs)

    def log_change(self, request: HttpRequest, obj: ModelSwitch, message: Any) -> Any:
        return super().log_change(request, obj, f"{obj}. {obj.reason}".strip())
