"""Requests to the AI model for field proposals from a document's text."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from talentnet.llm.backend import Backend
from talentnet.llm.models import LLMCall
from talentnet.profiles.importing.document_child import MAX_CHARACTERS
from talentnet.profiles.importing.documents import FEWEST_CHARACTERS
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.text import storable

# Per candidate.
PROPOSALS_PER_HOUR = 10
BEING_READ = "The AI model is reading this text right now, so we couldn't save your changes."


def save_text(*, profile: Profile, import_id: int, text: str, ask: bool) -> str:
    """Save the edited text of a document and, with `ask`, queue a proposal from it.

    Returns a refusal for the candidate, or ''. Raises ProfileImport.DoesNotExist if there is no
    text to edit.
    """
    # Browsers submit line breaks as CR LF.
    text = storable(text.replace("\r\n", "\n"))
    refusal = _refusal_of_text(text) or (_refusal_to_ask(profile) if ask else "")
    # Refusals are decided before the lock, but a missing import takes precedence.
    with transaction.atomic():
        row = _locked(profile, import_id)
        if refusal:
            return refusal
        if row.is_live:
            # A second press of the button with the same text is no conflict.
            return BEING_READ if text != row.text else ""
        row.text, row.refusal = text, ""
        if ask:
            _queue(row)
        row.save()
    return ""


def _locked(profile: Profile, import_id: int) -> ProfileImport:
    # Locked, so that two presses of the button queue one proposal.
    return (
        profile.imports.select_for_update(of=("self",))
        .exclude(text="")
        .exclude(status=ProfileImport.APPLIED)
        .get(pk=import_id)
    )


def _queue(row: ProfileImport) -> None:
    # The limits of the queue count from now, not from the upload.
    row.created_at, row.finished_at = timezone.now(), None
    row.status, row.enqueued_at, row.enqueue_count = ProfileImport.QUEUED, None, 0
    row.proposal, row.model_version = None, ""
    row.enqueue_on_commit()


def _refusal_of_text(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        return f"Keep the text under {MAX_CHARACTERS:,} characters. It has {len(text):,}."
    if len(text) < FEWEST_CHARACTERS:
        return "There's hardly any text left. Discard the import if you don't need it."
    return ""


def _refusal_to_ask(profile: Profile) -> str:
    if profile.llm_backend != Backend.ANTHROPIC:
        return "You haven't agreed to use AI, so nothing is sent to an AI model."
    if not profile.name:
        return (
            "Your profile doesn't have your name, so we can't remove it from the text. "
            "Fill in your name first."
        )
    recent_calls = LLMCall.objects.filter(
        user=profile.user_id,
        operation=LLMCall.Operation.PROPOSE_PROFILE,
        created_at__gt=timezone.now() - dt.timedelta(hours=1),
    )
    if recent_calls.count() >= PROPOSALS_PER_HOUR:
        return f"You can ask the AI model {PROPOSALS_PER_HOUR} times an hour. Try again later."
    return ""
