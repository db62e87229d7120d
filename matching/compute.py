"""The matching pipeline: filter, rank, score, store. No HTTP request, no HTML."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from matching import offline
from matching.fingerprint import fingerprint_of
from matching.models import Match, MatchRefresh, Opportunity
from matching.prompts import (
    MATCH_SCORING_SYSTEM_PROMPT,
    PROMPT_VERSION,
    SCORE_OPPORTUNITIES_TOOL,
    build_profile_context,
    build_scoring_message,
)
from matching.ranking import Ranking, rank
from matching.validation import ScoredOpportunity, read_scores
from talentnet.llm.backend import Backend
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import close_call, open_call
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.runs import RunLost

log = logging.getLogger(__name__)

BEST = 25
BATCH_SIZE = 15
MAX_TOKENS = 8192
# All tries of a call together fit into what a refresh of the default deadline waits for.
CALL_TIMEOUT_SECONDS = 40.0
CALL_RETRIES = 3
SECONDS_KEPT_FOR_STORING = 40
"""What is left of a refresh's deadline when it stops waiting for the model."""


class RefreshLost(RunLost):
    """The row is no longer this process's to write: it was ended, or claimed anew."""


@dataclass(frozen=True)
class Verdicts:
    """Scores of one batch, and who gave them."""

    scores: dict[int, ScoredOpportunity]
    model_version: str
    prompt_version: str = ""
    is_fallback: bool = False


@dataclass
class Batch:
    opportunities: list[Opportunity]
    call: LLMCall | None = None

    @property
    def ids(self) -> set[int]:
        return {opportunity.pk for opportunity in self.opportunities}


def compute_matches(refresh: MatchRefresh) -> None:
    """Do the work of a claimed refresh and complete it.

    Whatever the model does, the refresh completes: what it did not score gets the offline
    scorer's verdict, marked. Raises RefreshLost when the row has been ended meanwhile.
    """
    profile = refresh.profile
    # From the very rows that everything below reads: what is edited meanwhile makes it stale.
    refresh.profile_fingerprint = fingerprint_of(profile)
    ranking = rank(profile, limit=BEST)
    batches = _batches(ranking)
    best = [opportunity.pk for batch in batches for opportunity in batch.opportunities]
    _guarded_update(
        refresh,
        considered=ranking.considered,
        total=len(best),
        profile_fingerprint=refresh.profile_fingerprint,
    )
    if profile.llm_backend == Backend.ANTHROPIC:
        for batch, verdicts in _ask_side_by_side(refresh, batches):
            _store(refresh, batch.opportunities, [verdicts, *_fallback(profile, batch, verdicts)])
    else:
        for batch in batches:
            _store(refresh, batch.opportunities, [_offline(profile, batch.opportunities)])
    _complete(refresh, best)


def scoring_requests(profile: Profile) -> list[ToolRequest]:
    """The calls a refresh of this profile would make now, exactly as they would go out."""
    context = build_profile_context(profile)
    return [_request(context, batch) for batch in _batches(rank(profile, limit=BEST))]


def _batches(ranking: Ranking) -> list[Batch]:
    found = Opportunity.objects.in_bulk(ranking.best)
    opportunities = [found[pk] for pk in ranking.best if pk in found]
    return [Batch(list(part)) for part in batched(opportunities, BATCH_SIZE)]


def _offline(
    profile: Profile, opportunities: list[Opportunity], *, is_fallback: bool = False
) -> Verdicts:
    answer = offline.score_offline(profile, opportunities)
    scores = read_scores(answer, {opportunity.pk for opportunity in opportunities})
    return Verdicts(scores, offline.MODEL_VERSION, is_fallback=is_fallback)


def _fallback(profile: Profile, batch: Batch, verdicts: Verdicts) -> list[Verdicts]:
    missing = [o for o in batch.opportunities if o.pk not in verdicts.scores]
    return [_offline(profile, missing, is_fallback=True)] if missing else []


