from django.contrib import admin

from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)


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
    list_select_related = ("user",)
    search_fields = ("name", "user__email", "headline", "location")
    autocomplete_fields = ("user",)
    # Consent is the candidate's own to give.
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
