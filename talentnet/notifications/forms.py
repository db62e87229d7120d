from typing import Any

from django import forms

from talentnet.notifications.models import MailKind
from talentnet.timezones import zone_names

# A page can fall back to the browser's zone. An email has no browser to ask.
NO_ZONE = "Choose your time zone, so we know when to send your emails."


class MailForm(forms.Form):
    """Choice of email kinds, one field per `MailKind`, and the time zone to send them in."""

    great_matches = forms.BooleanField(
        required=False,
        label="New great matches",
        help_text="The morning after a refresh finds great matches you haven't seen yet.",
    )
    deadlines = forms.BooleanField(
        required=False,
        label="Deadlines of saved matches",
        help_text="7 days before a deadline and again 1 day before, unless you've applied.",
    )
    week = forms.BooleanField(
        required=False,
        label="Your week",
        help_text="Every Monday: your moves in progress and the saved matches that close.",
    )
    time_zone = forms.ChoiceField(
        required=False,
        label="Time zone",
        help_text="We send emails at about 9 AM in this zone.",
        choices=lambda: [("", "Choose a time zone"), *((name, name) for name in zone_names())],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Absent if invalid, and then the field has an error of its own.
        if self.chosen and "time_zone" in cleaned and not cleaned["time_zone"]:
            self.add_error("time_zone", NO_ZONE)
        return cleaned

    @property
    def chosen(self) -> dict[str, bool]:
        """True for each kind that is turned on; the others are absent."""
        return {kind.value: True for kind in MailKind if self.cleaned_data.get(kind)}
