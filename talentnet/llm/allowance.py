"""Decide whether a call to a model may be made now: the kill switch and the spend ceilings.

The only place that decides, before every call of every operation. Whether a person has a model at
all is up to `backend.py`.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone

from talentnet.llm.client import ToolRequest
from talentnet.llm.ledger import open_call
from talentnet.llm.models import LLMCall, ModelSwitch
from talentnet.llm.prices import Usage, cost_usd


class Why(models.TextChoices):
    STOPPED = "stopped", "AI models are paused on this site."
    SITE_CEILING = "site_ceiling", "What this site may spend on AI models today is used up."
    OWN_CEILING = "own_ceiling", "Your share of AI models for today is used up."


@dataclass(frozen=True)
class Refusal:
    why: Why
    until: dt.datetime | None = None
    """When it ends automatically; None if staff must end it."""


class CallRefused(Exception):
    """A call that may not be made now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Not asked: {refusal.why.label}")
        self.refusal = refusal


def begin_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Open a call on the books, if it may be made. Raises CallRefused.

    It is written down at what it may cost before anything is looked at. So of two calls that are
    begun at once, in whatever processes, the later look sees both, and no two of them count on the
    same rest of a ceiling; at worst neither gets it.
    """
    call = open_call(request, user_id=user_id)
    # Of the call's own day: just after midnight, the books of the next hold no call at all.
    refusal = _refusal(user_id, Decimal(0), call.created_at)
    if refusal is not None:
        LLMCall.objects.filter(pk=call.pk).delete()
        raise CallRefused(refusal)
    return call


def refusal_for(user_id: int, *, max_tokens: int) -> Refusal | None:
    """Return why a call of this many output tokens would be refused now, or None.

    For pages, which say so before anything starts.
    """
    if ModelSwitch.stopping().exists():
        return Refusal(Why.STOPPED)
    usage, now = Usage(output_tokens=max_tokens), timezone.now()
    at_least = cost_usd(settings.LLM_MODEL, usage, now.date())
    return _refusal(user_id, at_least, now)


def _refusal(user_id: int, more_usd: Decimal, now: dt.datetime) -> Refusal | None:
    spent = LLMCall.objects.spent_by(user_id, now)
    if spent.calls_are_stopped:
        return Refusal(Why.STOPPED)
    ceilings = (
        (Why.OWN_CEILING, settings.DAILY_SPEND_PER_CANDIDATE_USD, spent.own_usd),
        (Why.SITE_CEILING, settings.DAILY_SPEND_USD, spent.site_usd),
    )
    for why, ceiling, usd in ceilings:
        if ceiling and usd + more_usd > ceiling:
            return Refusal(why, until=_next_utc_day(now))
    return None


def _next_utc_day(now: dt.datetime) -> dt.datetime:
    tomorrow = now.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=dt.UTC)
