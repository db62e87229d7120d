"""Apply the chosen changes of an import to the profile, all or nothing and once, or undo them."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.profiles.access import locked_profile_of
from talentnet.profiles.entries import EntryKind, form_values, insert_by_date
from talentnet.profiles.importing.plan import (
    Choices,
    ImportChoice,
    ImportPlan,
    ItemChange,
    RowChange,
    ValueChange,
    build_plan,
    parse_choices,
)
from talentnet.profiles.importing.proposal import Proposal
from talentnet.profiles.importing.undo import (
    AppliedImport,
    AppliedItems,
    AppliedRow,
    AppliedValue,
    revert,
)
from talentnet.profiles.models import Entry, Profile, ProfileImport

CHANGED_SINCE = (
    "Your profile or this proposal has changed since you opened this page. Nothing was added yet. "
    "Check the new comparison below."
)


class ImportRefused(Exception):
    """Chosen changes can't be stored; has a sentence for each reason."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass
class ImportOutcome:
    """Changes that were applied, or refusals with the current plan if nothing was."""

    applied: AppliedImport
    plan: ImportPlan | None = None
    choices: Choices = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


def current_plan(row: ProfileImport, profile: Profile) -> ImportPlan:
    """Compare a stored proposal with the profile as it is now."""
    # Only a model can make things up, so only its proposals are checked against the text.
    text = row.text if row.model_version else ""
    return build_plan(Proposal.from_stored(row.proposal).imported(), profile, text=text)


def apply_import(
    *, user: User, import_id: int, ticked: Iterable[str], chosen: dict[str, str], seen: str | None
) -> ImportOutcome | None:
    """Apply the chosen changes if the comparison still has the token `seen`; idempotent.

    Without `seen` (None) the token isn't checked. Returns None if there is no such import, or it
    isn't ready.
    """
    try:
        with transaction.atomic():
            profile = locked_profile_of(user)
            row = _locked(profile, import_id)
            if row is None or row.status not in (ProfileImport.READY, ProfileImport.APPLIED):
                return None
            # A second press: report what the first one applied.
            if row.status == ProfileImport.APPLIED:
                return ImportOutcome(AppliedImport.from_stored(row.taken))
            plan = current_plan(row, profile)
            choices = parse_choices(plan, list(ticked), chosen)
            if seen is not None and seen != plan.token:
                return ImportOutcome(AppliedImport(), plan, choices, [CHANGED_SINCE])
            applied = apply_choices(profile, plan, choices)
            row.status, row.finished_at = ProfileImport.APPLIED, timezone.now()
            row.taken = applied.model_dump(mode="json")
            row.save(update_fields=["status", "finished_at", "taken"])
    # Raised inside the transaction, which has been rolled back.
    except ImportRefused as refused:
        return ImportOutcome(AppliedImport(), plan, choices, refused.sentences)
    return ImportOutcome(applied)


@transaction.atomic
def undo_import(*, user: User, import_id: int) -> list[str] | None:
    """Undo an applied import and make it ready for review again.

    Returns names of what was edited since and stays, or None if there is nothing to undo.
    """
    profile = locked_profile_of(user)
    row = _locked(profile, import_id)
    if row is None or row.status != ProfileImport.APPLIED:
        return None
    edited_since = revert(AppliedImport.from_stored(row.taken), profile)
    row.status, row.finished_at, row.taken = ProfileImport.READY, None, None
    row.save(update_fields=["status", "finished_at", "taken"])
    return edited_since


def _locked(profile: Profile, import_id: int) -> ProfileImport | None:
    # Always after the lock on the profile: the same order everywhere prevents deadlocks.
    return profile.imports.select_for_update(of=("self",)).filter(pk=import_id).first()


def apply_choices(profile: Profile, plan: ImportPlan, choices: Choices) -> AppliedImport:
    """Write the chosen changes to a locked profile.

    Raises ImportRefused, before anything is written, if a form of the editor refuses a change.
    """
    chosen = [
        change for change in plan.changes if choices.get(change.id, ImportChoice.SKIP) != "skip"
    ]
    if not chosen:
        raise ImportRefused(["You haven't chosen anything. Select at least one change."])
    writer = _ProfileWriter(profile)
    writer.set_fields([each for each in chosen if not isinstance(each, RowChange)])
    for row in (each for each in chosen if isinstance(each, RowChange)):
        writer.set_row(row, choices[row.id])
    for slug, (kind, rows) in writer.added.items():
        if len(rows) > plan.room[slug]:
            counts = f"you chose {len(rows)}, and there is room for {plan.room[slug]}"
            writer.refusals.append(f"Too many rows of {kind.heading.lower()}: {counts}.")
    if writer.refusals:
        raise ImportRefused(writer.refusals)
    return writer.write()


