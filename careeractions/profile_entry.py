"""Turn a finished card into a profile entry, edited by the candidate."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from careeractions import transitions
from careeractions.action_types import ActionType
from careeractions.models import CareerAction
from talentnet.accounts.models import User
from talentnet.profiles.access import locked_profile_of
from talentnet.profiles.entries import KINDS, MAX_ENTRIES, EntryKind, renumber_with_first
from talentnet.profiles.models import Profile
from talentnet.text import cut_at_word
from talentnet.verbs import Verb

# Slugs of the kinds of entry that a move can become.
OFFERED = ("project", "volunteering", "work")

Status = CareerAction.Status


class CannotAddEntry(Exception):
    """The card's status doesn't allow adding it; nothing was changed."""


def kind_for(card: CareerAction) -> EntryKind:
    """Kind of entry preselected for a card."""
    volunteered = card.type == ActionType.VOLUNTEER
    return KINDS["volunteering" if volunteered else "project"]


def can_be_added(card: CareerAction) -> bool:
    return card.status in (Status.IN_PROGRESS, Status.DONE) and card.entry_key is None


def prefilled(kind: EntryKind, profile: Profile, card: CareerAction, key: UUID) -> Any:
    """Form of a new entry, filled in from the card."""
    # Projects have a name, the other kinds a title.
    subject = "name" if kind.slug == "project" else "title"
    done = card.completed_at or timezone.now()
    initial = {
        subject: cut_at_word(card.title, 200),
        "description": shown.description if (shown := card.shown) else "",
        "start_date": f"{timezone.localtime(card.started_at):%Y-%m}" if card.started_at else "",
        "end_date": f"{timezone.localtime(done):%Y-%m}",
    }
    return kind.form(instance=kind.new(profile, key), initial=initial)


@transaction.atomic
def add_to_profile(
    user: User, card_id: int, kind: EntryKind, key: UUID, data: Any
) -> tuple[CareerAction, Any]:
    """Store the entry and complete the card in one transaction.

    `key` is an idempotency key: a form submitted twice is stored once. Returns the card and the
    bound form; its errors say why nothing was changed. Raises CannotAddEntry, and
    CareerAction.DoesNotExist if the candidate has no such card.
    """
    # Profile before card: the order in which the generator locks them.
    profile = locked_profile_of(user)
    card = CareerAction.objects.shown_to(profile).select_for_update().get(pk=card_id)
    form = kind.form(data, instance=kind.new(profile, key))
    # The same page was submitted before: report success, store nothing.
    if card.entry_key == key:
        return card, form
    if kind.rows_of(profile).count() >= MAX_ENTRIES:
        form.add_error(None, f"A profile holds at most {MAX_ENTRIES} rows of {kind.noun}.")
    if not form.is_valid():
        return card, form
    if not can_be_added(card) or kind.find(profile, key):
        raise CannotAddEntry
    form.save()
    renumber_with_first(kind, profile, form.instance)
    if card.status == Status.IN_PROGRESS:
        # The transition also sets the completion date; a done card keeps its own.
        transitions.change_action(profile, card.pk, Verb.COMPLETE)
    CareerAction.objects.shown_to(profile).filter(pk=card.pk).update(
        entry_kind=kind.slug, entry_key=key
    )
    return card, form
