"""What matching holds of a person."""

from matching.models import Match, MatchRefresh, Opportunity, PostingReport
from talentnet.accounts.models import User
from talentnet.accounts.personal_data import PersonalRecord, Rows


def empty(reports: Rows, user: User) -> None:
    """What staff have to look at stays, without whose word it was and without their words."""
    reports.update(comment="", profile=None)


RECORDS = [
    PersonalRecord(MatchRefresh, "refreshes", "Each time your matches were refreshed"),
    PersonalRecord(Match, "matches", "Your matches, and what you did with them"),
    PersonalRecord(
        PostingReport,
        "posting_reports",
        "Postings that you reported as dead",
        erase=empty,
        keeps="that somebody reported a posting as dead, without your name and your comment",
    ),
]

NOT_PERSONAL = {Opportunity: "Postings, which are public."}

TABLES = {"matching_opportunity_*": "The full-text index of the postings."}
