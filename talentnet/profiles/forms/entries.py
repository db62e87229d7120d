"""The forms of a profile's rows."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from talentnet.profiles.forms.fields import LineField, ProseField
from talentnet.profiles.models import (
    DatedEntry,
    Education,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.profiles.partial_dates import ends_before

DATED = ("location", "start_date", "end_date", "description")
LINES = ("institution", "degree", "field_of_study", "organization", "name", "title", "location")


class EntryForm(forms.ModelForm[DatedEntry]):
    class Meta:
        fields: ClassVar[tuple[str, ...]] = DATED
        field_classes: ClassVar[dict[str, Any]] = {
            **dict.fromkeys(LINES, LineField),
            "description": ProseField,
        }
        help_texts: ClassVar[dict[str, str]] = {
            "start_date": "2021, 2021-09 or 2021-09-30",
            "end_date": "Empty while it lasts",
        }
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Several of these stand on one page; an error carries its field's id, too.
        self.auto_id = f"id_{self.instance.key}_%s"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if ends_before(given.get("start_date", ""), given.get("end_date", "")):
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
