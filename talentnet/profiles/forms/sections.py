"""The forms of the editor's sections; education and work are lists of rows, in `entries.py`."""

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
            "headline": "One line on who you are professionally.",
            "summary": "What should someone know who reads only one paragraph?",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "headline": forms.TextInput,
            "summary": forms.Textarea(attrs={"rows": 5}),
        }


class SkillsForm(forms.ModelForm[Profile]):
    skills = TextListField(
        suggestions=taxonomy.skills,
        help_text="What you can do today. One on a line, in your own words.",
    )
    ai_safety_interests = TextListField(
        suggestions=taxonomy.interests,
        label="AI safety interests",
        help_text="What you want to work on or learn about. One on a line.",
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
            "career_goals": "Needed for matching: what do you want to work towards, and why?",
            "seeking": "The next step: kind of role, team, setting.",
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
            "remote_preference": "“Remote only” leaves out every job that is not remote.",
            "work_authorization": "Where may you work, and where would you need a visa?",
            "availability": "For example: from March, or two months’ notice.",
        }


class PrivacyForm(forms.ModelForm[Profile]):
    hidden_from_organizations = TextListField(
        label="Organizations to hide from",
        help_text="One on a line. Their opportunities are left out of your matches from the next "
        "refresh on, and their names are never sent to an AI model.",
    )

    class Meta:
        model = Profile
        fields = ("hidden_from_organizations",)

    def save(self, commit: bool = True) -> Profile:
        self.instance.privacy_saved_at = timezone.now()
        return super().save(commit)


SECTION_FORMS: dict[str, type[forms.ModelForm[Profile]]] = {
    "basics": BasicsForm,
    "skills": SkillsForm,
    "goals": GoalsForm,
    "preferences": PreferencesForm,
    "privacy": PrivacyForm,
}
