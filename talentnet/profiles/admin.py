"""Admin pages of profiles, their rows and imports."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    ProfileImport,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.readonly import ReadOnlyAdmin


class EducationInline(admin.StackedInline[Education, Profile]):
    model = Education
    extra = 0


class WorkExperienceInline(admin.StackedInline[WorkExperience, Profile]):
    model = WorkExperience
    extra = 0


class ProjectInline(admin.StackedInline[Project, Profile]):
    model = Project
    extra = 0


class VolunteeringInline(admin.StackedInline[Volunteering, Profile]):
    model = Volunteering
    extra = 0


class AccomplishmentInline(admin.StackedInline[Accomplishment, Profile]):
    model = Accomplishment
    extra = 0


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin[Profile]):
    list_display = ("id", "name", "user", "headline", "location", "ai_consent_at", "updated_at")
    list_filter = (
        ("ai_consent_at", admin.EmptyFieldListFilter),
        "remote_preference",
        "updated_at",
    )
    # The user's email is shown in each line.
    list_select_related = ("user",)
    search_fields = ("name", "user__email", "headline", "location")
    autocomplete_fields = ("user",)
    # Only the candidate can give consent.
    readonly_fields = (
        "ai_consent_at",
        "ai_choice_at",
        "privacy_saved_at",
        "created_at",
        "updated_at",
    )
    inlines = (
        EducationInline,
        WorkExperienceInline,
        ProjectInline,
        VolunteeringInline,
        AccomplishmentInline,
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Profile | None = None) -> Any:
        """Never move a profile to another account: its new owner could read the private notes."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "user"]


@admin.register(Education)
class EducationAdmin(admin.ModelAdmin[Education]):
    list_display = ("institution", "degree", "field_of_study", "profile")
    list_select_related = ("profile",)
    search_fields = ("institution", "degree", "field_of_study", "profile__name")
    autocomplete_fields = ("profile",)


@admin.register(WorkExperience)
class WorkExperienceAdmin(admin.ModelAdmin[WorkExperience]):
    list_display = ("title", "organization", "period", "profile")
    list_select_related = ("profile",)
    search_fields = ("title", "organization", "profile__name")
    autocomplete_fields = ("profile",)


@admin.register(ProfileImport)
class ProfileImportAdmin(ReadOnlyAdmin[ProfileImport]):
    """Status and errors of imports, without their content.

    A résumé may hold more than its owner put into the profile.
    """

    list_display = ("id", "profile", "source", "status", "error", "created_at", "finished_at")
    list_filter = ("status", "source", "created_at")
    list_select_related = ("profile",)
    search_fields = ("profile__name", "profile__user__email", "error")
    exclude = ("filename", "file", "text", "proposal", "taken")
