"""Decide whether a call to a model may be made now: the kill switch and the spend ceilings.

Every call of every operation is checked here. `backend.py` decides if a person uses a model at
all.

A page asks `refusal_for` before it starts something. A job that is refused midway continues by
rules, and its row says why.
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
    SITE_CEILING = "site_ceiling", "This site has reached its AI budget for today."
    OWN_CEILING = "own_ceiling", "You've reached your AI limit for today."


@dataclass(frozen=True)
class Refusal:
    why: Why
    until: dt.datetime | None = None
    """Moment when it ends automatically; None if staff must end it."""


class CallRefused(Exception):
    """The call may not be made now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Not asked: {refusal.why.label}")
        self.refusal = refusal


def begin_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Open a call in the ledger if it may be made. Raises CallRefused.

    The row with its maximum cost is written before the ceilings are read. So the later of two
    concurrent calls sees both, and they can never both spend the rest of a budget; at worst,
    neither does.
    """
    call = open_call(request, user_id=user_id)
    # Checked for the call's own day: just after midnight, the new day has no calls yet.
    refusal = _refusal(user_id, Decimal(0), call.created_at)
    if refusal is not None:
        LLMCall.objects.filter(pk=call.pk).delete()
        raise CallRefused(refusal)
    return call


def refusal_for(user_id: int, *, max_tokens: int) -> Refusal | None:
    """Return why a call of this many output tokens would be refused now, or None.

    Pages use this to explain it before anything starts.
    """
    if ModelSwitch.stopping().exists():
        return Refusal(Why.STOPPED)
    # Output only, as the prompt isn't known yet; the call itself is checked with its real size.
    usage, now = Usage(output_tokens=max_tokens), timezone.now()
    at_least = cost_usd(settings.LLM_MODEL, usage, now.date())
    return _refusal(user_id, at_least, now)


def _refusal(user_id: int, extra_usd: Decimal, now: dt.datetime) -> Refusal | None:
    spent = LLMCall.objects.spent_by(user_id, now)
    if spent.calls_are_stopped:
        return Refusal(Why.STOPPED)
    ceilings = (
        (Why.OWN_CEILING, settings.DAILY_SPEND_PER_CANDIDATE_USD, spent.own_usd),
        (Why.SITE_CEILING, settings.DAILY_SPEND_USD, spent.site_usd),
    )
    for why, ceiling, usd in ceilings:
        # A ceiling of 0 means none.
        if ceiling and usd + extra_usd > ceiling:
            return Refusal(why, until=_next_utc_day(now))
    return None


def _next_utc_day(now: dt.datetime) -> dt.datetime:
    tomorrow = now.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=dt.UTC)