def _ask_side_by_side(
    refresh: MatchRefresh, batches: list[Batch]
) -> Iterator[tuple[Batch, Verdicts]]:
    """Ask the model about all batches at once; each is yielded as its answer arrives.

    The threads do HTTP alone. A batch without an answer when the time is up is yielded with no
    scores; its thread is left to run out by itself.
    """
    context = build_profile_context(refresh.profile)
    executor = ThreadPoolExecutor(max_workers=max(len(batches), 1), thread_name_prefix="scoring")
    waiting: dict[Future[Reply], Batch] = {}
    give_up_at = time.monotonic() + _seconds_for_the_model(refresh)
    try:
        # All are written down first: that takes a transaction, and none is open during a call.
        requests = [_request(context, batch) for batch in batches]
        for batch, request in zip(batches, requests, strict=True):
            batch.call = open_call(request, user_id=refresh.profile.user_id)
        for batch, request in zip(batches, requests, strict=True):
            waiting[executor.submit(ask, request)] = batch
        while waiting:
            left = max(give_up_at - time.monotonic(), 0)
            answered, _ = wait(waiting, timeout=left, return_when=FIRST_COMPLETED)
            for future in answered or list(waiting):
                batch = waiting.pop(future)
                yield batch, _verdicts(batch, _reply(future))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for future, batch in waiting.items():
            if batch.call is not None:  # a refresh that was lost leaves no call open in the books
                close_call(batch.call, _reply(future))


def _request(context: str, batch: Batch) -> ToolRequest:
    return ToolRequest(
        operation=LLMCall.Operation.SCORE_OPPORTUNITIES,
        system=MATCH_SCORING_SYSTEM_PROMPT,
        tool=SCORE_OPPORTUNITIES_TOOL,
        message=build_scoring_message(context, batch.opportunities),
        max_tokens=MAX_TOKENS,
        timeout_seconds=CALL_TIMEOUT_SECONDS,
        max_retries=CALL_RETRIES,
        about=context,
    )


def _seconds_for_the_model(refresh: MatchRefresh) -> float:
    if refresh.deadline is None:
        raise ValueError("A refresh is claimed before it is computed.")
    return (refresh.deadline - timezone.now()).total_seconds() - SECONDS_KEPT_FOR_STORING


def _reply(future: Future[Reply]) -> Reply:
    if not future.done():
        return Reply(LLMCall.Outcome.TIMED_OUT, "", 0, error="No answer within the deadline.")
    error = future.exception()
    if error is not None:
        log.error("A scoring call broke down", exc_info=error)
        return Reply(LLMCall.Outcome.FAULT, "", 0, error=f"{type(error).__name__}: {error}")
    return future.result()


def _verdicts(batch: Batch, reply: Reply) -> Verdicts:
    if batch.call is not None:
        close_call(batch.call, reply)
    if reply.outcome != LLMCall.Outcome.ANSWERED:
        log.warning("A batch fell back to the offline scorer: %s", reply.outcome)
    return Verdicts(read_scores(reply.input, batch.ids), reply.model, PROMPT_VERSION)


@transaction.atomic
def _store(
    refresh: MatchRefresh, opportunities: list[Opportunity], verdicts: list[Verdicts]
) -> None:
    """Write a batch's matches in place and count the progress, if the refresh is still ours."""
    fell_back = sum(len(v.scores) for v in verdicts if v.is_fallback)
    _guarded_update(
        refresh,
        scored=F("scored") + len(opportunities),
        fell_back=F("fell_back") + fell_back,
    )
    now = timezone.now()
    Match.objects.bulk_create(
        [
            Match(
                profile=refresh.profile,
                opportunity_id=scored.opportunity_id,
                refresh=refresh,
                tier=scored.tier,
                score=scored.score,
                strengths=scored.strengths,
                gap=scored.gap,
                recommendations=[item.model_dump() for item in scored.recommendations],
                is_fallback=given.is_fallback,
                computed_at=now,
                model_version=given.model_version,
                prompt_version=given.prompt_version,
            )
            for given in verdicts
            for scored in given.scores.values()
        ],
        update_conflicts=True,
        unique_fields=["profile", "opportunity"],
        update_fields=list(Match.COMPUTED_FIELDS),
    )


def _guarded_update(refresh: MatchRefresh, **values: object) -> None:
    changed = MatchRefresh.objects.filter(
        pk=refresh.pk,
        status=MatchRefresh.Status.RUNNING,
        claim_token=refresh.claim_token,
    ).update(**values)
    if not changed:
        raise RefreshLost(f"Refresh {refresh.pk} is no longer running under this claim.")


@transaction.atomic
def _complete(refresh: MatchRefresh, best: list[int]) -> None:
    """Remove what fell out of the best, and complete the row with `save()`, which sends the
    signal that career actions wait for."""
    row = MatchRefresh.objects.select_for_update().filter(pk=refresh.pk).first()
    is_running = row is not None and row.status == MatchRefresh.Status.RUNNING
    if row is None or not is_running or row.claim_token != refresh.claim_token:
        raise RefreshLost(f"Refresh {refresh.pk} is no longer running under this claim.")
    Match.objects.filter(profile=row.profile_id).replaceable().exclude(
        opportunity__in=best
    ).delete()
    row.status = MatchRefresh.Status.COMPLETED
    row.finished_at = timezone.now()
    row.save()
