"""Work of an import's task: read its document, or propose fields from its text."""

from typing import Any

from talentnet.files import UnreadableFile
from talentnet.llm.allowance import CallRefused, begin_call
from talentnet.llm.backend import Backend
from talentnet.llm.client import ToolRequest, ask
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall
from talentnet.profiles.importing.documents import read_document
from talentnet.profiles.importing.json_resume import NotAResume, read_resume
from talentnet.profiles.importing.placing import Imported
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

MAX_TOKENS = 8192
CALL_TIMEOUT_SECONDS = 75.0
TRY_AGAIN = "The AI model gave no answer that we can use. Your text is still here; try again."
TEXT_STAYS = "Your text is still here, to copy from."
WITHDRAWN = "You have withdrawn your consent to AI processing, so nothing was sent."


class ImportFailed(ExpectedFailure):
    """An import came to nothing: `sentence` tells its owner why, the message tells staff."""

    def __init__(self, sentence: str, message: str = "") -> None:
        super().__init__(message or sentence)
        self.sentence = sentence


def work_on(claimed: ProfileImport) -> None:
    """Do what is next for a claimed import. Raises ImportFailed when nothing comes of it."""
    if claimed.text:
        _propose(claimed)
    else:
        _read(claimed)


def _read(claimed: ProfileImport) -> None:
    try:
        with claimed.file.open("rb") as opened:
            text = read_document(Upload.of(opened, claimed.filename))
    except UnreadableFile as error:
        raise ImportFailed(str(error)) from error
    _finish(claimed, text=text)


def proposal_request(text: str, profile: Profile) -> ToolRequest:
    """The one call, exactly as it goes out: never retried."""
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
    if profile.llm_backend != Backend.ANTHROPIC:
        raise ImportFailed(WITHDRAWN)
    request = proposal_request(claimed.text, profile)
    try:
        claimed.llm_call = begin_call(request, user_id=profile.user_id)
    except CallRefused as refused:
        raise ImportFailed(f"{refused.refusal.why.label} {TEXT_STAYS}", str(refused)) from refused
    claimed.save(update_fields=["llm_call"])
    reply = ask(request)
    close_call(claimed.llm_call, reply)
    if reply.outcome != LLMCall.Outcome.ANSWERED:
        raise ImportFailed(TRY_AGAIN, f"{reply.outcome.label}: {reply.error}")
    proposal = Proposal.of(_checked(reply.input, claimed.text, profile))
    _finish(claimed, proposal=proposal.model_dump(mode="json"), model_version=reply.model)


def _checked(answer: Any, text: str, profile: Profile) -> Imported:
    """Read as what it is a part of: a JSON Resume."""
    try:
        imported = read_resume(_put_back(answer, _taken_out(text, profile)))
    except (NotAResume, RecursionError) as error:
        raise ImportFailed(TRY_AGAIN, f"The answer is no résumé. {error}") from error
    imported.source = "AI model"
    # Neither was sent, so that whatever stands there is made up.
    imported.profile.name, imported.profile.links = "", []
    return imported


def _taken_out(text: str, profile: Profile) -> dict[str, str]:
    """Redacted text by its mark, where the mark is unambiguous."""
    hidden = [name for name in profile.hidden_from_organizations if names(normalized(text), name)]
    marks = {WITHHELD_NAME: profile.name}
    return marks | {WITHHELD_ORGANIZATION: hidden[0]} if len(hidden) == 1 else marks


def _put_back(answer: Any, marks: dict[str, str]) -> Any:
    if isinstance(answer, dict):
        return {key: _put_back(value, marks) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_put_back(value, marks) for value in answer]
    if isinstance(answer, str):
        for mark, text in marks.items():
            answer = answer.replace(mark, text)
    return answer


def _finish(claimed: ProfileImport, **known: Any) -> None:
    """Set the import to ready, if the row is still this claim's."""
    ProfileImport.objects.filter(
        pk=claimed.pk, status=ProfileImport.RUNNING, claim_token=claimed.claim_token
    ).update(status=ProfileImport.READY, error="", refusal="", **known)
