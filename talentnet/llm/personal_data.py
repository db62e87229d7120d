"""What the ledger of model calls holds of a person."""

from talentnet.accounts.models import User
from talentnet.accounts.personal_data import PersonalRecord, Rows
from talentnet.llm.models import LLMCall, UsageTotal


def fold(calls: Rows, user: User) -> None:
    LLMCall.objects.filter(user=user).fold()


RECORDS = [
    PersonalRecord(
        LLMCall,
        "model_calls",
        "Each time something of yours was sent to an AI model, and what",
        owner="user",
        erase=fold,
        keeps="how many calls there were on a day and what they cost, which names nobody",
    ),
]

NOT_PERSONAL = {UsageTotal: "Sums of calls by day, operation, model and outcome."}