class _ProfileWriter:
    """Validates all changes with the editor's own forms, then writes them."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.applied = AppliedImport()
        self.refusals: list[str] = []
        self.added: dict[str, tuple[EntryKind, list[Entry]]] = {}
        self.changed: dict[str, tuple[EntryKind, list[Entry]]] = {}

    def set_fields(self, changes: list[ValueChange | ItemChange]) -> None:
        values: dict[str, Any] = {}
        for change in changes:
            name, stored = change.field.name, change.field.value_in(self.profile)
            if isinstance(change, ItemChange):
                values.setdefault(name, list(stored)).append(change.item)
            else:
                values[name] = change.incoming
        # `pop`: a list has a change per item, and is written once.
        for change in changes:
            if change.field.name in values:
                self._set_field(change, values.pop(change.field.name))

    def _set_field(self, change: ValueChange | ItemChange, value: Any) -> None:
        name, before = change.field.name, change.field.value_in(self.profile)
        # On an empty instance: validation must not write onto the locked profile.
        form = change.field.form({name: change.field.form_value(value)}, instance=Profile())
        if errors := form.errors.get(name):
            self.refusals += [f"{change.field.label}: {error}" for error in errors]
            return
        after = form.cleaned_data[name]
        # For undo, only the items that weren't there before.
        if change.field.is_list:
            items = [item for item in after if item not in before]
            self.applied.lists.append(AppliedItems(name=name, items=items))
        else:
            self.applied.values.append(AppliedValue(name=name, before=before, after=after))
        setattr(self.profile, name, after)

    def set_row(self, change: RowChange, choice: ImportChoice) -> None:
        stored = None if choice == ImportChoice.ADD else change.stored
        # A copy: a form writes on its instance even if it refuses, and the page shows that row.
        instance = copy(stored) if stored else change.kind.model(**change.kind.fixed)
        before = form_values(change.kind, stored) if stored else None
        form = change.kind.form(_submitted_values(change, choice, before), instance=instance)
        if form.errors:
            self.refusals += [
                f"{change.row}: {'' if name == '__all__' else form[name].label}: {errors[0]}"
                for name, errors in form.errors.items()
            ]
            return
        row = form.instance
        rows = self.changed if stored else self.added
        rows.setdefault(change.kind.slug, (change.kind, []))[1].append(row)
        if change.stored is None:
            # With the key from the file, the same row is recognized at the next import.
            row.key = change.row.key
        after = form_values(change.kind, row)
        self.applied.rows.append(
            AppliedRow(kind=change.kind.slug, key=row.key, before=before, after=after)
        )

    def write(self) -> AppliedImport:
        """Store everything; call only if there are no refusals."""
        if names := self.applied.field_names:
            self.profile.save(update_fields=[*names, *self._mark_privacy_saved(names)])
        for kind, rows in self.changed.values():
            kind.model._default_manager.bulk_update(rows, list(kind.form.base_fields))
        for kind, rows in self.added.values():
            insert_by_date(kind, self.profile, rows)
        return self.applied

    def _mark_privacy_saved(self, names: list[str]) -> list[str]:
        """Mark the privacy section as filled if it changes, as its form does."""
        if "hidden_from_organizations" not in names:
            return []
        self.profile.privacy_saved_at = timezone.now()
        return ["privacy_saved_at"]


def _submitted_values(
    change: RowChange, choice: ImportChoice, stored: dict[str, str] | None
) -> dict[str, str]:
    """Return the values to submit: the file's, merged into the stored row if there is one."""
    incoming = form_values(change.kind, change.row)
    if stored is None:
        return incoming
    if choice == ImportChoice.FILL:
        return stored | {name: incoming[name] for name in change.gaps}
    return stored | {name: value for name, value in incoming.items() if value}
