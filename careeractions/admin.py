"""Admin of career actions and generations: read-only, with an action to regenerate."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.http import urlencode

from careeractions.models import (
    ActionFeedback,
    ActionGeneration,
    ActionReview,
    CareerAction,
    EvaluationCase,
)
from careeractions.review_admin import review_urls
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.readonly import ReadOnlyAdmin

CHANGE = "admin:careeractions_actiongeneration_change"
CHANGELIST = "admin:careeractions_actiongeneration_changelist"


@admin.action(description="Regenerate career actions", permissions=["change"])
def regenerate(
    modeladmin: admin.ModelAdmin[Profile], request: HttpRequest, queryset: QuerySet[Profile]
) -> HttpResponseRedirect:
    return _queue(request, queryset)


def _queue(request: HttpRequest, profiles: QuerySet[Profile]) -> HttpResponseRedirect:
    """Queue a generation per profile and redirect to the new rows."""
    queued = [
        ActionGeneration.objects.queue(profile, ActionGeneration.Trigger.STAFF)
        for profile in profiles
    ]
    messages.success(request, f"Queued: {len(queued)}. Reload to see how it ends.")
    if len(queued) == 1:
        return redirect(CHANGE, queued[0].pk)
    ids = ",".join(str(generation.pk) for generation in queued)
    return redirect(f"{reverse(CHANGELIST)}?{urlencode({'id__in': ids})}")


@admin.action(description="Regenerate for the same profiles", permissions=["regenerate"])
def regenerate_again(
    modeladmin: admin.ModelAdmin[ActionGeneration],
    request: HttpRequest,
    queryset: QuerySet[ActionGeneration],
) -> HttpResponseRedirect:
    profiles = Profile.objects.filter(pk__in=queryset.values("profile"))
    return _queue(request, profiles)


# Profiles may not import career actions, so this app adds its action to their admin.
admin.site.get_model_admin(Profile).actions = (regenerate,)


@admin.register(ActionGeneration)
class ActionGenerationAdmin(ReadOnlyAdmin[ActionGeneration]):
    """Read-only log of generations, with an action to run them again."""

    list_display = (
        "id",
        "profile",
        "status",
        "trigger",
        "model_version",
        "issue_count",
        "finding_count",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "created_at",
        "finished_at",
    )
    list_filter = ("status", "trigger", "model_version", "created_at")
    list_select_related = ("profile", "llm_call")
    search_fields = ("profile__name", "profile__user__email", "error", "llm_call__request_id")
    date_hierarchy = "created_at"
    actions = (regenerate_again,)
    readonly_fields = ("issue_count", "finding_count", "input_tokens", "output_tokens", "cost_usd")

    # Django calls this for the "regenerate" permission of the action above.
    def has_regenerate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("profiles.change_profile")

    @admin.display(description="Validation issues")
    def issue_count(self, generation: ActionGeneration) -> int:
        return len(generation.validation_issues)

    @admin.display(description="Findings")
    def finding_count(self, generation: ActionGeneration) -> int:
        return len(generation.findings)

    @admin.display(ordering="llm_call__input_tokens")
    def input_tokens(self, generation: ActionGeneration) -> int | None:
        return _call_field(generation, "input_tokens")

    @admin.display(ordering="llm_call__output_tokens")
    def output_tokens(self, generation: ActionGeneration) -> int | None:
        return _call_field(generation, "output_tokens")

    @admin.display(description="Cost (USD)", ordering="llm_call__cost_usd")
    def cost_usd(self, generation: ActionGeneration) -> int | None:
        return _call_field(generation, "cost_usd")


def _call_field(generation: ActionGeneration, field: str) -> int | None:
    call: LLMCall | None = generation.llm_call
    return getattr(call, field, None)


@admin.register(CareerAction)
class CareerActionAdmin(ReadOnlyAdmin[CareerAction]):
    list_display = (
        "id",
        "title",
        "type",
        "profile",
        "status",
        "is_hidden",
        "finding_count",
        "model_version",
        "generated_at",
    )
    list_filter = ("status", "is_hidden", "type", "model_version", "generated_at")
    list_select_related = ("profile",)
    search_fields = ("title", "description", "profile__name", "profile__user__email")
    # The page promises the candidate that nobody else reads it.
    exclude = ("note",)

    change_list_template = "admin/careeractions/action_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [*review_urls(self.admin_site), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        can_review = request.user.has_perm("careeractions.review_careeraction")
        return super().changelist_view(request, {"can_review": can_review} | (extra_context or {}))

    @admin.display(description="Findings")
    def finding_count(self, card: CareerAction) -> int:
        return len(card.findings)


@admin.register(ActionFeedback)
class ActionFeedbackAdmin(ReadOnlyAdmin[ActionFeedback]):
    list_display = ("title", "type", "opinion", "template", "model_version", "given_at")
    list_filter = ("opinion", "type", "model_version", "given_at")
    search_fields = ("title", "template")


@admin.register(ActionReview)
class ActionReviewAdmin(ReadOnlyAdmin[ActionReview]):
    list_display = ("title", "type", "verdict", "codes", "model_version", "reviewer", "created_at")
    list_filter = ("verdict", "type", "model_version", "created_at")
    list_select_related = ("reviewer",)
    search_fields = ("title", "comment")


@admin.action(description="Download as JSON Lines", permissions=["review"])
def download_cases(
    modeladmin: admin.ModelAdmin[EvaluationCase],
    request: HttpRequest,
    queryset: QuerySet[EvaluationCase],
) -> HttpResponse:
    """Cases for `manage.py evaluate_actions --fault-cases`."""
    lines = [json.dumps(row.case, ensure_ascii=False) for row in queryset.order_by("pk")]
    response = HttpResponse("\n".join([*lines, ""]), content_type="application/x-ndjson")
    response["Content-Disposition"] = "attachment; filename=evaluation_cases.jsonl"
    return response


@admin.register(EvaluationCase)
class EvaluationCaseAdmin(ReadOnlyAdmin[EvaluationCase]):
    list_display = ("id", "created_at")
    list_filter = ("created_at",)
    actions = (download_cases,)

    # Django calls this for the "review" permission of the action above.
    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("careeractions.review_careeraction")
