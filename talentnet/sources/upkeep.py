"""Archiving and lease clean-up."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.models import LEASE, OpportunitySource, SourceSync


def archive(opportunities: QuerySet[Opportunity], reason: Opportunity.ArchivedFor) -> int:
    """Nothing but the status changes: what candidates saved or applied to stays theirs."""
    return opportunities.filter(status=Opportunity.Status.ACTIVE).update(
        status=Opportunity.Status.ARCHIVED, archived_for=reason, updated_at=timezone.now()
    )


def archive_unlisted(opportunity_ids: Iterable[int]) -> int:
    """Archive those of them that no source shows any longer."""
    listed = Exists(Listing.objects.here().filter(opportunity=OuterRef("pk")))
    unlisted = Opportunity.objects.filter(pk__in=set(opportunity_ids)).filter(~listed)
    return archive(unlisted, Opportunity.ArchivedFor.MISSING)


def archive_past_deadlines() -> int:
    """Archive what one can no longer apply to."""
    past = Opportunity.objects.filter(deadline__lte=timezone.now())
    return archive(past, Opportunity.ArchivedFor.DEADLINE)


def end_lost_syncs() -> int:
    """Fail what a worker left behind: its lease has passed, and its source is free again."""
    now = timezone.now()
    error = "It was not finished within its limits; its worker may have been stopped."
    held = OpportunitySource.objects.unclaimed().exclude(claim_token=None)
    held.update(
        last_outcome=SourceSync.Outcome.FAILED,
        last_error=error,
        failures_in_a_row=F("failures_in_a_row") + 1,
        claim_token=None,
        claimed_until=None,
    )
    lost = SourceSync.objects.filter(
        outcome=SourceSync.Outcome.RUNNING, started_at__lte=now - LEASE
    )
    return lost.update(outcome=SourceSync.Outcome.FAILED, error=error, finished_at=now)


def accept_smaller(source: OpportunitySource) -> bool:
    """Take the last count of a suspicious source for right; False when it is not suspicious."""
    last = SourceSync.objects.filter(source=source, outcome=SourceSync.Outcome.SUSPICIOUS).first()
    if source.health != OpportunitySource.Health.SUSPICIOUS or last is None:
        return False
    OpportunitySource.objects.filter(pk=source.pk).update(
        last_good_count=last.seen, last_outcome=SourceSync.Outcome.GOOD, last_error=""
    )
    return True
