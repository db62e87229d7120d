"""Saving a form as it is typed, without losing anything: not what is wrong, not another tab's.

Each form carries a token of the content it was made from (`seen`). If the stored content differs
by now, nothing is saved and both texts are shown. A new row has a key from its empty form, so a
second submit doesn't store it twice. `static/js/autosave.js` keeps unsaved text in the tab.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.forms import ModelForm


def token_of(form: ModelForm[Any]) -> str:
    """Hash of the stored row, by which a save detects changes since the form was made; '' without a
    row."""
    if form.instance.pk is None:
        return ""
    stored = json.dumps(form.initial, sort_keys=True, default=str)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class EditConflict:
    label: str
    stored: str


@dataclass
class Saved:
    """Result of a save."""

    form: ModelForm[Any]
    token: str
    differences: list[EditConflict] = field(default_factory=list)
    """Fields that another tab changed; nothing was saved then."""
    was_removed: bool = False
    """True if another tab removed the row."""
    is_partial: bool = False
    """True if only the valid fields were saved."""

    @property
    def is_conflict(self) -> bool:
        return bool(self.differences) or self.was_removed

    @property
    def status(self) -> int:
        if self.is_conflict:
            return 409
        return 422 if self.form.errors else 200


def save(form: ModelForm[Any], *, seen: str, overwrite: bool = False) -> Saved:
    """Save what is valid of a bound form, unless what is stored has changed since it was `seen`.

    The caller holds the lock on the profile. What is not valid stays in the form, with its errors.
    """
    current = token_of(form)
    form.is_valid()
    changed = [name for name in form.changed_data if name not in form.errors]
    if form.changed_data and current != seen and not overwrite:
        form.instance.refresh_from_db()
        return Saved(form, seen, _differences(form))
    if form.instance.pk is None:
        if not form.errors:
            form.save()
    elif form.errors:
        form.instance.save(update_fields=changed)
    else:
        form.save()
    if not form.errors:
        return Saved(form, token_of(type(form)(instance=form.instance)))
    is_partial = form.instance.pk is not None and bool(changed)
    return Saved(form, token_of(_as_stored(form)), is_partial=is_partial)


def _as_stored(form: ModelForm[Any]) -> ModelForm[Any]:
    """The form over the row as the database has it, where some of what was typed is not."""
    if form.instance.pk is None:
        return type(form)()
    return type(form)(instance=type(form.instance)._default_manager.get(pk=form.instance.pk))


def _differences(form: ModelForm[Any]) -> list[EditConflict]:
    return [EditConflict(str(form[name].label), _shown(form, name)) for name in form.changed_data]


def _shown(form: ModelForm[Any], name: str) -> str:
    """Value as the form shows it; for a choice, its label."""
    value = form.initial.get(name)
    if value is None or value is False:
        return ""
    labels = {True: "Yes", **dict(getattr(form.fields[name], "choices", ()))}
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(each, each)) for each in values)
