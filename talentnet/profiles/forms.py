import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from talentnet.profiles.models import (
    CommitmentType,
    Education,
    ExperienceLevel,
    Profile,
    RoleType,
    WorkExperience,
)
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list


class TextListField(forms.CharField):
    """A list of short texts, typed one on a line, or between commas where `commas` is set."""

    def __init__(self, *, commas: bool = False, rows: int = 4, **options: Any) -> None:
        self.commas = commas
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("\r\n", "\n")
        lines = (re.sub("[,;]", "\n", text) if self.commas else text).split("\n")
        if any(len(line.strip()) > MAX_ITEM_LENGTH for line in lines):
            raise ValidationError(f"Keep each entry under {MAX_ITEM_LENGTH} characters.")
        try:
            return text_list(lines)
        except ValueError as error:
            raise ValidationError(f"At most {MAX_ITEMS} entries.") from error


class LinksField(TextListField):
    """Web addresses, one on a line."""

    def clean(self, value: Any) -> Any:
        links = super().clean(value)
        check = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                check(link)
            except ValidationError as error:
                raise ValidationError(
                    "“%(link)s” is not a web address; begin it with https://.",
                    params={"link": link},
                ) from error
        return links


def _checkboxes(choices: Any, label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
    )


class ProfileForm(forms.ModelForm[Profile]):
    links = LinksField(rows=2, help_text="One on a line. Never sent to an AI model.")
    skills = TextListField(commas=True, help_text="One on a line, or between commas.")
    ai_safety_interests = TextListField(
        commas=True,
        label="AI safety interests",
        help_text="For example: mechanistic interpretability, compute governance, field building.",
    )
    role_types = _checkboxes(RoleType, "Role types")
    experience_levels = _checkboxes(ExperienceLevel, "Experience levels")
    commitment_types = _checkboxes(CommitmentType, "Commitment")
    hidden_from_organizations = TextListField(
        rows=3,
        label="Organizations to hide from",
        help_text="One on a line. Their opportunities are left out of your matches, and their "
        "names are never sent to an AI model.",
    )
    ai_consent = forms.BooleanField(
        required=False,
        label="Let an AI model (Claude Haiku 4.5, by Anthropic) write my matches and actions",
    )

    class Meta:
        model = Profile
        fields = (
            "name",
            "pronouns",
            "location",
            "headline",
            "links",
            "summary",
            "skills",
            "ai_safety_interests",
            "career_goals",
            "seeking",
            "remote_preference",
            "role_types",
            "experience_levels",
            "commitment_types",
            "willing_to_relocate",
            "work_authorization",
            "minimum_salary_usd",
            "availability",
            "hidden_from_organizations",
        )
        labels = {
            "seeking": "What are you looking for?",
            "minimum_salary_usd": "Minimum salary (USD a year)",
        }
        help_texts = {
            "career_goals": "Needed for matching: what do you want to work towards?",
            "location": "City and country are enough.",
        }
        widgets = {
            "headline": forms.TextInput,
            "summary": forms.Textarea(attrs={"rows": 4}),
            "career_goals": forms.Textarea(attrs={"rows": 5}),
            "seeking": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ai_consent"].initial = self.instance.ai_consent_at is not None

    def save(self, commit: bool = True) -> Profile:
        profile = super().save(commit=False)
        profile.set_ai_consent(given=self.cleaned_data["ai_consent"])
        profile.privacy_saved_at = timezone.now()
        if commit:
            profile.save()
        return profile


def _entry_formset(model: Any, fields: tuple[str, ...]) -> Any:
    return forms.inlineformset_factory(
        Profile,
        model,
        fields=(*fields, "location", "start_date", "end_date", "description"),
        extra=1,
        max_num=50,
        validate_max=True,
        can_delete=True,
        widgets={
            "description": forms.Textarea(attrs={"rows": 3}),
            "start_date": forms.TextInput(attrs={"placeholder": "2021-09"}),
            "end_date": forms.TextInput(attrs={"placeholder": "empty if ongoing"}),
        },
    )


EducationFormSet = _entry_formset(Education, ("institution", "degree", "field_of_study"))
WorkExperienceFormSet = _entry_formset(WorkExperience, ("title", "organization"))
