"""Generator pipeline: collect the input, write, validate, store. Independent of HTTP."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, QuerySet, prefetch_related_objects
from django.utils import timezone

from careeractions import offline
from careeractions.checks import Finding, check_set
from careeractions.models import ActionGeneration, CareerAction
from careeractions.offline.choose import Memory
from careeractions.prompts import (
    ACTION_GENERATION_SYSTEM_PROMPT,
    GENERATE_CAREER_ACTIONS_TOOL,
    PROMPT_VERSION,
    build_action_generation_context,
)
from careeractions.validation import Draft, check_answer
from matching.growth import growth_areas
from matching.models import MatchRefresh
from matching.prompts import build_profile_context
from talentnet.json_values import storable_value
from talentnet.llm.allowance import CallRefused, begin_call
from talentnet.llm.backend import Backend
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.profiles.withholding import withhold
from talentnet.runs import ExpectedFailure, RunLost

log = logging.getLogger(__name__)

# An answer that reaches this limit is truncated, which fails the generation.
MAX_TOKENS = 4096
CALL_TIMEOUT_SECONDS = 60.0
ROWS = ("work_experiences", "educations", "projects", "volunteerings", "accomplishments")
# Characters; an answer of MAX_TOKENS has about 20,000.
MAX_ANSWER_LENGTH = 200_000


class GenerationFailed(ExpectedFailure):
    """The generator produced nothing to store; the message says why."""


@dataclass(frozen=True)
class Brief:
    """Snapshot of the profile data that a generation writes from."""

    profile: Profile
    growth_areas: list[str]
    preserved: list[CareerAction]
    dismissed: list[CareerAction]
    is_first: bool

    @classmethod
    def from_profile(cls, profile: Profile) -> "Brief":
        Status = CareerAction.Status
        # Message and checks read the same rows, each table once.
        prefetch_related_objects([profile], *ROWS)
        actions = list(CareerAction.objects.of(profile).order_by("-id"))
        return cls(
            profile=profile,
            growth_areas=[area.text for area in growth_areas(profile)],
            preserved=[action for action in actions if action.is_preserved],
            dismissed=[action for action in actions if action.status == Status.DISMISSED],
            # A generation that succeeds leaves cards, and only a newer success replaces them.
            is_first=not actions,
        )

    def request(self) -> ToolRequest:
        """Build the model request, exactly as sent.

        The whole message is redacted, not only the profile: growth areas and earlier cards may
        name an organization that the candidate has hidden since.
        """
        message = build_action_generation_context(
            build_profile_context(self.profile),
            self.growth_areas,
            self.preserved,
            is_first=self.is_first,
            dismissed_actions=self.dismissed if settings.TELL_DISMISSED_ACTIONS else (),
        )
        return ToolRequest(
            operation=LLMCall.Operation.GENERATE_CAREER_ACTIONS,
            system=ACTION_GENERATION_SYSTEM_PROMPT,
            tool=GENERATE_CAREER_ACTIONS_TOOL,
            message=(message := withhold(message, self.profile)),
            max_tokens=MAX_TOKENS,
            timeout_seconds=CALL_TIMEOUT_SECONDS,
            # The allowance and the ledger account for a single attempt.
            max_retries=0,
            about=message,
        )


@dataclass(frozen=True)
class Written:
    """Unvalidated answer with its author."""

    answer: Any
    model_version: str
    prompt_version: str = ""
    issues: tuple[str, ...] = ()
    # Set by the offline rules: template and subject per action, and a sentence for the candidate.
    templates: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    note: str = ""


def compute_actions_for_profile(profile: Profile, generation: ActionGeneration) -> None:
    """Write, validate and store the actions of a claimed generation.

    Raises GenerationFailed if nothing can be stored (the old actions stay), and RunLost if the
    generation or its profile has been deleted.
    """
    brief = Brief.from_profile(profile)
    result = _write(brief, generation)
    generation.answer = storable_value(result.answer, MAX_ANSWER_LENGTH)
    checked = check_answer(result.answer)
    # A refused call explains everything after it, so it comes first.
    checked.issues[:0] = result.issues
    for issue in checked.issues:
        log.warning("Generation %s of profile %s: %s", generation.pk, profile.pk, issue)
    generation.validation_issues = checked.issues
    generation.model_version = result.model_version
    generation.prompt_version = result.prompt_version
    generation.note = result.note
    if not checked.drafts and not result.note:
        raise GenerationFailed("The answer holds no usable action.")
    checked.drafts = _with_memory(checked.drafts, result)
    findings = check_set(checked.drafts, profile, [*brief.preserved, *brief.dismissed])
    for finding in findings:
        log.warning("%s: action %s: %s", generation.log_name, finding.action, finding)
    generation.findings = [finding.as_json() for finding in findings]
    cards = [
        _action(generation, draft, position, findings)
        for position, draft in enumerate(checked.drafts)
    ]
    if cards and all(card.is_hidden for card in cards):
        codes = ", ".join(dict.fromkeys(finding.code for finding in findings))
        raise GenerationFailed(f"The checks hide every action, so nothing is usable: {codes}.")
    if _store(generation, checked.issues, cards):
        count = len(cards)
        log.info("%s succeeded with %s career actions", generation.log_name, count)


def _with_memory(drafts: list[Draft], result: Written) -> list[Draft]:
    """Drafts with the template and subject that the offline rules wrote them from."""
    if not result.templates:
        return drafts
    # The rules' own answers lose no item to validation, so positions agree.
    memory = zip(drafts, result.templates, result.subjects, strict=True)
    return [replace(draft, template=key, subject=about) for draft, key, about in memory]


def _write(brief: Brief, generation: ActionGeneration) -> Written:
    """Ask the AI model if the candidate has consented to it, else apply the offline rules.

    The rules also apply if the refresh ran without AI or the call is refused; the refusal is
    recorded as an issue for staff.
    """
    refresh = generation.match_refresh
    is_offline = refresh is not None and refresh.mode == MatchRefresh.Mode.OFFLINE
    if is_offline or brief.profile.llm_backend != Backend.ANTHROPIC:
        return _write_offline(brief, generation)
    try:
        return _ask_model(brief, generation)
    except CallRefused as refused:
        return replace(_write_offline(brief, generation), issues=(str(refused),))


def _ask_model(brief: Brief, generation: ActionGeneration) -> Written:
    request = brief.request()
    call = begin_call(request, user_id=brief.profile.user_id)
    generation.llm_call = call
    generation.model_version, generation.prompt_version = request.model, PROMPT_VERSION
    # Link row and call before sending, so that a call is accounted for even if we crash.
    row = ActionGeneration.objects.filter(pk=generation.pk)
    if not row.update(llm_call=call, model_version=request.model, prompt_version=PROMPT_VERSION):
        close_call(call, Reply(LLMCall.Outcome.FAULT, "", 0, error="It was never sent."))
        raise RunLost(f"Generation {generation.pk} is gone.")
    reply = ask(request)
    close_call(call, reply)
    if reply.outcome != LLMCall.Outcome.ANSWERED:
        raise GenerationFailed(f"{reply.outcome.label}: {reply.error}")
    return Written(reply.input, reply.model, PROMPT_VERSION)


def _write_offline(brief: Brief, generation: ActionGeneration) -> Written:
    result = offline.write_actions(
        brief.profile, growth_areas=brief.growth_areas, memory=_memory(brief)
    )
    return Written(
        result.answer,
        offline.MODEL_VERSION,
        templates=tuple(result.templates),
        subjects=tuple(result.subjects),
        note=result.note,
    )


def _memory(brief: Brief) -> Memory:
    known = [(action.template, action.title) for action in (*brief.preserved, *brief.dismissed)]
    return offline.memory_of(known, ActionGeneration.objects.titles_written_for(brief.profile))


@transaction.atomic
def _store(generation: ActionGeneration, issues: list[str], cards: list[CareerAction]) -> bool:
    """Replace the active actions with the new ones, unless a newer generation has succeeded.

    Without new ones, the active actions stay.

    Returns whether they were stored. Raises RunLost if the profile has been deleted.
    """
    # Locking the profile row serializes generations of one candidate.
    if not Profile.objects.select_for_update().filter(pk=generation.profile_id).values_list("pk"):
        raise RunLost(f"The profile of generation {generation.pk} is gone.")
    Status = ActionGeneration.Status
    outcome = {
        "finished_at": timezone.now(),
        "validation_issues": issues,
        "findings": generation.findings,
        "answer": generation.answer,
        "model_version": generation.model_version,
        "prompt_version": generation.prompt_version,
        "note": generation.note,
    }
    # The claim token tells our claim from a later one of the same row.
    claimed = ActionGeneration.objects.filter(
        pk=generation.pk, status=Status.RUNNING, claim_token=generation.claim_token
    )
    # A separate statement after the lock: under READ COMMITTED, a statement that blocks evaluates
    # its subqueries on the snapshot from before it blocked.
    if not claimed.filter(~Exists(_newer_successes(generation))).update(
        status=Status.SUCCEEDED, **outcome
    ):
        claimed.update(status=Status.SUPERSEDED, **outcome)
        log.info("Generation %s came too late and changed nothing", generation.pk)
        return False
    if not cards:
        return True
    # An unsaved card may still carry a note, and nothing that a candidate wrote is deleted.
    replaced = CareerAction.objects.filter(
        profile=generation.profile_id, status=CareerAction.Status.ACTIVE, note=""
    )
    # Locked first: `delete` reads the ids and detaches feedback before it deletes, and a card that
    # is saved in between must stay.
    locked = list(replaced.select_for_update().values_list("pk", flat=True))
    CareerAction.objects.filter(pk__in=locked).delete()
    CareerAction.objects.bulk_create(cards)
    return True


def _newer_successes(generation: ActionGeneration) -> QuerySet[ActionGeneration]:
    return ActionGeneration.objects.filter(
        profile=generation.profile_id,
        pk__gt=generation.pk,
        status=ActionGeneration.Status.SUCCEEDED,
    )


def _action(
    generation: ActionGeneration, draft: Draft, position: int, findings: list[Finding]
) -> CareerAction:
    card = CareerAction(
        profile_id=generation.profile_id,
        generation=generation,
        type=draft.type,
        title=draft.title,
        description=draft.description,
        rationale=draft.rationale,
        profile_basis=draft.profile_basis,
        template=draft.template,
        subject=draft.subject,
        findings=[finding.as_json() for finding in findings if finding.action == position],
        position=position,
        model_version=generation.model_version,
    )
    # `bulk_create` doesn't call `save`.
    card.is_hidden = card.hides()
    return card
