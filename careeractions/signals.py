"""Connect matching to career actions: a completed refresh queues a generation."""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from careeractions.models import ActionGeneration
from matching.models import MatchRefresh

log = logging.getLogger(__name__)


def connect() -> None:
    # The uid keeps a second call from connecting the receiver twice.
    post_save.connect(
        queue_generation, sender=MatchRefresh, dispatch_uid="careeractions.queue_generation"
    )


def queue_generation(instance: MatchRefresh, *, raw: bool = False, **_: Any) -> None:
    """Queue one generation for a completed refresh, no matter how often its row is saved.

    Fire-and-forget: faults are logged and never fail or roll back the refresh.
    """
    # Fixtures are loaded raw, possibly before the rows that they refer to.
    if raw or instance.status != MatchRefresh.Status.COMPLETED:
        return
    try:
        # A savepoint: on PostgreSQL a failed statement would abort the refresh's transaction.
        with transaction.atomic():
            ActionGeneration.objects.queue(
                instance.profile, ActionGeneration.Trigger.MATCH_REFRESH, instance
            )
    except Exception:
        log.exception("Refresh %s completed, but no generation could be queued", instance.pk)
