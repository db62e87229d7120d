"""The offline adviser: writes career actions by rule, from a person's own profile.

It stands in wherever no AI model may be asked, and answers in the shape of the tool
`generate_career_actions`, so that the same validation and storing follow. `material.py` reads
what a person offers, the `templates_*.py` hold the texts, `choose.py` picks among them.
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
    """3 to 5 actions of at least 3 types, none titled close to one in `avoid`.

    The same arguments give the same answer; another `variant` brings other actions as far as the
    profile holds material for them. Fewer than 3 come back only when everything else is avoided.
    """
    material = Material.of(profile, growth_areas)
    return {"actions": [card.as_item() for card in choose(material, avoid, variant)]}
