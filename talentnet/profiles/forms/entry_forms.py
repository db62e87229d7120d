"""The forms of a profile's rows."""

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
        # Several of these stand on one page; an error carries its field's id, too.
        self.auto_id = f"id_{self.instance.key}_%s"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("start_date", ""), given.get("end_date", "")
        # What is no date at all is said by the model, later.
        if is_partial_date(start) and is_partial_date(end) and ends_before(start, end):
            # Neither is saved then, or the pair would be stored the wrong way round.
            raise ValidationError(
                {
                    "start_date": "This is after the date on which it ended.",
                    "end_date": "This is before the date on which it began.",
                }
            )
        return given


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
        labels = {"name": "Language", "issuer": "How well"}
        help_texts = {"issuer": "For example: native, fluent, B2."}
