"""Select and score the templates that suit a person."""

from collections.abc import Iterator

from careeractions.offline import (
    templates_anyone,
    templates_communications,
    templates_engineering,
    templates_field,
    templates_growth,
    templates_language,
    templates_operations,
    templates_policy,
    templates_research,
    templates_security,
    templates_starters,
)
from careeractions.offline.kinds import Craft
from careeractions.offline.material import Material
from careeractions.offline.template import Level, Template

CRAFT_TEMPLATES: dict[Craft, tuple[Template, ...]] = {
    Craft.RESEARCH: templates_research.TEMPLATES,
    Craft.ENGINEERING: templates_engineering.TEMPLATES,
    Craft.SECURITY: templates_security.TEMPLATES,
    Craft.POLICY: templates_policy.TEMPLATES,
    Craft.OPERATIONS: templates_operations.TEMPLATES,
    Craft.COMMUNICATIONS: templates_communications.TEMPLATES,
    Craft.FIELD: templates_field.TEMPLATES,
}
LANGUAGE_TEMPLATES = templates_language.TEMPLATES
GROWTH_TEMPLATES = templates_growth.TEMPLATES
GENERAL_TEMPLATES = templates_anyone.TEMPLATES
STARTERS = templates_starters.TEMPLATES
ALL = (
    *(t for ts in CRAFT_TEMPLATES.values() for t in ts),
    *LANGUAGE_TEMPLATES,
    *GROWTH_TEMPLATES,
    *GENERAL_TEMPLATES,
    *STARTERS,
)

# Points. Templates of the person's own craft win; those for anyone are a reserve.
FIRST_CRAFT, SECOND_CRAFT = 12, 9
LANGUAGE, LANGUAGE_AS_CRAFT = 9, 12
GROWTH, ANYONE = 6, 5
LEVEL, FAVORED = 2, 1


def scored(material: Material) -> dict[Template, int]:
    """Templates that suit the person's craft and level, with their points."""
    scores: dict[Template, int] = {}
    # The first offer of a template wins: it comes from the stronger craft.
    for template, points in _offered(material):
        if template.level in (None, material.level):
            points += LEVEL if template.level else 0
            points += FAVORED if template.type in material.favored else 0
            scores.setdefault(template, points)
    return scores


def _offered(material: Material) -> Iterator[tuple[Template, int]]:
    for craft in material.crafts:
        is_first = craft == material.crafts[0]
        points = FIRST_CRAFT if is_first else SECOND_CRAFT
        yield from (
            (t, points) for t in CRAFT_TEMPLATES[craft] if is_first or t.level != Level.SENIOR
        )
    points = LANGUAGE_AS_CRAFT if material.is_translator else LANGUAGE
    yield from ((template, points) for template in LANGUAGE_TEMPLATES)
    yield from ((template, GROWTH) for template in GROWTH_TEMPLATES)
    yield from ((template, ANYONE) for template in GENERAL_TEMPLATES)
