"""What django-q runs for career actions."""

import logging

from careeractions.compute import GenerationFailed, compute_actions_for_profile
from careeractions.models import ActionGeneration
from talentnet.runs import RunLost

log = logging.getLogger(__name__)


def generate(generation_id: int) -> None:
    """Take a queued generation and do it. Every failure is kept on the row, and a task's
    time-out, which is a SystemExit, goes on its way after that."""
    claimed = claim(generation_id)
    if claimed is None:
        log.info("Generation %s is not queued any more", generation_id)
        return
    run(claimed)


def claim(generation_id: int) -> ActionGeneration | None:
    """Take a queued generation for this process, with its profile."""
    return ActionGeneration.objects.select_related("profile", "match_refresh").claim(generation_id)


def run(claimed: ActionGeneration) -> None:
    """Compute a claimed generation; failures are logged and recorded, not raised."""
    try:
        compute_actions_for_profile(claimed.profile, claimed)
    except RunLost as lost:
        log.warning("%s", lost)
    except BaseException as error:
        # What the model did not give needs no traceback; a fault of ours does.
        log.error(
            "Generation %s of profile %s failed: %s",
            claimed.pk,
            claimed.profile_id,
            error,
            exc_info=not isinstance(error, GenerationFailed),
        )
        claimed.record_failure(error, validation_issues=claimed.validation_issues)
        if not isinstance(error, Exception):
            raise


def sweep() -> None:
    ActionGeneration.objects.sweep()
