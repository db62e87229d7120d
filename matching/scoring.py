"""Score the best postings with a model: in parallel batches, within a refresh's deadline.

No transaction is open during the calls. Threads only do HTTP; the database is used by the caller's
thread alone.

The SDK retries five times, each within the refresh's deadline, and not after a `retry-after` that
ends too late. A batch whose tries all failed is asked about once more if the model has answered
anyone since. While it waits, the task checks every two seconds that the claim, the consent and the
switch still hold; otherwise no call under way is tried again.
"""

import logging
import time
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.db.models import Exists, F
from django.utils import timezone

from matching.models import MatchRefresh
from matching.prompts import (
    MATCH_SCORING_SYSTEM_PROMPT,
    SCORE_OPPORTUNITIES_TOOL,
    build_scoring_message,
)
from talentnet.llm.allowance import CallRefused, begin_call
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import close_call
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.opportunities.models import Opportunity

log = logging.getLogger(__name__)

# An answer about 15 postings stays below MAX_TOKENS.
BATCH_SIZE = 15
MAX_TOKENS = 8192
# Per try; the SDK retries within the time left to the call.
TRY_TIMEOUT_SECONDS = 60.0
CALL_RETRIES = 5
SECONDS_KEPT_FOR_STORING = 40
"""Seconds of a refresh's deadline kept for storing, when it stops waiting for the model."""
GRACE_SECONDS = 1
"""Extra wait so that a thread's own time-out error reaches us."""
WATCH_SECONDS = 2.0
"""Seconds between checks of claim, consent and kill switch."""

Outcome = LLMCall.Outcome
PASSING = (
    Outcome.RATE_LIMITED,
    Outcome.OVERLOADED,
    Outcome.SERVER_ERROR,
    Outcome.CONNECTION_ERROR,
)
"""Outcomes worth another try."""

type Batch = list[Opportunity]


@dataclass(frozen=True)
class BatchAnswer:
    """Answer about one batch: the unchecked tool input, or the problem."""

    batch: Batch
    model_version: str = ""
    input: Any = None
    outcome: LLMCall.Outcome | None = None
    """None if the model was not asked."""
    problem: str = ""


@dataclass(frozen=True)
class StartedCall:
    """Batch with a call that is recorded in the ledger."""

    batch: Batch
    request: ToolRequest
    call: LLMCall


def scoring_request(profile_context: str, batch: Batch) -> ToolRequest:
    return ToolRequest(
        operation=LLMCall.Operation.SCORE_OPPORTUNITIES,
        system=MATCH_SCORING_SYSTEM_PROMPT,
        tool=SCORE_OPPORTUNITIES_TOOL,
        message=build_scoring_message(profile_context, batch),
        max_tokens=MAX_TOKENS,
        timeout_seconds=TRY_TIMEOUT_SECONDS,
        max_retries=CALL_RETRIES,
        about=profile_context,
    )


def ask_in_parallel(
    refresh: MatchRefresh, profile_context: str, batches: list[Batch]
) -> Generator[BatchAnswer]:
    """Ask about all batches in parallel, and yield each answer as it arrives.

    A batch that failed for a temporary reason gets a second call, but only if the model has
    answered some call since this refresh started: an outage needs no more load.
    """
    if not batches:
        return
    # Monotonic, so that a clock adjustment can't stretch the deadline.
    give_up_at = time.monotonic() + _seconds_for_the_model(refresh)
    failed: list[BatchAnswer] = []
    with closing(_ask_round(refresh, profile_context, batches, give_up_at)) as answers:
        for answer in answers:
            if answer.outcome in PASSING:
                failed.append(answer)
            else:
                yield answer
    has_time = time.monotonic() < give_up_at
    if failed and has_time and _has_model_answered_since(refresh) and _may_continue(refresh):
        again = [answer.batch for answer in failed]
        yield from _ask_round(refresh, profile_context, again, give_up_at)
    else:
        yield from failed


def _has_model_answered_since(refresh: MatchRefresh) -> bool:
    calls = LLMCall.objects.filter(created_at__gte=refresh.started_at)
    return calls.filter(outcome=Outcome.ANSWERED).exists()


