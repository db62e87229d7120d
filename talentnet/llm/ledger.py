"""The book of calls: a row before a call goes out, its outcome and cost after."""

import json
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.llm.client import Reply, ToolRequest
from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.llm.prices import Usage, cost_usd
from talentnet.runs import RunLost
from talentnet.text import storable

NAME_LENGTH, ERROR_LENGTH = 100, 4000
BYTES_PER_TOKEN = 2
"""Fewer than in any ordinary text, whatever its language, so that an estimate is not too low."""
TOOL_PREAMBLE_TOKENS = 500


class AccountGone(RunLost):
    """The account was deleted: nothing of it is sent any more."""


@transaction.atomic
def open_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Write down that this call is about to be made, and what of the person is sent by it.
    `allowance.begin_call` asks first whether it may be.

    Raises AccountGone, also when the account is being deleted at this moment.
    """
    if not User.objects.select_for_update(no_key=True).filter(pk=user_id).exists():
        raise AccountGone(f"Account {user_id} is gone; a call for it was not made.")
    return LLMCall.objects.create(
        operation=request.operation,
        model=request.model,
        user_id=user_id,
        sent=storable(request.about),
        unknown_usd=most_it_costs(request),
    )


def most_it_costs(request: ToolRequest) -> Decimal:
    """Cost of one attempt if the model uses all of `max_tokens`."""
    sent = len(json.dumps(request.body(), ensure_ascii=False).encode())
    usage = Usage(TOOL_PREAMBLE_TOKENS + sent // BYTES_PER_TOKEN, request.max_tokens)
    return cost_usd(request.model, usage, timezone.now().date())


@transaction.atomic
def close_call(call: LLMCall, reply: Reply) -> None:
    """Write down what came of it, with the cost at today's price. For each try of which nobody
    knows whether the provider has worked on it, what it may have cost is on the books beside that.

    A call that was folded meanwhile, as its account was deleted, is told to the totals: it was
    counted there as begun, and was paid for like any other.
    """
    as_opened = LLMCall(
        operation=call.operation,
        model=call.model,
        outcome=LLMCall.Outcome.STARTED,
        unknown_usd=call.unknown_usd,
        created_at=call.created_at,
    )
    known = {
        "outcome": reply.outcome,
        "model": storable(reply.model)[:NAME_LENGTH] or call.model,
        "input_tokens": reply.usage.input_tokens,
        "output_tokens": reply.usage.output_tokens,
        "cache_creation_input_tokens": reply.usage.cache_creation_input_tokens,
        "cache_read_input_tokens": reply.usage.cache_read_input_tokens,
        "cost_usd": cost_usd(reply.model or call.model, reply.usage, timezone.now().date()),
        "unknown_usd": call.unknown_usd * reply.tries_of_unknown_cost,
        "duration_ms": reply.duration_ms,
        "request_id": storable(reply.request_id)[:NAME_LENGTH],
        "error": storable(reply.error)[:ERROR_LENGTH],
    }
    for name, value in known.items():
        setattr(call, name, value)
    if not LLMCall.objects.filter(pk=call.pk).update(**known):
        UsageTotal.objects.add_call(as_opened, calls=-1)
        UsageTotal.objects.add_call(call)
