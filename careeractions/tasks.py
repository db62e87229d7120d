"""Tasks of career actions: write one set of moves, and sweep lost generations."""

from careeractions.compute import compute_actions_for_profile
from careeractions.models import ActionGeneration
from talentnet.runs import run_claimed, run_queued


def generate(generation_id: int) -> None:
    """Claim a queued generation and write its career actions; a redelivered task does nothing."""
    rows = ActionGeneration.objects.select_related("profile", "match_refresh")
    run_queued(rows, generation_id, _compute)


def run(claimed: ActionGeneration) -> None:
    """Write a claimed generation's career actions; failures are logged and stored, not raised."""
    run_claimed(claimed, _compute)


def sweep() -> None:
    ActionGeneration.objects.sweep()


def _compute(claimed: ActionGeneration) -> None:
    compute_actions_for_profile(claimed.profile, claimed)
