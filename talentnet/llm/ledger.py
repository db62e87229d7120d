"""The book of calls: a row before a call goes out, its outcome and cost after."""

from django.utils import timezone

from talentnet.llm.client import Reply, ToolRequest
from talentnet.llm.models import LLMCall
from talentnet.llm.prices import cost_usd
from talentnet.text import storable

NAME_LENGTH, ERROR_LENGTH = 100, 4000


def open_call(request: ToolRequest, *, user_id: int) -> LLMCall:
    """Write down that this call is about to be made."""
    return LLMCall.objects.create(operation=request.operation, model=request.model, user_id=user_id)


def close_call(call: LLMCall, reply: Reply) -> None:
    """Write down what came of it, with the cost at today's price."""
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
    call.save(
        update_fields=[
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
        ]
    )
