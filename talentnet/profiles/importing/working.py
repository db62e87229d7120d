"""Steps of an import in the background: read a document, or ask the model for a proposal."""

from typing import Any

from talentnet.files import UnreadableFile
from talentnet.llm.allowance import CallRefused, begin_call
from talentnet.llm.backend import Backend
from talentnet.llm.client import ToolRequest, ask
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall
from talentnet.profiles.importing.documents import read_document
from talentnet.profiles.importing.json_resume import NotAResume, read_resume
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.importing.prompts import (
    PROPOSE_PROFILE_SYSTEM_PROMPT,
    PROPOSE_PROFILE_TOOL,
    build_proposal_message,
)
from talentnet.profiles.importing.proposal import Proposal
from talentnet.profiles.importing.uploads import Upload
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.withholding import WITHHELD_NAME, WITHHELD_ORGANIZATION
from talentnet.runs import ExpectedFailure
from talentnet.text import names, normalized

# Enough for the longest résumé; an answer cut off by it is refused.
MAX_TOKENS = 8192
# Well below the deadline of an import, `ProfileImport.DEADLINE_SECONDS`.
CALL_TIMEOUT_SECONDS = 75.0
TRY_AGAIN = "We couldn't use the AI model's answer. Your text is still here, so you can try again."
TEXT_STAYS = "Your text is still here to copy from."
WITHDRAWN = "You've stopped using AI, so nothing was sent."


class ImportFailed(ExpectedFailure):
    """Import failed: `sentence` tells the candidate why, the message tells staff."""

    def __init__(self, sentence: str, message: str = "") -> None:
        super().__init__(message or sentence)
        self.sentence = sentence


def run_next_step(claimed: ProfileImport) -> None:
    """Read the document of a claimed import, or propose fields if it has been read.

    Raises ImportFailed.
    """
    if claimed.text:
        _propose(claimed)
    else:
        _read(claimed)


def _read(claimed: ProfileImport) -> None:
    try:
        with claimed.file.open("rb") as opened:
            text = read_document(Upload.from_file(opened, claimed.filename))
    except UnreadableFile as error:
        raise ImportFailed(str(error)) from error
    _finish(claimed, text=text)


def proposal_request(text: str, profile: Profile) -> ToolRequest:
    """Build the only request to the model, which is never retried."""
    message = build_proposal_message(text, profile)
    return ToolRequest(
        operation=LLMCall.Operation.PROPOSE_PROFILE,
        system=PROPOSE_PROFILE_SYSTEM_PROMPT,
        tool=PROPOSE_PROFILE_TOOL,
        message=message,
        about=message,
        max_tokens=MAX_TOKENS,
        timeout_seconds=CALL_TIMEOUT_SECONDS,
        max_retries=0,
    )


def _propose(claimed: ProfileImport) -> None:
    profile = claimed.profile
    # Consent may have been withdrawn while the import was queued.
    if profile.llm_backend != Backend.ANTHROPIC:
        raise ImportFailed(WITHDRAWN)
    request = proposal_request(claimed.text, profile)
    try:
        claimed.llm_call = begin_call(request, user_id=profile.user_id)
    except CallRefused as refused:
        raise ImportFailed(f"{refused.refusal.why.label} {TEXT_STAYS}", str(refused)) from refused
    # Saved before the call, so that a crash leaves a trace of it.
    claimed.save(update_fields=["llm_call"])
    reply = ask(request)
    close_call(claimed.llm_call, reply)
    if reply.outcome != LLMCall.Outcome.ANSWERED:
        raise ImportFailed(TRY_AGAIN, f"{reply.outcome.label}: {reply.error}")
    proposal = Proposal.from_import(_checked(reply.input, claimed.text, profile))
    _finish(claimed, proposal=proposal.model_dump(mode="json"), model_version=reply.model)


def _checked(answer: Any, text: str, profile: Profile) -> ImportedProfile:
    """Validate the model's answer, which follows a part of JSON Resume. Raises ImportFailed."""
    try:
        imported = read_resume(_unredact(answer, _redactions(text, profile)))
    except (NotAResume, RecursionError) as error:
        raise ImportFailed(TRY_AGAIN, f"The answer is not a résumé. {error}") from error
    imported.source = "AI model"
    # The model never saw either, so any value is made up.
    imported.profile.name, imported.profile.links = "", []
    return imported


def _redactions(text: str, profile: Profile) -> dict[str, str]:
    """Map each redaction mark to its original text, where there is only one candidate for it."""
    hidden = [name for name in profile.hidden_from_organizations if names(normalized(text), name)]
    marks = {WITHHELD_NAME: profile.name}
    return marks | {WITHHELD_ORGANIZATION: hidden[0]} if len(hidden) == 1 else marks


def _unredact(answer: Any, marks: dict[str, str]) -> Any:
    """Replace redaction marks by their original text throughout the answer."""
    if isinstance(answer, dict):
        return {key: _unredact(value, marks) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_unredact(value, marks) for value in answer]
    if isinstance(answer, str):
        for mark, text in marks.items():
            answer = answer.replace(mark, text)
    return answer


def _finish(claimed: ProfileImport, **results: Any) -> None:
    """Store the results for review, if this process still holds the claim."""
    ProfileImport.objects.filter(
        pk=claimed.pk, status=ProfileImport.RUNNING, claim_token=claimed.claim_token
    ).update(status=ProfileImport.READY, error="", refusal="", **results)
