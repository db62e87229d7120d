"""Read `meta.talentnet` of our own export: fields that JSON Resume lacks.

Each value goes through the editor's rules, and refused ones are named. Consent and career actions
are for reading only; no file sets them.
"""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from pydantic import BaseModel, StrictBool, StrictInt, ValidationError

from talentnet.profiles.forms.sections import PreferencesForm
from talentnet.profiles.importing.placing import Placing
from talentnet.profiles.importing.resume_schema import Text, Texts
from talentnet.profiles.models import Profile

OWN_VERSION = 1
NOT_READ = ("version", "profile", "consent")


class OwnFields(BaseModel):
    """The fields of a profile that JSON Resume does not have, under their names in the model."""

    pronouns: Text = ""
    ai_safety_interests: Texts = []
    career_goals: Text = ""
    seeking: Text = ""
    remote_preference: Text = ""
    role_types: Texts = []
    experience_levels: Texts = []
    commitment_types: Texts = []
    willing_to_relocate: StrictBool = False
    work_authorization: Text = ""
    minimum_salary_usd: StrictInt | None = None
    availability: Text = ""
    hidden_from_organizations: Texts = []


OWN_FIELDS = tuple(OwnFields.model_fields)
_TEXTS = ("pronouns", "career_goals", "seeking", "work_authorization", "availability")
_LISTS = ("ai_safety_interests", "hidden_from_organizations")
_CHOICES = ("role_types", "experience_levels", "commitment_types")
_CHECKED = ("remote_preference", "minimum_salary_usd")


def place_own_fields(placing: Placing, meta: object) -> None:
    own = meta.get("talentnet") if isinstance(meta, dict) else None
    if own is None:
        return
    if not isinstance(own, dict):
        placing.note("meta.talentnet: it is not as our export has it")
        return
    if own.get("version") != OWN_VERSION:
        placing.note("meta.talentnet: it is of another version, and read as far as it is known")
    _place(placing, _read(placing, own.get("profile")))
    for name in own:
        if name not in NOT_READ and own[name]:
            placing.note(f"meta.talentnet.{name}: it is there to be read, and not imported")


def _place(placing: Placing, fields: OwnFields) -> None:
    for name in _TEXTS:
        placing.value(name, getattr(fields, name))
    for name in _LISTS:
        placing.texts(name, getattr(fields, name))
    for name in _CHOICES:
        _place_choices(placing, name, getattr(fields, name))
    for name in _CHECKED:
        _place_checked(placing, name, getattr(fields, name))
    placing.imported.profile.willing_to_relocate = fields.willing_to_relocate


def _read(placing: Placing, data: object) -> OwnFields:
    """The fields that are of the right shape; the others are noted."""
    if not isinstance(data, dict):
        if data is not None:
            placing.note("meta.talentnet.profile: it is not as our export has it")
        return OwnFields()
    known = {name: data[name] for name in OWN_FIELDS if data.get(name) is not None}
    try:
        return OwnFields.model_validate(known)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each["msg"] for each in error.errors(include_input=False)}
    for name, message in wrong.items():
        placing.note(f"{_label(name)}: {message}")
    return OwnFields.model_validate({k: v for k, v in known.items() if k not in wrong})


def _place_choices(placing: Placing, name: str, values: list[str]) -> None:
    field: Any = PreferencesForm.base_fields[name]
    chosen = list(dict.fromkeys(values))
    for value in chosen:
        if not field.valid_value(value):
            placing.note(f"{_label(name)}: “{value[:80]}” is none of the choices")
    known = [value for value in chosen if field.valid_value(value)]
    setattr(placing.imported.profile, name, known)


def _place_checked(placing: Placing, name: str, value: Any) -> None:
    """One value of which its column knows what it may be."""
    profile = placing.imported.profile
    column: Any = Profile._meta.get_field(name)
    try:
        setattr(profile, name, column.clean(value, profile))
    except DjangoValidationError as error:
        placing.note(f"{_label(name)}: {' '.join(error.messages)}")


def _label(name: str) -> str:
    return name.replace("_", " ")
