"""Fields of the profile that an import can fill: exactly those of the editor's forms."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.utils.text import capfirst

from talentnet.profiles.forms.sections import SECTION_FORMS
from talentnet.profiles.models import Profile

EMPTY: tuple[object, ...] = ("", None, False, [])


@dataclass(frozen=True)
class ProfileField:
    """Field of the profile, with the editor form that it belongs to."""

    name: str
    section: str
    """Slug of its section in the editor."""

    @property
    def form(self) -> type[ModelForm[Profile]]:
        return SECTION_FORMS[self.section]

    @property
    def label(self) -> str:
        return str(self.form.base_fields[self.name].label or capfirst(self.name.replace("_", " ")))

    @property
    def is_list(self) -> bool:
        return isinstance(Profile._meta.get_field(self.name), models.JSONField)

    def value_in(self, profile: Profile) -> Any:
        return getattr(profile, self.name)

    def display(self, value: Any) -> str:
        """Format a value as the form displays it: the label of a choice, "Yes" for True."""
        choices = dict(getattr(self.form.base_fields[self.name], "choices", ()))
        return str({True: "Yes", **choices}.get(value, value))

    def form_value(self, value: Any) -> Any:
        """Return a value as the form would submit it, to be validated by the form."""
        return self.form.base_fields[self.name].prepare_value(value)


FIELDS = {
    name: ProfileField(name, section)
    for section, form in SECTION_FORMS.items()
    for name in form.base_fields
}


def is_empty(value: object) -> bool:
    return value in EMPTY
