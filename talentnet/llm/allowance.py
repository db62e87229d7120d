"""Whether a call to a model may be made now: the switch of the staff, and the ceilings of spend.

The one place that decides. Whether a person has a model at all, by a key and their consent, is
`backend.py`'s; this comes after, before every call of every operation.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from talentnet.llm.client import ToolRequest
from talentnet.llm.ledger import most_it_costs, open_call
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
    """When it ends by itself; None where staff end it."""


class CallRefused(Exception):
    """A call that may not be made now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Not asked: {refusal.why.label}")
        self.refusal = refusal


@transaction.atomic
def begin_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Open a call on the books, if it may be made. Raises CallRefused.

    Calls line up at the switch's row, in all processes, for as long as it takes to look and to
    write this one down at what it may cost: so no two of them count on the same rest of a ceiling.
    """
    switch = ModelSwitch.the_one(locked=True)
    refusal = _refusal(switch, user_id, most_it_costs(request))
    if refusal is not None:
        raise CallRefused(refusal)
    return open_call(request, user_id=user_id)


def refusal_for(user_id: int, *, max_tokens: int) -> Refusal | None:
    """Why a call with an answer of up to so many tokens would be refused; None when it would not.

    For pages, which say so before anything is started. Writes nothing and waits for nobody.
    """
    switch = ModelSwitch.objects.filter(pk=ModelSwitch.THE_ONE).first()
    usage = Usage(output_tokens=max_tokens)
    at_least = cost_usd(settings.LLM_MODEL, usage, timezone.now().date())
    return _refusal(switch, user_id, at_least)


def _refusal(switch: ModelSwitch | None, user_id: int, usd: Decimal) -> Refusal | None:
    if switch is not None and switch.calls_are_stopped:
        return Refusal(Why.STOPPED)
    now = timezone.now()
    own, site = LLMCall.objects.of_utc_day(now).counted_usd(user_id)
    ceilings = (
        (Why.OWN_CEILING, settings.DAILY_SPEND_PER_CANDIDATE_USD, own),
        (Why.SITE_CEILING, settings.DAILY_SPEND_USD, site),
    )
    for why, ceiling, counted in ceilings:
        if ceiling and counted + usd > ceiling:
            return Refusal(why, until=_next_utc_day(now))
    return None


def _next_utc_day(now: dt.datetime) -> dt.datetime:
    tomorrow = now.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=dt.UTC)
