"""Tasks of matching: refresh one profile's matches, and sweep lost refreshes."""

from matching.compute import compute_matches
from matching.models import MatchRefresh
from talentnet.runs import run_claimed, run_queued


def refresh(refresh_id: int) -> None:
    """Claim a queued refresh and compute its matches."""
    run_queued(MatchRefresh.objects.select_related("profile"), refresh_id, compute_matches)


def run(claimed: MatchRefresh) -> None:
    """Compute a claimed refresh; failures are logged and stored, not raised."""
    run_claimed(claimed, compute_matches)


def sweep() -> None:
    MatchRefresh.objects.sweep()
