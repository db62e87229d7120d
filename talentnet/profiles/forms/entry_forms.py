"""Forms for rows of the profile, such as a job or a degree."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from talentnet.profiles.forms.fields import LineField, ProseField
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Entry,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.profiles.partial_dates import ends_before, is_partial_date

DATED = ("location", "start_date", "end_date", "description")
# Fields of one line, in any of the forms.
LINES = (
    "institution",
    "degree",
    "field_of_study",
    "organization",
    "name",
    "title",
    "issuer",
    "location",
)


class EntryForm(forms.ModelForm[Entry]):
    """Base form of a row, with its period, place and description."""

    class Meta:
        fields: ClassVar[tuple[str, ...]] = DATED
        field_classes: ClassVar[dict[str, Any]] = {
            **dict.fromkeys(LINES, LineField),
            "description": ProseField,
        }
        help_texts: ClassVar[dict[str, str]] = {
            "start_date": "2021, 2021-09 or 2021-09-30",
            "end_date": "Leave blank if ongoing",
        }
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Several rows can be edited on one page, so ids need the key. A prefix would rename fields.
        self.auto_id = f"id_{self.instance.key}_%s"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = values.get("start_date", ""), values.get("end_date", "")
        # The model's validators report malformed dates, and they run after this.
        if is_partial_date(start) and is_partial_date(end) and ends_before(start, end):
            # An error on both, so that autosave stores neither of the two.
            raise ValidationError(
                {
                    "start_date": "The start date is after the end date.",
                    "end_date": "The end date is before the start date.",
                }
            )
        return values


class EducationForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Education
        fields = ("institution", "degree", "field_of_study", *DATED)


class WorkExperienceForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = WorkExperience
        fields = ("title", "organization", *DATED)


class VolunteeringForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Volunteering
        fields = ("title", "organization", *DATED)


class ProjectForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Project
        fields = ("name", "title", "url", *DATED)


class PublicationForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Accomplishment
        fields = ("name", "issuer", "date", "url", "description")
        labels = {"name": "Title", "issuer": "Published by", "date": "Published on"}
        help_texts = {"issuer": "", "date": "2021, 2021-09 or 2021-09-30"}


class CertificateForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Accomplishment
        fields = ("name", "issuer", "date", "url", "description")
        labels = {"issuer": "Issued by", "date": "Issued on"}
        help_texts = {"issuer": "", "date": "2021, 2021-09 or 2021-09-30"}


class AwardForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Accomplishment
        fields = ("name", "issuer", "date", "description")
        labels = {"name": "Award", "issuer": "Awarded by", "date": "Awarded on"}
        help_texts = {"issuer": "", "date": "2021, 2021-09 or 2021-09-30"}


class LanguageForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Accomplishment
        fields = ("name", "issuer")
        labels = {"name": "Language", "issuer": "Level"}
        help_texts = {"issuer": "For example: native, fluent, B2"}
