"""Connect matching to career actions: a completed refresh queues a generation."""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from careeractions.models import ActionGeneration
from matching.models import MatchRefresh

log = logging.getLogger(__name__)


def connect() -> None:
    post_save.connect(
        queue_generation, sender=MatchRefresh, dispatch_uid="careeractions.queue_generation"
    )


def queue_generation(instance: MatchRefresh, *, raw: bool = False, **_: Any) -> None:
    """Queue one generation for a completed refresh, however often its row is saved.

    Fire-and-forget: inside a savepoint, and enqueued on commit; nothing that goes wrong here can
    fail or roll back the refresh.
    """
    if raw or instance.status != MatchRefresh.Status.COMPLETED:
        return
    try:
        with transaction.atomic():
            ActionGeneration.objects.queue(
                instance.profile, ActionGeneration.Trigger.MATCH_REFRESH, instance
            )
    except Exception:
        log.exception("Refresh %s completed, but no generation could be queued", instance.pk)
