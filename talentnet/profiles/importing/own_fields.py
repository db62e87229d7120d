"""Reader of our own export's `meta.talentnet`: profile fields that JSON Resume lacks.

The file is as untrusted as any other, so each value must pass the editor's rules. Consent and
career actions in it are for information and never imported.
"""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from pydantic import BaseModel, StrictBool, StrictInt, ValidationError

from talentnet.profiles.forms.sections import PreferencesForm
from talentnet.profiles.importing.profile_builder import ProfileBuilder
from talentnet.profiles.importing.resume_schema import Text, Texts
from talentnet.profiles.models import Profile

OWN_VERSION = 1
# Read elsewhere, or ignored without a note.
NOT_READ = ("version", "profile", "consent")


class OwnFields(BaseModel):
    """Profile fields that JSON Resume lacks, by their names in the model."""

    pronouns: Text = ""
    ai_safety_interests: Texts = []
    career_goals: Text = ""
    seeking: Text = ""
    remote_preference: Text = ""
    role_types: Texts = []
    experience_levels: Texts = []
    commitment_types: Texts = []
    # Strict, because pydantic would also read "no" as False and "1" as a number.
    willing_to_relocate: StrictBool = False
    work_authorization: Text = ""
    minimum_salary_usd: StrictInt | None = None
    availability: Text = ""
    hidden_from_organizations: Texts = []


OWN_FIELDS = tuple(OwnFields.model_fields)
# The same fields by how they are validated.
_TEXTS = ("pronouns", "career_goals", "seeking", "work_authorization", "availability")
_LISTS = ("ai_safety_interests", "hidden_from_organizations")
_CHOICES = ("role_types", "experience_levels", "commitment_types")
_VALIDATED = ("remote_preference", "minimum_salary_usd")


def add_own_fields(builder: ProfileBuilder, meta: object) -> None:
    """Add the fields of `meta.talentnet`, with a note for each value that is invalid."""
    own = meta.get("talentnet") if isinstance(meta, dict) else None
    if own is None:
        return
    if not isinstance(own, dict):
        builder.note("meta.talentnet: not in the form that our export has")
        return
    # Fields keep their names over versions, so an unknown version is worth a try.
    if own.get("version") != OWN_VERSION:
        builder.note("meta.talentnet: from another version, so only the fields we know were read")
    _add_fields(builder, _read(builder, own.get("profile")))
    for name in own:
        if name not in NOT_READ and own[name]:
            builder.note(f"meta.talentnet.{name}: for information only, not imported")


def _add_fields(builder: ProfileBuilder, fields: OwnFields) -> None:
    for name in _TEXTS:
        builder.set_text(name, getattr(fields, name))
    for name in _LISTS:
        builder.add_items(name, getattr(fields, name))
    for name in _CHOICES:
        _add_choices(builder, name, getattr(fields, name))
    for name in _VALIDATED:
        _add_validated(builder, name, getattr(fields, name))
    builder.imported.profile.willing_to_relocate = fields.willing_to_relocate


def _read(builder: ProfileBuilder, data: object) -> OwnFields:
    """Return the fields of the right type; note the others."""
    if not isinstance(data, dict):
        if data is not None:
            builder.note("meta.talentnet.profile: not in the form that our export has")
        return OwnFields()
    values = {name: data[name] for name in OWN_FIELDS if data.get(name) is not None}
    try:
        return OwnFields.model_validate(values)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each["msg"] for each in error.errors(include_input=False)}
    for name, message in wrong.items():
        builder.note(f"{_label(name)}: {message}")
    return OwnFields.model_validate({k: v for k, v in values.items() if k not in wrong})


def _add_choices(builder: ProfileBuilder, name: str, values: list[str]) -> None:
    field: Any = PreferencesForm.base_fields[name]
    # Without repeats, in order.
    chosen = list(dict.fromkeys(values))
    for value in chosen:
        if not field.valid_value(value):
            builder.note(f"{_label(name)}: “{value[:80]}” isn't one of the choices")
    valid = [value for value in chosen if field.valid_value(value)]
    setattr(builder.imported.profile, name, valid)


def _add_validated(builder: ProfileBuilder, name: str, value: Any) -> None:
    """Set a value that its model column validates."""
    profile = builder.imported.profile
    column: Any = Profile._meta.get_field(name)
    try:
        setattr(profile, name, column.clean(value, profile))
    except DjangoValidationError as error:
        builder.note(f"{_label(name)}: {' '.join(error.messages)}")


def _label(name: str) -> str:
    return name.replace("_", " ")
