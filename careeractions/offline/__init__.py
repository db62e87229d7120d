"""Offline adviser: rules that write career actions from a profile.

It replaces the AI model wherever none may be called. Its answer has the shape of the tool
`generate_career_actions` and passes through the same validation and storage. `material.py` reads
the profile, `templates_*.py` hold the texts, and `choose.py` selects and fills them.
"""

from collections.abc import Sequence
from typing import Any

from careeractions.offline.choose import choose
from careeractions.offline.material import Material
from talentnet.profiles.models import Profile

MODEL_VERSION = "offline-adviser-1"


def write_actions(
    profile: Profile,
    *,
    growth_areas: Sequence[str],
    avoid: Sequence[str],
    variant: int = 0,
) -> dict[str, Any]:
    """Write 3 to 5 actions of at least 3 types, none with a title close to one in `avoid`.

    Deterministic: the same arguments give the same actions, and another `variant` gives others if
    the profile has material for them. Fewer than 3 come back only if `avoid` rules out the rest.
    """
    material = Material.from_profile(profile, growth_areas)
    return {"actions": [card.as_item() for card in choose(material, avoid, variant)]}
