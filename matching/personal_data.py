"""Personal data in matching, and how long it is kept."""

import datetime as dt

from django.db.models import F, OuterRef, Q, Subquery

from matching.exporting import write_matches
from matching.models import Match, MatchRefresh, Verdict
from talentnet.privacy.registry import PersonalRecord
from talentnet.privacy.retention import Rule, delete_some
from talentnet.profiles.exporting.files import file_of_profile

RECORDS = [
    PersonalRecord(MatchRefresh, "refreshes", "Your refreshes"),
    PersonalRecord(Match, "matches", "Your matches and what you did with them"),
    PersonalRecord(Verdict, "verdicts", "AI verdicts on postings for you"),
]

MATCHES = file_of_profile("matches.csv", "All your matches as a table.", write_matches)


def delete_refreshes(before: dt.datetime) -> int:
    """Delete old refreshes, except the latest and the latest completed one, which pages read."""
    Status = MatchRefresh.Status
    of_profile = MatchRefresh.objects.filter(profile=OuterRef("profile")).order_by("-id")
    latest = Subquery(of_profile.values("pk")[:1])
    completed = Subquery(of_profile.filter(status=Status.COMPLETED).values("pk")[:1])
    old = MatchRefresh.objects.filter(created_at__lt=before)
    ended = old.exclude(status__in=[Status.QUEUED, Status.RUNNING])
    candidates = ended.annotate(latest=latest, completed=completed)
    # A NULL in `completed` would make the exclusion drop every row of the profile.
    is_completed_one = Q(completed__isnull=False, pk=F("completed"))
    return delete_some(candidates.exclude(pk=F("latest")).exclude(is_completed_one))


def delete_verdicts(before: dt.datetime) -> int:
    return delete_some(Verdict.objects.filter(created_at__lt=before))


RULES = [
    Rule(
        "Your matches",
        "Matches you saved, dismissed or applied to are yours. Others are replaced when you "
        "refresh.",
        until="until you delete your account; those you have not touched until they are replaced",
    ),
    Rule(
        "Refresh history",
        "To find out what went wrong. The latest is always kept.",
        days=90,
        enforce=delete_refreshes,
    ),
    Rule(
        "AI verdicts on postings for you",
        "So that we don't ask the same question twice.",
        days=180,
        enforce=delete_verdicts,
    ),
]
