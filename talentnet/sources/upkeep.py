"""Archive opportunities and clean up expired leases."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.models import LEASE, OpportunitySource, SourceSync


def archive(opportunities: QuerySet[Opportunity], reason: Opportunity.ArchivedFor) -> int:
    """Archive the active ones; returns their number. Candidates keep their saved matches."""
    return opportunities.filter(status=Opportunity.Status.ACTIVE).update(
        status=Opportunity.Status.ARCHIVED, archived_for=reason, updated_at=timezone.now()
    )


def archive_unlisted(opportunity_ids: Iterable[int]) -> int:
    """Archive the opportunities that no source lists now; returns their number."""
    listed = Exists(Listing.objects.here().filter(opportunity=OuterRef("pk")))
    unlisted = Opportunity.objects.filter(pk__in=set(opportunity_ids)).filter(~listed)
    return archive(unlisted, Opportunity.ArchivedFor.MISSING)


def archive_past_deadlines() -> int:
    """Archive opportunities with a past deadline; returns their number."""
    past = Opportunity.objects.filter(deadline__lte=timezone.now())
    return archive(past, Opportunity.ArchivedFor.DEADLINE)


def end_lost_syncs() -> int:
    """Fail syncs with an expired lease and free their sources; returns the number of syncs."""
    now = timezone.now()
    error = "It was not finished within its limits; its worker may have been stopped."
    # An expired lease that still has a token was never finished.
    expired = OpportunitySource.objects.unclaimed().exclude(claim_token=None)
    expired.update(
        last_outcome=SourceSync.Outcome.FAILED,
        last_error=error,
        failures_in_a_row=F("failures_in_a_row") + 1,
        claim_token=None,
        claimed_until=None,
    )
    # By age, not by source: a sync whose source was taken over has lost its token.
    lost = SourceSync.objects.filter(
        outcome=SourceSync.Outcome.RUNNING, started_at__lte=now - LEASE
    )
    return lost.update(outcome=SourceSync.Outcome.FAILED, error=error, finished_at=now)


def accept_smaller(source: OpportunitySource) -> bool:
    """Accept the last count of a suspicious source; False if it isn't suspicious."""
    last = SourceSync.objects.filter(source=source, outcome=SourceSync.Outcome.SUSPICIOUS).first()
    if source.health != OpportunitySource.Health.SUSPICIOUS or last is None:
        return False
    OpportunitySource.objects.filter(pk=source.pk).update(
        last_good_count=last.seen, last_outcome=SourceSync.Outcome.GOOD, last_error=""
    )
    return True
