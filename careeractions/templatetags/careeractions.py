"""Template tags and filters for career actions."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext

from careeractions import profile_entry
from careeractions.action_types import ActionType
from careeractions.forms import NoteForm
from careeractions.growth_links import addressed_by
from careeractions.models import CareerAction
from careeractions.panel import panel_context, status_of
from careeractions.transitions import verbs_from
from matching.growth import GrowthArea
from talentnet.profiles.anchors import ProfileAnchor, ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.profiles.saving import token_of
from talentnet.treatments import Treatment

register = template.Library()


@register.inclusion_tag("careeractions/panel.html", takes_context=True)
def next_moves(context: RequestContext, profile: Profile) -> dict[str, Any]:
    """Render the panel "Your next moves"."""
    return {
        # Inclusion tags start with an empty context; the panel's forms need these two.
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "profile": profile,
        "status": status_of(profile),
        **panel_context(profile),
    }


@register.simple_tag
def addressing(areas: list[GrowthArea], profile: Profile) -> dict[str, CareerAction]:
    """Map each growth area to the career action that addresses it."""
    # Dismissed cards don't address anything, so use the panel's.
    return addressed_by(areas, CareerAction.objects.shown_to(profile).on_panel())


@register.filter
def of_area(addressed: dict[str, CareerAction], area: str) -> CareerAction | None:
    return addressed.get(area)


@register.filter
def basis(card: CareerAction, places: ProfileAnchors) -> list[tuple[str, ProfileAnchor | None]]:
    """Profile elements behind a career action, each with its anchor in the profile.

    An element that the profile doesn't support is left out, unless the check only takes note.
    """
    shown = card.shown
    found = [(element, places.find(element)) for element in (shown.basis if shown else [])]
    notes_only = settings.CHECKS["basis"] == Treatment.NOTE
    return [(element, place) for element, place in found if place or notes_only]


@register.filter
def note_form(card: CareerAction) -> NoteForm:
    return NoteForm(instance=card)


@register.filter
def note_token(card: CareerAction) -> str:
    return token_of(NoteForm(instance=card))


@register.filter
def can_be_added(card: CareerAction) -> bool:
    """True if the card can become a profile entry."""
    return profile_entry.can_be_added(card)


@register.filter
def icon(card: CareerAction) -> str:
    return ActionType(card.type).icon


@register.filter
def can(card: CareerAction, verb: str) -> bool:
    """True if the card's status allows the verb."""
    return verb in verbs_from(card.status)
