"""The generator's pipeline: gather, ask once, check, store. No HTTP request, no HTML."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from careeractions import offline
from careeractions.models import ActionGeneration, CareerAction
from careeractions.prompts import (
    ACTION_GENERATION_SYSTEM_PROMPT,
    GENERATE_CAREER_ACTIONS_TOOL,
    PROMPT_VERSION,
    build_action_generation_context,
)
from careeractions.validation import CheckedActions, Draft, check_answer
from matching.growth import growth_areas
from matching.models import MatchRefresh
from matching.prompts import build_profile_context
from talentnet.llm.allowance import CallRefused, begin_call
from talentnet.llm.backend import Backend
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.profiles.withholding import withhold
from talentnet.runs import ExpectedFailure, RunLost

log = logging.getLogger(__name__)

MAX_TOKENS = 4096
CALL_TIMEOUT_SECONDS = 60.0


class GenerationFailed(ExpectedFailure):
    """The generator gave nothing that can be stored; the message says why."""


@dataclass(frozen=True)
class Brief:
    """Input of a generation."""

    profile: Profile
    growth_areas: list[str]
    preserved: list[CareerAction]
    dismissed: list[CareerAction]
    is_first: bool

    @classmethod
    def of(cls, profile: Profile) -> "Brief":
        Status = CareerAction.Status
        actions = list(CareerAction.objects.of(profile).order_by("-id"))
        return cls(
            profile=profile,
            growth_areas=[area.text for area in growth_areas(profile)],
            preserved=[action for action in actions if action.is_preserved],
            dismissed=[action for action in actions if action.status == Status.DISMISSED],
            # Every generation that succeeded has left cards, and only newer ones take them away.
            is_first=not actions,
        )

    def request(self) -> ToolRequest:
        """The one call, exactly as it goes out: never retried.

        What is withheld from the profile is withheld from growth areas and earlier cards too,
        which were written before an organization was perhaps hidden from.
        """
        message = build_action_generation_context(
            build_profile_context(self.profile),
            self.growth_areas,
            self.preserved,
            is_first=self.is_first,
        )
        return ToolRequest(
            operation=LLMCall.Operation.GENERATE_CAREER_ACTIONS,
            system=ACTION_GENERATION_SYSTEM_PROMPT,
            tool=GENERATE_CAREER_ACTIONS_TOOL,
            message=(message := withhold(message, self.profile)),
            max_tokens=MAX_TOKENS,
            timeout_seconds=CALL_TIMEOUT_SECONDS,
            max_retries=0,
            about=message,
        )


@dataclass(frozen=True)
class Written:
    """An answer, unchecked, and who wrote it."""

    answer: Any
    model_version: str
    prompt_version: str = ""
    issues: tuple[str, ...] = ()


def compute_actions_for_profile(profile: Profile, generation: ActionGeneration) -> None:
    """Do the work of a claimed generation, up to the row's last state.

    Raises GenerationFailed when there is nothing to store; the old actions then stay as they are.
    """
    brief = Brief.of(profile)
    written = _write(brief, generation)
    checked = check_answer(written.answer, [*brief.preserved, *brief.dismissed])
    checked.issues[:0] = written.issues
    for issue in checked.issues:
        log.warning("Generation %s of profile %s: %s", generation.pk, profile.pk, issue)
    generation.validation_issues = checked.issues
    generation.model_version = written.model_version
    generation.prompt_version = written.prompt_version
    if not checked.drafts:
        raise GenerationFailed("The answer holds no usable action.")
    if _store(generation, checked):
        count = len(checked.drafts)
        log.info("%s succeeded with %s career actions", generation.log_name, count)


def _write(brief: Brief, generation: ActionGeneration) -> Written:
    """Write by the model if this person has one, else by rules.

    Rules also write if the refresh was requested without AI, or if the call is refused now; staff
    see the refusal.
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
    mine = ActionGeneration.objects.filter(pk=generation.pk)
    if not mine.update(llm_call=call, model_version=request.model, prompt_version=PROMPT_VERSION):
        close_call(call, Reply(LLMCall.Outcome.FAULT, "", 0, error="It was never sent."))
        raise RunLost(f"Generation {generation.pk} is gone.")
    reply = ask(request)
    close_call(call, reply)
    if reply.outcome != LLMCall.Outcome.ANSWERED:
        raise GenerationFailed(f"{reply.outcome.label}: {reply.error}")
    return Written(reply.input, reply.model, PROMPT_VERSION)


def _write_offline(brief: Brief, generation: ActionGeneration) -> Written:
    answer = offline.write_actions(
        brief.profile,
        growth_areas=brief.growth_areas,
        avoid=[action.title for action in (*brief.preserved, *brief.dismissed)],
        variant=generation.pk,
    )
    return Written(answer, offline.MODEL_VERSION)


@transaction.atomic
def _store(generation: ActionGeneration, checked: CheckedActions) -> bool:
    """Replace the active actions by the new ones, if this generation may still speak.

    The profile's row is locked first, so that two generations of one person take turns.
    """
    if not Profile.objects.select_for_update().filter(pk=generation.profile_id).values_list("pk"):
        raise RunLost(f"The profile of generation {generation.pk} is gone.")
    Status = ActionGeneration.Status
    outcome = {
        "finished_at": timezone.now(),
        "validation_issues": checked.issues,
        "model_version": generation.model_version,
        "prompt_version": generation.prompt_version,
    }
    mine = ActionGeneration.objects.filter(
        pk=generation.pk, status=Status.RUNNING, claim_token=generation.claim_token
    )
    # Statements of their own after the lock, as one that waits for a lock sees in its subqueries
    # what was there before it waited.
    if not mine.filter(~Exists(_newer_successes(generation))).update(
        status=Status.SUCCEEDED, **outcome
    ):
        mine.update(status=Status.SUPERSEDED, **outcome)
        log.info("Generation %s came too late and changed nothing", generation.pk)
        return False
    # A card that was unsaved may still carry a note, and nothing a person wrote is deleted.
    CareerAction.objects.filter(
        profile=generation.profile_id, status=CareerAction.Status.ACTIVE, note=""
    ).delete()
    CareerAction.objects.bulk_create(
        _action(generation, draft, position) for position, draft in enumerate(checked.drafts)
    )
    return True


def _newer_successes(generation: ActionGeneration) -> QuerySet[ActionGeneration]:
    return ActionGeneration.objects.filter(
        profile=generation.profile_id,
        pk__gt=generation.pk,
        status=ActionGeneration.Status.SUCCEEDED,
    )


def _action(generation: ActionGeneration, draft: Draft, position: int) -> CareerAction:
    return CareerAction(
        profile_id=generation.profile_id,
        generation=generation,
        type=draft.type,
        title=draft.title,
        description=draft.description,
        rationale=draft.rationale,
        profile_basis=draft.profile_basis,
        position=position,
        model_version=generation.model_version,
    )
