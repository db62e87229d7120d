from django.contrib import admin

from matching.models import Match, MatchRefresh, Verdict
from talentnet.readonly import ReadOnlyAdmin


@admin.register(MatchRefresh)
class MatchRefreshAdmin(ReadOnlyAdmin[MatchRefresh]):
    list_display = (
        "id",
        "profile",
        "status",
        "trigger",
        "mode",
        "total",
        "scored",
        "confirmed",
        "fell_back",
        "calls",
        "issue_count",
        "created_at",
        "finished_at",
    )
    list_filter = ("status", "trigger", "mode", "created_at")
    list_select_related = ("profile",)
    search_fields = ("profile__name", "profile__user__email", "error", "issues")
    readonly_fields = ("issue_count",)

    @admin.display(description="Number of issues")
    def issue_count(self, refresh: MatchRefresh) -> int:
        return len(refresh.issues)


@admin.register(Verdict)
class VerdictAdmin(ReadOnlyAdmin[Verdict]):
    """Stored verdicts of models, reused instead of asking the same question twice."""

    list_display = ("profile", "opportunity", "model_version", "prompt_version", "created_at")
    list_filter = ("model_version", "created_at")
    list_select_related = ("profile", "opportunity")
    search_fields = ("profile__user__email", "opportunity__title", "opportunity__organization")


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin[Match]):
    list_display = (
        "profile",
        "opportunity",
        "tier",
        "score",
        "status",
        "applied_at",
        "is_fallback",
        "model_version",
        "computed_at",
    )
    list_filter = ("tier", "status", "is_fallback", "model_version", "computed_at")
    list_select_related = ("profile", "opportunity")
    search_fields = (
        "profile__name",
        "profile__user__email",
        "opportunity__title",
        "opportunity__organization",
    )
