"""The book of calls: a row before a call goes out, its outcome and cost after."""

from django.db import transaction
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.llm.client import Reply, ToolRequest
from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.llm.prices import cost_usd
from talentnet.runs import RunLost
from talentnet.text import storable

NAME_LENGTH, ERROR_LENGTH = 100, 4000


class AccountGone(RunLost):
    """The account was deleted: nothing of it is sent any more."""


@transaction.atomic
def open_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Write down that this call is about to be made, and what of the person is sent by it.

    Raises AccountGone, also when the account is being deleted at this moment.
    """
    if not User.objects.select_for_update(no_key=True).filter(pk=user_id).exists():
        raise AccountGone(f"Account {user_id} is gone; a call for it was not made.")
    return LLMCall.objects.create(
        operation=request.operation,
        model=request.model,
        user_id=user_id,
        sent=storable(request.about),
    )


@transaction.atomic
def close_call(call: LLMCall, reply: Reply) -> None:
    """Write down what came of it, with the cost at today's price.

    A call that was folded meanwhile, as its account was deleted, is told to the totals: it was
    counted there as begun, and was paid for like any other.
    """
    as_opened = LLMCall(
        operation=call.operation,
        model=call.model,
        outcome=LLMCall.Outcome.STARTED,
        created_at=call.created_at,
    )
    call.outcome = reply.outcome
    call.model = storable(reply.model)[:NAME_LENGTH] or call.model
    call.input_tokens = reply.usage.input_tokens
    call.output_tokens = reply.usage.output_tokens
    call.cache_creation_input_tokens = reply.usage.cache_creation_input_tokens
    call.cache_read_input_tokens = reply.usage.cache_read_input_tokens
    call.cost_usd = cost_usd(reply.model, reply.usage, timezone.now().date())
    call.duration_ms = reply.duration_ms
    call.request_id = storable(reply.request_id)[:NAME_LENGTH]
    call.error = storable(reply.error)[:ERROR_LENGTH]
    known = {name: getattr(call, name) for name in _CLOSING}
    if not LLMCall.objects.filter(pk=call.pk).update(**known):
        UsageTotal.objects.add_call(as_opened, calls=-1)
        UsageTotal.objects.add_call(call)


_CLOSING = (
    "outcome",
    "model",
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cost_usd",
    "duration_ms",
    "request_id",
    "error",
)
