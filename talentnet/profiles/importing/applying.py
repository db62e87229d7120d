"""Takes what was chosen of an import into the profile, whole or not at all, once; undoes it."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.profiles.access import locked_profile_of
from talentnet.profiles.entries import EntryKind, as_sent, put_in_place
from talentnet.profiles.importing.plan import (
    Choices,
    ImportChoice,
    ImportPlan,
    ItemChange,
    RowChange,
    ValueChange,
    choices_of,
    plan_of,
)
from talentnet.profiles.importing.proposal import Proposal
from talentnet.profiles.importing.undo import Taken, TakenItems, TakenRow, TakenValue, put_back
from talentnet.profiles.models import Entry, Profile, ProfileImport

CHANGED_MEANWHILE = (
    "Your profile, or what was proposed for it, has changed since this page was made, so nothing "
    "has been taken yet. This is how it compares now."
)


class ImportRefused(Exception):
    """The chosen changes can't be stored; `sentences` says why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass
class ImportOutcome:
    """Result of applying an import. If nothing was applied, `plan` is the current comparison."""

    taken: Taken
    plan: ImportPlan | None = None
    choices: Choices = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


def current_plan(row: ProfileImport, profile: Profile) -> ImportPlan:
    text = row.text if row.model_version else ""
    return plan_of(Proposal.stored(row.proposal).imported(), profile, text=text)


def apply(
    *, user: User, import_id: int, ticked: Iterable[str], chosen: dict[str, str], seen: str | None
) -> ImportOutcome | None:
    """Take what is chosen, if what is compared is still what was `seen` (None: whatever it is).

    None when there is no such import to be applied. Sent twice, it is done once.
    """
    try:
        with transaction.atomic():
            profile = locked_profile_of(user)
            row = _locked(profile, import_id)
            if row is None or row.status not in (ProfileImport.READY, ProfileImport.APPLIED):
                return None
            if row.status == ProfileImport.APPLIED:
                return ImportOutcome(Taken.stored(row.taken))
            plan = current_plan(row, profile)
            choices = choices_of(plan, list(ticked), chosen)
            if seen is not None and seen != plan.token:
                return ImportOutcome(Taken(), plan, choices, [CHANGED_MEANWHILE])
            taken = take(profile, plan, choices)
            row.status, row.finished_at = ProfileImport.APPLIED, timezone.now()
            row.taken = taken.model_dump(mode="json")
            row.save(update_fields=["status", "finished_at", "taken"])
    except ImportRefused as refused:
        return ImportOutcome(Taken(), plan, choices, refused.sentences)
    return ImportOutcome(taken)


@transaction.atomic
def undo(*, user: User, import_id: int) -> list[str] | None:
    """Put back what it changed, and make it ready again; the names of what is left alone.

    None when there is nothing to undo.
    """
    profile = locked_profile_of(user)
    row = _locked(profile, import_id)
    if row is None or row.status != ProfileImport.APPLIED:
        return None
    left = put_back(Taken.stored(row.taken), profile)
    row.status, row.finished_at, row.taken = ProfileImport.READY, None, None
    row.save(update_fields=["status", "finished_at", "taken"])
    return left


def _locked(profile: Profile, import_id: int) -> ProfileImport | None:
    return profile.imports.select_for_update(of=("self",)).filter(pk=import_id).first()


def take(profile: Profile, plan: ImportPlan, choices: Choices) -> Taken:
    """Write what is chosen on a locked profile. Raises Refused, before anything is written, when a
    form of the editor would not take it."""
    chosen = [
        change for change in plan.changes if choices.get(change.id, ImportChoice.SKIP) != "skip"
    ]
    if not chosen:
        raise ImportRefused(["Nothing is chosen. Tick what is to be added."])
    writing = _Writing(profile)
    writing.fields([each for each in chosen if not isinstance(each, RowChange)])
    for row in (each for each in chosen if isinstance(each, RowChange)):
        writing.row(row, choices[row.id])
    for slug, (kind, rows) in writing.added.items():
        if len(rows) > plan.rooms[slug]:
            what = f"{kind.heading.lower()}: {len(rows)} are chosen and {plan.rooms[slug]} fit"
            writing.refusals.append(f"Too many of {what}. Untick some.")
    if writing.refusals:
        raise ImportRefused(writing.refusals)
    return writing.write()


class _Writing:
    """Everything is checked by the editor's own forms, and then written."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.taken = Taken()
        self.refusals: list[str] = []
        self.added: dict[str, tuple[EntryKind, list[Entry]]] = {}
        self.changed: dict[str, tuple[EntryKind, list[Entry]]] = {}

    def fields(self, changes: list[ValueChange | ItemChange]) -> None:
        values: dict[str, Any] = {}
        for change in changes:
            name, stored = change.field.name, change.field.of(self.profile)
            if isinstance(change, ItemChange):
                values.setdefault(name, list(stored)).append(change.item)
            else:
                values[name] = change.given
        for change in changes:
            if change.field.name in values:
                self._field(change, values.pop(change.field.name))

    def _field(self, change: ValueChange | ItemChange, value: Any) -> None:
        name, before = change.field.name, change.field.of(self.profile)
        form = change.field.form({name: change.field.as_sent(value)}, instance=Profile())
        if errors := form.errors.get(name):
            self.refusals += [f"{change.field.label}: {error}" for error in errors]
            return
        after = form.cleaned_data[name]
        if change.field.is_list:
            items = [item for item in after if item not in before]
            self.taken.lists.append(TakenItems(name=name, items=items))
        else:
            self.taken.values.append(TakenValue(name=name, before=before, after=after))
        setattr(self.profile, name, after)

    def row(self, change: RowChange, choice: ImportChoice) -> None:
        stored = None if choice == ImportChoice.ADD else change.stored
        # A copy, as the form writes on it even when it refuses, and the page shows the stored one.
        instance = copy(stored) if stored else change.kind.model(**change.kind.fixed)
        before = as_sent(change.kind, stored) if stored else None
        form = change.kind.form(_sent(change, choice, before), instance=instance)
        if form.errors:
            self.refusals += [
                f"{change.row}: {'' if name == '__all__' else form[name].label}: {errors[0]}"
                for name, errors in form.errors.items()
            ]
            return
        written = form.instance
        rows = self.changed if stored else self.added
        rows.setdefault(change.kind.slug, (change.kind, []))[1].append(written)
        if change.stored is None:
            # Its own key, so that the same file is recognized next time.
            written.key = change.row.key
        after = as_sent(change.kind, written)
        self.taken.rows.append(
            TakenRow(kind=change.kind.slug, key=written.key, before=before, after=after)
        )

    def write(self) -> Taken:
        if names := self.taken.field_names:
            self.profile.save(update_fields=[*names, *self._privacy(names)])
        for kind, rows in self.changed.values():
            kind.model._default_manager.bulk_update(rows, list(kind.form.base_fields))
        for kind, rows in self.added.values():
            put_in_place(kind, self.profile, rows)
        return self.taken

    def _privacy(self, names: list[str]) -> list[str]:
        """Mark the privacy section as saved if hidden organizations were imported, as the editor
        does."""
        if "hidden_from_organizations" not in names:
            return []
        self.profile.privacy_saved_at = timezone.now()
        return ["privacy_saved_at"]


def _sent(change: RowChange, choice: ImportChoice, stored: dict[str, str] | None) -> dict[str, str]:
    given = as_sent(change.kind, change.row)
    if stored is None:
        return given
    if choice == ImportChoice.FILL:
        return stored | {name: given[name] for name in change.gaps}
    return stored | {name: value for name, value in given.items() if value}
