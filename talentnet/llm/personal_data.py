"""Personal data in the ledger of model calls, and how long it is kept."""

import datetime as dt

from talentnet.accounts.models import User
from talentnet.llm.models import LLMCall, ModelSwitch, UsageTotal
from talentnet.privacy.registry import PersonalRecord, Rows
from talentnet.privacy.retention import BATCH, Rule


def collapse_calls(calls: Rows, user: User) -> None:
    LLMCall.objects.filter(user=user).collapse_into_totals()


RECORDS = [
    PersonalRecord(
        LLMCall,
        "model_calls",
        "Your AI call log, with the text that was sent",
        owner="user",
        erase=collapse_calls,
        keeps="the number and cost of calls per day, without anything that identifies you",
    ),
]

NOT_PERSONAL = {
    UsageTotal: "Sums of calls by day, operation, model and outcome.",
    ModelSwitch: "The site's single kill switch.",
}


def clear_sent_texts(before: dt.datetime) -> int:
    """Clear the text of one batch of calls; the calls themselves have their own rule."""
    old = LLMCall.objects.filter(created_at__lt=before).exclude(sent="")
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return LLMCall.objects.filter(pk__in=keys).update(sent="")


def collapse_old_calls(before: dt.datetime) -> int:
    old = LLMCall.objects.filter(created_at__lt=before)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return LLMCall.objects.filter(pk__in=keys).collapse_into_totals()


RULES = [
    Rule(
        "Text sent to an AI model",
        "So that you can check what was shared about you.",
        days=90,
        enforce=clear_sent_texts,
    ),
    Rule(
        "AI call log: when, what for and at what cost",
        "For our accounts. After that, we keep only daily totals that don't identify you.",
        days=396,
        until="13 months",
        enforce=collapse_old_calls,
    ),
]
