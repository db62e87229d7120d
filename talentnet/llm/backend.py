"""Choose who writes for a person: the model or the offline rules."""

from django.conf import settings
from django.db import models


class Backend(models.TextChoices):
    ANTHROPIC = "anthropic"
    OFFLINE = "offline"


def remote_is_configured() -> bool:
    """True if a model is configured for people who consent."""
    return bool(settings.ANTHROPIC_API_KEY) and settings.LLM_BACKEND != "offline"


def backend_for(*, consented: bool) -> Backend:
    """Return the model if there is a key and the person consented; checked before each call."""
    return Backend.ANTHROPIC if consented and remote_is_configured() else Backend.OFFLINE
