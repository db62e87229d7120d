from django.contrib import admin

from matching.models import Match, MatchRefresh, Opportunity
from talentnet.readonly import ReadOnlyAdmin


@admin.register(Opportunity)
class OpportunityAdmin(admin.ModelAdmin[Opportunity]):
    list_display = (
        "title",
        "organization",
        "kind",
        "role_type",
        "experience_level",
        "location",
        "is_remote",
        "deadline",
        "status",
    )
    list_filter = ("status", "kind", "event_type", "role_type", "experience_level", "source")
    search_fields = ("title", "organization", "location", "source_id")
    date_hierarchy = "created_at"


@admin.register(MatchRefresh)
class MatchRefreshAdmin(ReadOnlyAdmin[MatchRefresh]):
    list_display = (
        "id",
        "profile",
        "status",
        "trigger",
        "scored",
        "total",
        "fell_back",
        "created_at",
        "finished_at",
    )
    list_filter = ("status", "trigger", "created_at")
    list_select_related = ("profile",)
    search_fields = ("profile__name", "profile__user__email", "error")


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
