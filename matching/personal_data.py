"""What matching holds of a person."""

import datetime as dt

from django.db.models import F, OuterRef, Q, Subquery

from matching.exporting import write_matches
from matching.models import (
    Listing,
    Match,
    MatchRefresh,
    Opportunity,
    OpportunitySource,
    PostingReport,
    SourceSync,
    Verdict,
)
from talentnet.accounts.models import User
from talentnet.accounts.personal_data import PersonalRecord, Rows
from talentnet.accounts.retention import BATCH, Rule, delete_some
from talentnet.profiles.exporting.files import file_of_profile


def empty(reports: Rows, user: User) -> None:
    """What staff have to look at stays, without their words; whose it was goes with the profile."""
    reports.update(comment="")


RECORDS = [
    PersonalRecord(MatchRefresh, "refreshes", "Each time your matches were refreshed"),
    PersonalRecord(Match, "matches", "Your matches, and what you did with them"),
    PersonalRecord(
        Verdict, "verdicts", "What an AI model said of a posting and you, so that it is asked once"
    ),
    PersonalRecord(
        PostingReport,
        "posting_reports",
        "Postings that you reported as dead",
        erase=empty,
        keeps="that somebody reported a posting as dead, without your name and your comment",
    ),
]

_POSTINGS = "Postings, which are public, and where they come from."
NOT_PERSONAL = dict.fromkeys((Opportunity, Listing, OpportunitySource, SourceSync), _POSTINGS)

TABLES = {"matching_opportunity_*": "The full-text index of the postings."}

MATCHES = file_of_profile(
    "matches.csv", "Your matches as a table, whatever you did with them.", write_matches
)


def delete_refreshes(before: dt.datetime) -> int:
    """But never the latest of a profile, nor the latest that was completed: the pages read them."""
    Status = MatchRefresh.Status
    of_profile = MatchRefresh.objects.filter(profile=OuterRef("profile")).order_by("-id")
    latest = Subquery(of_profile.values("pk")[:1])
    completed = Subquery(of_profile.filter(status=Status.COMPLETED).values("pk")[:1])
    old = MatchRefresh.objects.filter(created_at__lt=before)
    ended = old.exclude(status__in=[Status.QUEUED, Status.RUNNING])
    known = ended.annotate(latest=latest, completed=completed)
    is_completed_one = Q(completed__isnull=False, pk=F("completed"))
    return delete_some(known.exclude(pk=F("latest")).exclude(is_completed_one))


def delete_verdicts(before: dt.datetime) -> int:
    return delete_some(Verdict.objects.filter(created_at__lt=before))


def forget_comments(before: dt.datetime) -> int:
    settled = PostingReport.objects.filter(settled_at__lt=before).exclude(comment="")
    keys = list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return PostingReport.objects.filter(pk__in=keys).update(comment="")


RULES = [
    Rule(
        "Your matches",
        "What you saved, dismissed or applied to is yours. The others are replaced when you "
        "refresh.",
        until="until you delete your account; those you have not touched until they are replaced",
    ),
    Rule(
        "When your matches were refreshed",
        "To find out what went wrong when something did. The latest is always kept.",
        days=90,
        enforce=delete_refreshes,
    ),
    Rule(
        "What an AI model said of a posting and you",
        "So that it is not asked the same again.",
        days=180,
        enforce=delete_verdicts,
    ),
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
