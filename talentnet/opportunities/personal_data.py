"""Personal data in opportunities: reports of closed postings."""

import datetime as dt

from talentnet.accounts.models import User
from talentnet.opportunities.models import Listing, Opportunity, PostingReport
from talentnet.privacy.registry import PersonalRecord, Rows
from talentnet.privacy.retention import BATCH, Rule


def empty(reports: Rows, user: User) -> None:
    """What staff have to look at stays, without their words; whose it was goes with the profile."""
    reports.update(comment="")


RECORDS = [
    PersonalRecord(
        PostingReport,
        "posting_reports",
        "Postings that you reported as dead",
        erase=empty,
        keeps="that somebody reported a posting as dead, without your name and your comment",
    ),
]

NOT_PERSONAL = dict.fromkeys((Opportunity, Listing), "Postings, which are public.")

TABLES = {"opportunities_opportunity_*": "The full-text index of the postings."}


def forget_comments(before: dt.datetime) -> int:
    settled = PostingReport.objects.filter(settled_at__lt=before).exclude(comment="")
    keys = list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return PostingReport.objects.filter(pk__in=keys).update(comment="")


RULES = [
    Rule(
        "That you reported a posting as dead",
        "So that nobody has to report it twice.",
        until="until you delete your account; after that without your name",
    ),
    Rule(
        "Your comment on a posting that you reported",
        "So that staff can look into it. It is emptied so long after they did.",
        days=365,
        until="12 months",
        enforce=forget_comments,
    ),
]