def _may_continue(refresh: MatchRefresh) -> bool:
    """True while this process holds the claim, the candidate consents and no switch stops calls.

    Each of these can change in the minutes that a round takes.
    """
    running = MatchRefresh.objects.filter(
        pk=refresh.pk, status=MatchRefresh.Status.RUNNING, claim_token=refresh.claim_token
    )
    consenting = running.filter(profile__ai_consent_at__isnull=False)
    return consenting.exclude(Exists(ModelSwitch.stopping())).exists()


def _seconds_for_the_model(refresh: MatchRefresh) -> float:
    if refresh.deadline is None:
        raise ValueError("A refresh is claimed before it is computed.")
    return (refresh.deadline - timezone.now()).total_seconds() - SECONDS_KEPT_FOR_STORING


def _ask_round(
    refresh: MatchRefresh, profile_context: str, batches: list[Batch], give_up_at: float
) -> Generator[BatchAnswer]:
    """Make one call per batch, unless it is refused.

    When time is up, the remaining batches are yielded as timed out, and their threads end on their
    own. Calls stop retrying once the claim, the consent or the permission is lost.
    """
    requests = [(batch, scoring_request(profile_context, batch)) for batch in batches]
    begun: list[StartedCall] = []
    # One thread per batch: all calls wait for the network at the same time.
    executor = ThreadPoolExecutor(max_workers=max(len(batches), 1), thread_name_prefix="scoring")
    pending: dict[Future[Reply], StartedCall] = {}
    stop = Event()
    try:
        refused = _begin(refresh, requests, begun)
        # Before anything is sent: a refresh with calls counts toward the limit even if it dies.
        refresh.write(calls=F("calls") + len(begun))
        # From `begun` to `waiting` one by one: every recorded call is in one of the two.
        while begun:
            started = begun.pop()
            seconds_left = max(give_up_at - time.monotonic(), 0)
            future = executor.submit(
                ask, started.request, within_seconds=seconds_left, is_called_off=stop.is_set
            )
            pending[future] = started
        yield from refused
        while pending:
            seconds_left = max(give_up_at + GRACE_SECONDS - time.monotonic(), 0)
            pause = min(seconds_left, WATCH_SECONDS)
            answered, _ = wait(pending, timeout=pause, return_when=FIRST_COMPLETED)
            # Only a watch interval has passed, not the deadline.
            if not answered and pause < seconds_left:
                if not _may_continue(refresh):
                    stop.set()
                continue
            # At the deadline nothing is answered, so all pending calls are closed as timed out.
            for future in answered or list(pending):
                yield _close(pending.pop(future), _reply(future))
    finally:
        # Also after an error: stop the retries, and close every call in the ledger.
        stop.set()
        # Don't wait: a thread may hang in a call until its own time-out.
        executor.shutdown(wait=False, cancel_futures=True)
        for started in begun:
            _close(started, Reply(Outcome.FAULT, "", 0, error="It was never sent."))
        for future, started in pending.items():
            _close(started, _reply(future))


def _begin(
    refresh: MatchRefresh, requests: list[tuple[Batch, ToolRequest]], begun: list[StartedCall]
) -> list[BatchAnswer]:
    """Record the calls in the ledger and in `begun`; return an answer for each refused one."""
    refused = []
    for batch, request in requests:
        try:
            call = begin_call(request, user_id=refresh.profile.user_id)
        except CallRefused as refusal:
            refused.append(BatchAnswer(batch, problem=str(refusal)))
        else:
            begun.append(StartedCall(batch, request, call))
    return refused


def _reply(future: Future[Reply]) -> Reply:
    if not future.done() or future.cancelled():
        late = "No answer within the deadline."
        # A cancelled future never started, so it cost nothing.
        sent = 0 if future.cancelled() else 1
        return Reply(Outcome.TIMED_OUT, "", 0, error=late, tries_of_unknown_cost=sent)
    error = future.exception()
    if error is not None:
        log.error("A scoring call broke down", exc_info=error)
        message = f"{type(error).__name__}: {error}"
        return Reply(Outcome.FAULT, "", 0, error=message, tries_of_unknown_cost=1)
    return future.result()


def _close(begun: StartedCall, reply: Reply) -> BatchAnswer:
    close_call(begun.call, reply)
    if reply.outcome == Outcome.ANSWERED:
        return BatchAnswer(begun.batch, reply.model, reply.input, reply.outcome)
    problem = f"{reply.outcome.label}: {reply.error}"
    return BatchAnswer(begun.batch, outcome=reply.outcome, problem=problem)
