"""Ledger of model calls: a row before each call, its outcome and cost afterwards."""

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
"""Lower than in ordinary text of any language, so that an estimate is never too low."""
TOOL_PREAMBLE_TOKENS = 500
"""Tokens that the provider adds for a forced tool, rounded up."""


class AccountGone(RunLost):
    """The account was deleted, so nothing about it may be sent."""


@transaction.atomic
def open_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Record a call that is about to be made, and the personal data it sends.

    Use `allowance.begin_call`, which also checks the ceilings. Raises AccountGone if the account
    has been deleted, or is being deleted.
    """
    # The lock waits for an erasure in progress. Without it, a call of a deleted account could stay.
    if not User.objects.select_for_update(no_key=True).filter(pk=user_id).exists():
        raise AccountGone(f"Account {user_id} is gone; a call for it was not made.")
    return LLMCall.objects.create(
        operation=request.operation,
        model=request.model,
        user_id=user_id,
        sent=storable(request.about),
        unknown_usd=maximum_cost(request),
    )


def maximum_cost(request: ToolRequest) -> Decimal:
    """Cost of one attempt if the model uses all of `max_tokens`."""
    # Bytes, not characters: scripts with more bytes per character also need more tokens.
    sent = len(json.dumps(request.body(), ensure_ascii=False).encode())
    usage = Usage(TOOL_PREAMBLE_TOKENS + sent // BYTES_PER_TOKEN, request.max_tokens)
    return cost_usd(request.model, usage, timezone.now().date())


@transaction.atomic
def close_call(call: LLMCall, reply: Reply) -> None:
    """Record the outcome, with the cost at today's price.

    Each attempt that may have been billed without an answer adds its maximum cost. If the account
    was deleted during the call, its row was collapsed into UsageTotal as "started"; there it is
    moved from "started" to its outcome.
    """
    as_opened = LLMCall(
        operation=call.operation,
        model=call.model,
        outcome=LLMCall.Outcome.STARTED,
        unknown_usd=call.unknown_usd,
        created_at=call.created_at,
    )
    columns = {
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
    for name, value in columns.items():
        setattr(call, name, value)
    # No row: the account was erased, and the call is in the totals as it was opened.
    if not LLMCall.objects.filter(pk=call.pk).update(**columns):
        UsageTotal.objects.add_call(as_opened, calls=-1)
        UsageTotal.objects.add_call(call)
