"""Has a model propose fields from the text of a document, when its owner asks for that."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from talentnet.llm.backend import Backend
from talentnet.llm.models import LLMCall
from talentnet.profiles.importing.document_child import MAX_CHARACTERS
from talentnet.profiles.importing.documents import FEWEST_CHARACTERS
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.text import storable

PROPOSALS_PER_HOUR = 10
BEING_READ = "A model is reading this text at the moment, so what you changed in it was not kept."


def keep_text(*, profile: Profile, import_id: int, text: str, ask: bool) -> str:
    """Keep a text as its owner has edited it and, if so asked, have fields proposed from it.

    The answer is why that was not possible, if it was not; raises ProfileImport.DoesNotExist when
    there is no text to edit.
    """
    text = storable(text.replace("\r\n", "\n"))
    refusal = _refusal_of_text(text) or (_refusal_to_ask(profile) if ask else "")
    with transaction.atomic():
        row = _locked(profile, import_id)
        if refusal:
            return refusal
        if row.is_live:
            return BEING_READ if text != row.text else ""
        row.text, row.refusal = text, ""
        if ask:
            _queue(row)
        row.save()
    return ""


def _locked(profile: Profile, import_id: int) -> ProfileImport:
    return (
        profile.imports.select_for_update(of=("self",))
        .exclude(text="")
        .exclude(status=ProfileImport.APPLIED)
        .get(pk=import_id)
    )


def _queue(row: ProfileImport) -> None:
    # Its limits count from now, not from when the document was handed over.
    row.created_at, row.finished_at = timezone.now(), None
    row.status, row.enqueued_at, row.enqueue_count = ProfileImport.QUEUED, None, 0
    row.proposal, row.model_version = None, ""
    row.enqueue_on_commit()


def _refusal_of_text(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        return f"Keep the text under {MAX_CHARACTERS:,} characters; it has {len(text):,}."
    if len(text) < FEWEST_CHARACTERS:
        return "There is hardly any text left. Discard the import if you do not need it."
    return ""


def _refusal_to_ask(profile: Profile) -> str:
    if profile.llm_backend != Backend.ANTHROPIC:
        return "Without your consent to AI processing nothing is sent to a model."
    if not profile.name:
        return (
            "Your profile does not say your name, so it could not be taken out of what is sent. "
            "Fill it in first."
        )
    asked = LLMCall.objects.filter(
        user=profile.user_id,
        operation=LLMCall.Operation.PROPOSE_PROFILE,
        created_at__gt=timezone.now() - dt.timedelta(hours=1),
    )
    if asked.count() >= PROPOSALS_PER_HOUR:
        return f"A model is asked at most {PROPOSALS_PER_HOUR} times an hour. Try again later."
    return ""
