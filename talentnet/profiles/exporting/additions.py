"""Registry of data that later apps add to an export under `meta`."""

from collections.abc import Callable
from typing import Any

from talentnet.profiles.models import Profile

type Write = Callable[[Profile], list[dict[str, Any]]]

_ADDITIONS: dict[str, Write] = {}


def add_to_resumes(name: str, write: Write) -> None:
    """Called once, when an app is ready. It is written to be read; an import leaves it alone."""
    _ADDITIONS[name] = write


def additions_of(profile: Profile) -> dict[str, list[dict[str, Any]]]:
    return {name: write(profile) for name, write in _ADDITIONS.items()}
