"""Autosave with an optimistic lock: store valid fields, never overwrite another tab's changes.

Each form carries a token of the content it was opened with (`seen`). If the stored content has
changed since, nothing is saved and both versions are shown. A new row has a key from its empty
form, so a second submit doesn't store it twice. `static/js/autosave.js` keeps unsaved text in the
tab.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.forms import ModelForm


def token_of(form: ModelForm[Any]) -> str:
    """Return a short hash of the stored row, or '' for a row that isn't stored yet.

    The form sends it back with each save, which shows what that save was based on.
    """
    if form.instance.pk is None:
        return ""
    # `default=str` for dates and UUIDs.
    stored = json.dumps(form.initial, sort_keys=True, default=str)
    # 64 bits: it tells two versions of one row apart and protects no secret.
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class EditConflict:
    """Field that another tab changed, with the value stored there."""

    label: str
    stored: str


@dataclass
class SaveResult:
    """Result of a save, with the token for the next one."""

    form: ModelForm[Any]
    token: str
    differences: list[EditConflict] = field(default_factory=list)
    """Fields that another tab changed; if there are any, nothing was saved."""
    was_removed: bool = False
    """True if another tab removed the row."""
    is_partial: bool = False
    """True if only the valid fields were saved."""

    @property
    def is_conflict(self) -> bool:
        return bool(self.differences) or self.was_removed

    @property
    def status(self) -> int:
        """HTTP status of the response."""
        if self.is_conflict:
            return 409
        return 422 if self.form.errors else 200


def save_form(form: ModelForm[Any], *, seen: str, overwrite: bool = False) -> SaveResult:
    """Save the valid fields of a bound form if the row still matches the token `seen`.

    With `overwrite` the token isn't checked. The caller holds the lock on the profile. Invalid
    fields stay in the form with their errors.
    """
    # Before validation, which writes the submitted values onto the instance.
    current = token_of(form)
    form.is_valid()
    changed = [name for name in form.changed_data if name not in form.errors]
    if form.changed_data and current != seen and not overwrite:
        form.instance.refresh_from_db()
        return SaveResult(form, seen, _differences(form))
    if form.instance.pk is None:
        if not form.errors:
            form.save()
    elif form.errors:
        # Only the valid columns: the instance holds invalid values, too.
        form.instance.save(update_fields=changed)
    else:
        form.save()
    if not form.errors:
        return SaveResult(form, token_of(type(form)(instance=form.instance)))
    is_partial = form.instance.pk is not None and bool(changed)
    return SaveResult(form, token_of(_stored_form(form)), is_partial=is_partial)


def _stored_form(form: ModelForm[Any]) -> ModelForm[Any]:
    """Return an unbound form over the stored row, without the values that were refused."""
    if form.instance.pk is None:
        return type(form)()
    return type(form)(instance=type(form.instance)._default_manager.get(pk=form.instance.pk))


def _differences(form: ModelForm[Any]) -> list[EditConflict]:
    return [EditConflict(str(form[n].label), _stored_text(form, n)) for n in form.changed_data]


def _stored_text(form: ModelForm[Any], name: str) -> str:
    """Return the stored value as the form displays it: labels instead of choice values."""
    value = form.initial.get(name)
    if value is None or value is False:
        return ""
    labels = {True: "Yes", **dict(getattr(form.fields[name], "choices", ()))}
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(each, each)) for each in values)
