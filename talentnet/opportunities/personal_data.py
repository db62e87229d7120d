"""Personal data in opportunities: reports of closed postings."""

import datetime as dt

from talentnet.accounts.models import User
from talentnet.opportunities.models import Listing, Opportunity, PostingReport
from talentnet.privacy.registry import PersonalRecord, Rows
from talentnet.privacy.retention import BATCH, Rule


def empty(reports: Rows, user: User) -> None:
    """Blank the comments; staff still need the reports, which lose their profile."""
    reports.update(comment="")


RECORDS = [
    PersonalRecord(
        PostingReport,
        "posting_reports",
        "Postings you reported",
        erase=empty,
        keeps="that someone reported a posting, without your name and comment",
    ),
]

NOT_PERSONAL = dict.fromkeys((Opportunity, Listing), "Postings, which are public.")

TABLES = {"opportunities_opportunity_*": "The full-text index of the postings."}


def forget_comments(before: dt.datetime) -> int:
    """Blank one batch of comments on reports settled before a moment; returns its size."""
    settled = PostingReport.objects.filter(settled_at__lt=before).exclude(comment="")
    keys = list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return PostingReport.objects.filter(pk__in=keys).update(comment="")


RULES = [
    Rule(
        "Your reports of closed or broken postings",
        "So that nobody needs to report them twice.",
        until="until you delete your account; after that without your name",
    ),
    Rule(
        "Your comments on reported postings",
        "So that staff can check the posting. Deleted a year after they did.",
        days=365,
        until="12 months",
        enforce=forget_comments,
    ),
]
