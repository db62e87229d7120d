"""The matching pipeline: filter, rank, score, store. No HTTP request, no HTML.

A refresh fails only by an error of our own: a pair that the model doesn't score gets the offline
scorer's verdict, marked as such. Each batch is stored as it arrives. A refresh deletes only matches
that no candidate has saved, dismissed or applied to; foreign keys protect those.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from matching import offline
from matching.fingerprint import ROWS, fingerprint_of, fingerprint_of_pair
from matching.models import Match, MatchRefresh, Verdict
from matching.prompts import PROMPT_VERSION, build_profile_context
from matching.ranking.rank import Ranking, rank
from matching.refreshes import RefreshLost
from matching.scoring import BATCH_SIZE, Batch, BatchAnswer, ask_in_parallel, scoring_request
from matching.validation import MAX_ISSUES, ScoredOpportunity, check_scores, read_scores
from talentnet.llm.backend import Backend
from talentnet.llm.client import ToolRequest
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile

log = logging.getLogger(__name__)

# Two calls to a model: batches of 15 and of 10.
BEST = 25


@dataclass(frozen=True)
class ScoredMatch:
    """A verdict on one opportunity, and who gave it when."""

    scored: ScoredOpportunity
    model_version: str
    prompt_version: str = ""
    is_fallback: bool = False
    computed_at: dt.datetime = field(default_factory=timezone.now)


def compute_matches(refresh: MatchRefresh) -> None:
    """Do the work of a claimed refresh and complete it.

    A refresh completes even if the model fails: the offline scorer judges whatever the model did
    not, and those matches are marked. Raises RefreshLost if the row was ended in between.
    """
    profile = refresh.profile
    # Read once for all steps: an edit during the refresh then makes its matches stale.
    prefetch_related_objects([profile], *ROWS)
    refresh.profile_fingerprint = fingerprint_of(profile)
    ranking = rank(profile, limit=BEST)
    best = _opportunities(ranking)
    refresh.write(
        considered=ranking.considered,
        total=len(best),
        profile_fingerprint=refresh.profile_fingerprint,
    )
    if _may_use_model(profile):
        _score_by_model(refresh, best)
    else:
        _score_by_rules(refresh, best)
    # Last: matches that fell out stay visible until the refresh has succeeded.
    _complete(refresh, [opportunity.pk for opportunity in best])


def _may_use_model(profile: Profile) -> bool:
    """True if a model may still be asked: consent may have been withdrawn during the ranking."""
    # Reread only this column: the other fields must stay as the fingerprint saw them.
    now = Profile.objects.filter(pk=profile.pk).values_list("ai_consent_at", flat=True)
    profile.ai_consent_at = now.first()
    return profile.llm_backend == Backend.ANTHROPIC


def scoring_requests(profile: Profile) -> list[ToolRequest]:
    """Build the requests that scoring the whole profile would send now, without sending them."""
    context = build_profile_context(profile)
    best = _opportunities(rank(profile, limit=BEST))
    return [scoring_request(context, batch) for batch in _batches(best)]


def _opportunities(ranking: Ranking) -> list[Opportunity]:
    by_id = Opportunity.objects.in_bulk(ranking.best)
    return [by_id[pk] for pk in ranking.best if pk in by_id]


def _batches(opportunities: Iterable[Opportunity]) -> list[Batch]:
    return [list(part) for part in batched(opportunities, BATCH_SIZE)]


def _score_by_model(refresh: MatchRefresh, best: list[Opportunity]) -> None:
    """Reuse stored verdicts on unchanged pairs, and ask the model about the others.

    In offline mode the rules judge the others instead.
    """
    context = build_profile_context(refresh.profile)
    fingerprints = {o.pk: fingerprint_of_pair(context, o) for o in best}
    reused = (
        [] if refresh.mode == MatchRefresh.Mode.ANEW else _reused_verdicts(refresh, fingerprints)
    )
    # Show confirmed matches before any call returns.
    if reused:
        _store(refresh, reused, confirmed=len(reused))
    settled = {judged.scored.opportunity_id for judged in reused}
    unsettled = [o for o in best if o.pk not in settled]
    if refresh.mode == MatchRefresh.Mode.OFFLINE:
        _score_by_rules(refresh, unsettled)
        return
    # Closing the generator stops its calls, also when an answer cannot be stored.
    with closing(ask_in_parallel(refresh, context, _batches(unsettled))) as answers:
        for answer in answers:
            _store_answer(refresh, answer, fingerprints)


def _score_by_rules(refresh: MatchRefresh, opportunities: list[Opportunity]) -> None:
    for batch in _batches(opportunities):
        _store(refresh, _judge_offline(refresh.profile, batch))


def _reused_verdicts(refresh: MatchRefresh, fingerprints: dict[int, str]) -> list[ScoredMatch]:
    """Matches from stored verdicts, with the model version and time of the original answer."""
    verdicts = Verdict.objects.holding(refresh.profile, fingerprints)
    return [
        ScoredMatch(scored, v.model_version, v.prompt_version, computed_at=v.created_at)
        for v in verdicts
        if (scored := v.read())
    ]


def _store_answer(refresh: MatchRefresh, answer: BatchAnswer, fingerprints: dict[int, str]) -> None:
    """Store the usable verdicts of an answer, and offline verdicts for the other postings."""
    checked = check_scores(answer.input, {o.pk for o in answer.batch})
    issues = [f"Batch of {len(answer.batch)}: {answer.problem}"] if answer.problem else []
    issues += [] if answer.problem else checked.issues
    for issue in issues:
        log.warning("Refresh %s: %s", refresh.pk, issue)
    # A match of a deleted opportunity would violate the foreign key.
    batch = _without_deleted(answer.batch)
    judged = [
        ScoredMatch(checked.scores[o.pk], answer.model_version, PROMPT_VERSION)
        for o in batch
        if o.pk in checked.scores
    ]
    missing = [o for o in batch if o.pk not in checked.scores]
    fallback = _judge_offline(refresh.profile, missing, is_fallback=True) if missing else []
    # One transaction: a match by a model never exists without its stored verdict.
    with transaction.atomic():
        _store(refresh, [*judged, *fallback], fell_back=len(missing), issues=issues)
        Verdict.objects.keep(
            Verdict(
                profile=refresh.profile,
                opportunity_id=match.scored.opportunity_id,
                fingerprint=fingerprints[match.scored.opportunity_id],
                verdict=match.scored.model_dump(),
                model_version=match.model_version,
                prompt_version=match.prompt_version,
                created_at=match.computed_at,
            )
            for match in judged
        )


def _without_deleted(batch: Batch) -> Batch:
    """Drop opportunities that staff deleted while the model was asked."""
    existing = set(
        Opportunity.objects.filter(pk__in=[o.pk for o in batch]).values_list("pk", flat=True)
    )
    return [opportunity for opportunity in batch if opportunity.pk in existing]


def _judge_offline(
    profile: Profile, batch: Batch, *, is_fallback: bool = False
) -> list[ScoredMatch]:
    answer = offline.score_offline(profile, batch)
    scores = read_scores(answer, {opportunity.pk for opportunity in batch})
    version = offline.MODEL_VERSION
    return [ScoredMatch(scored, version, is_fallback=is_fallback) for scored in scores.values()]


@transaction.atomic
def _store(
    refresh: MatchRefresh,
    judged: list[ScoredMatch],
    *,
    confirmed: int = 0,
    fell_back: int = 0,
    issues: list[str] | None = None,
) -> None:
    """Write matches in place and count the progress, if the refresh is still ours."""
    # A list can't be appended to in an UPDATE; only this process writes it.
    refresh.issues = [*refresh.issues, *(issues or [])][:MAX_ISSUES]
    refresh.write(
        scored=F("scored") + len(judged),
        confirmed=F("confirmed") + confirmed,
        fell_back=F("fell_back") + fell_back,
        issues=refresh.issues,
    )
    Match.objects.bulk_create(
        [
            Match(
                profile=refresh.profile,
                opportunity_id=match.scored.opportunity_id,
                refresh=refresh,
                tier=match.scored.tier,
                score=match.scored.score,
                strengths=match.scored.strengths,
                gap=match.scored.gap,
                recommendations=[item.model_dump() for item in match.scored.recommendations],
                is_fallback=match.is_fallback,
                computed_at=match.computed_at,
                model_version=match.model_version,
                prompt_version=match.prompt_version,
            )
            for match in judged
        ],
        # One upsert. The candidate's choices are not among the updated fields.
        update_conflicts=True,
        unique_fields=["profile", "opportunity"],
        update_fields=list(Match.COMPUTED_FIELDS),
    )


@transaction.atomic
def _complete(refresh: MatchRefresh, best: list[int]) -> None:
    """Delete matches that are no longer among the best, and complete the row.

    Uses `save()`, since career actions listen to its signal.
    """
    # The lock keeps a sweep from ending the refresh between this check and the save.
    row = MatchRefresh.objects.select_for_update().filter(pk=refresh.pk).first()
    is_ours = (
        row is not None
        and row.status == MatchRefresh.Status.RUNNING
        and row.claim_token == refresh.claim_token
    )
    if row is None or not is_ours:
        raise RefreshLost(f"Refresh {refresh.pk} is no longer running under this claim.")
    Match.objects.filter(profile=row.profile_id).replaceable().exclude(
        opportunity__in=best
    ).delete()
    row.status = MatchRefresh.Status.COMPLETED
    row.finished_at = timezone.now()
    # Not update(): receivers of post_save create the generation of moves.
    row.save()
