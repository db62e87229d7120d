"""Registry of data that later apps add to an exported profile, under `meta.talentnet`.

Profiles may not import those apps, so each app registers a function when it starts.
"""

from collections.abc import Callable
from typing import Any

from talentnet.profiles.models import Profile

type Write = Callable[[Profile], list[dict[str, Any]]]

_ADDITIONS: dict[str, Write] = {}


def add_to_resumes(name: str, write: Write) -> None:
    """Register data for every exported profile; called once, from `AppConfig.ready`.

    It is for people to read: an import ignores it.
    """
    _ADDITIONS[name] = write


def additions_of(profile: Profile) -> dict[str, list[dict[str, Any]]]:
    """Return all registered data of this profile, by name."""
    return {name: write(profile) for name, write in _ADDITIONS.items()}
