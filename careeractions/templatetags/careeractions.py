from typing import Any

from django import template
from django.template.context import RequestContext

from careeractions.models import CareerAction
from careeractions.panel import panel_context, waiting_for
from careeractions.transitions import verbs_from
from talentnet.profiles.models import Profile

register = template.Library()

ICONS: dict[str, str] = {
    CareerAction.Type.REPLICATE: "beaker",
    CareerAction.Type.COLLABORATE: "user-group",
    CareerAction.Type.START_ORG: "rocket-launch",
    CareerAction.Type.IDENTIFY_GAPS: "magnifying-glass",
    CareerAction.Type.VOLUNTEER: "heart",
    CareerAction.Type.BUILD_TOOLS: "wrench-screwdriver",
    CareerAction.Type.TEACH_WRITE: "pencil-square",
    CareerAction.Type.DEVELOP_SKILLS: "academic-cap",
}


@register.inclusion_tag("careeractions/panel.html", takes_context=True)
def next_moves(context: RequestContext, profile: Profile) -> dict[str, Any]:
    """The panel "Your Next Moves" of this person."""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "waiting": waiting_for(profile),
        **panel_context(profile),
    }


@register.filter
def icon(card: CareerAction) -> str:
    return ICONS[card.type]


@register.filter
def can(card: CareerAction, verb: str) -> bool:
    """Whether the card's status allows this."""
    return verb in verbs_from(card.status)
