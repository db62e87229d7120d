"""Personal data in the ledger of model calls, and how long it is kept."""

import datetime as dt

from talentnet.accounts.models import User
from talentnet.llm.models import LLMCall, ModelSwitch, UsageTotal
from talentnet.privacy.registry import PersonalRecord, Rows
from talentnet.privacy.retention import BATCH, Rule


def fold(calls: Rows, user: User) -> None:
    LLMCall.objects.filter(user=user).fold()


RECORDS = [
    PersonalRecord(
        LLMCall,
        "model_calls",
        "Each time your data was sent to an AI model, with the text",
        owner="user",
        erase=fold,
        keeps="how many calls there were on a day and what they cost, which names nobody",
    ),
]

NOT_PERSONAL = {
    UsageTotal: "Sums of calls by day, operation, model and outcome.",
    ModelSwitch: "The one switch of the whole site.",
}


def forget_texts(before: dt.datetime) -> int:
    """Clear what was sent; that something was sent, and when, stays for the other rule."""
    old = LLMCall.objects.filter(created_at__lt=before).exclude(sent="")
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return LLMCall.objects.filter(pk__in=keys).update(sent="")


def fold_old(before: dt.datetime) -> int:
    old = LLMCall.objects.filter(created_at__lt=before)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return LLMCall.objects.filter(pk__in=keys).fold()


RULES = [
    Rule(
        "What was sent to an AI model, word for word",
        "So that you can look up what a model was told about you.",
        days=90,
        enforce=forget_texts,
    ),
    Rule(
        "That something was sent to an AI model, when, and what it cost",
        "To keep the books. After that only sums by day are left, which name nobody.",
        days=396,
        until="13 months",
        enforce=fold_old,
    ),
]
