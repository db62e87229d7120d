"""Forms for a card's note and for the reason of its dismissal."""

from typing import Any

from django import forms

from careeractions.models import REASON_LENGTH, CareerAction
from talentnet.profiles.forms.fields import LineField, ProseField


class NoteForm(forms.ModelForm[CareerAction]):
    class Meta:
        model = CareerAction
        fields = ("note",)
        field_classes = {"note": ProseField}
        labels = {"note": "Private note"}
        help_texts = {"note": "Only for you. Never sent to an AI model."}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page holds one such form per card, and ids have to be unique.
        self.auto_id = f"id_{self.instance.pk}_%s"


class ReasonForm(forms.Form):
    reason = LineField(max_length=REASON_LENGTH, required=False)
