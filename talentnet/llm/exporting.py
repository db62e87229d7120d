"""Export file with a person's log of AI calls, including the sent text."""

import json
from typing import Any, TextIO

from django.core.serializers.json import DjangoJSONEncoder

from talentnet.accounts.models import User
from talentnet.llm.models import LLMCall
from talentnet.privacy.exporting import ExportFile

BATCH = 100


def write_sent(user: User, file: TextIO) -> None:
    """Write all calls about this person as a JSON array, oldest first."""
    file.write("[")
    calls = LLMCall.objects.filter(user=user).order_by("id")
    for number, call in enumerate(calls.iterator(chunk_size=BATCH)):
        text = json.dumps(_as_json(call), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        # Written piece by piece: all sent texts together may not fit in memory.
        file.write(f"{',' if number else ''}\n{text}")
    file.write("\n]\n")


def _as_json(call: LLMCall) -> dict[str, Any]:
    return {
        "when": call.created_at,
        "what_for": call.get_operation_display(),
        "model": call.model,
        "outcome": call.get_outcome_display(),
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_usd": call.cost_usd,
        "sent": call.sent,
    }


SENT = ExportFile(
    "sent_to_models.json",
    "Your log of AI calls: when, to which model, what for and at what cost, with the text that was "
    "sent for as long as we keep it.",
    write_sent,
)
