from typing import Any

from django import forms

from talentnet.notifications.models import MailKind
from talentnet.timezones import zone_names

NO_ZONE = "Choose your time zone: a mail cannot ask your browser when it is morning."


class MailForm(forms.Form):
    great_matches = forms.BooleanField(
        required=False,
        label="New great matches",
        help_text="The morning after a refresh found some that you have not looked at yet.",
    )
    deadlines = forms.BooleanField(
        required=False,
        label="Deadlines of saved matches",
        help_text="7 days before, and once more the day before. Not for those you applied to.",
    )
    week = forms.BooleanField(
        required=False,
        label="Your week",
        help_text="On Mondays: your moves in progress, and which saved matches close.",
    )
    time_zone = forms.ChoiceField(
        required=False,
        label="Time zone",
        help_text="Mails come at about 9 in the morning there.",
        choices=lambda: [("", "Choose one"), *((name, name) for name in zone_names())],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.chosen and "time_zone" in cleaned and not cleaned["time_zone"]:
            self.add_error("time_zone", NO_ZONE)
        return cleaned

    @property
    def chosen(self) -> dict[str, bool]:
        """The kinds that are turned on."""
        return {kind.value: True for kind in MailKind if self.cleaned_data.get(kind)}
