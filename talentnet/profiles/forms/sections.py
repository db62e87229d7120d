"""Forms of the editor's sections, except education and work, which are lists of rows."""

from typing import Any

from django import forms
from django.utils import timezone

from talentnet.profiles import taxonomy
from talentnet.profiles.forms.fields import LineField, LinksField, ProseField, TextListField
from talentnet.profiles.models import CommitmentType, ExperienceLevel, Profile, RoleType


def _checkboxes(choices: Any, label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
    )


class BasicsForm(forms.ModelForm[Profile]):
    links = LinksField(
        label="Links", help_text="Press Enter after each link. Never sent to an AI model."
    )

    class Meta:
        model = Profile
        fields = ("name", "pronouns", "location", "headline", "summary", "links")
        field_classes = {
            "name": LineField,
            "pronouns": LineField,
            "location": LineField,
            "headline": LineField,
            "summary": ProseField,
        }
        help_texts = {
            "name": "Never sent to an AI model.",
            "location": "City and country are enough.",
            "headline": "Who you are professionally, in one line.",
            "summary": "If someone reads only one paragraph about you, what should it say?",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "headline": forms.TextInput,
            "summary": forms.Textarea(attrs={"rows": 5}),
        }


class SkillsForm(forms.ModelForm[Profile]):
    skills = TextListField(
        suggestions=taxonomy.skills,
        help_text="Your skills today, in your own words. Press Enter after each one.",
    )
    ai_safety_interests = TextListField(
        suggestions=taxonomy.interests,
        label="AI safety interests",
        help_text="Topics you want to work on or learn about. Press Enter after each one.",
    )

    class Meta:
        model = Profile
        fields = ("skills", "ai_safety_interests")


class GoalsForm(forms.ModelForm[Profile]):
    class Meta:
        model = Profile
        fields = ("career_goals", "seeking")
        field_classes = {"career_goals": ProseField, "seeking": ProseField}
        labels = {"seeking": "What are you looking for now?"}
        help_texts = {
            "career_goals": "Needed for matching. What do you want to work towards, and why?",
            "seeking": "Your next step: the kind of role, team or setting.",
        }
        widgets = {
            "career_goals": forms.Textarea(attrs={"rows": 8}),
            "seeking": forms.Textarea(attrs={"rows": 3}),
        }


class PreferencesForm(forms.ModelForm[Profile]):
    role_types = _checkboxes(RoleType, "Role types")
    experience_levels = _checkboxes(ExperienceLevel, "Experience levels")
    commitment_types = _checkboxes(CommitmentType, "Commitment")

    class Meta:
        model = Profile
        fields = (
            "role_types",
            "experience_levels",
            "commitment_types",
            "remote_preference",
            "willing_to_relocate",
            "work_authorization",
            "minimum_salary_usd",
            "availability",
        )
        field_classes = {"work_authorization": LineField, "availability": LineField}
        labels = {"minimum_salary_usd": "Minimum salary (USD a year)"}
        help_texts = {
            "remote_preference": "“Remote only” leaves out every job that isn't remote.",
            "work_authorization": "Where can you work, and where would you need a visa?",
            "availability": "For example: from March, or two months' notice.",
        }


class PrivacyForm(forms.ModelForm[Profile]):
    hidden_from_organizations = TextListField(
        label="Organizations to hide from",
        help_text="Press Enter after each name. Your next refresh leaves out their opportunities. "
        "Their names are never sent to an AI model.",
    )

    class Meta:
        model = Profile
        fields = ("hidden_from_organizations",)

    def save(self, commit: bool = True) -> Profile:
        # Marks the section as filled, even if nothing is hidden.
        self.instance.privacy_saved_at = timezone.now()
        return super().save(commit)


# By slug; education and work are missing, because they consist of rows.
SECTION_FORMS: dict[str, type[forms.ModelForm[Profile]]] = {
    "basics": BasicsForm,
    "skills": SkillsForm,
    "goals": GoalsForm,
    "preferences": PreferencesForm,
    "privacy": PrivacyForm,
}
