from django import template

from matching.evidence import EvidencedReason, reasons_of
from matching.models import Match
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.anchors import ProfileAnchors
from talentnet.profiles.models import Profile

register = template.Library()


@register.filter
def reasons(match: Match, places: ProfileAnchors) -> list[EvidencedReason]:
    """Strengths of a match, each with its evidence."""
    return reasons_of(match, places)


@register.filter
def match_of(profile: Profile, opportunity: Opportunity) -> Match | None:
    """The profile's match with an opportunity; None without one."""
    return Match.objects.filter(profile=profile, opportunity=opportunity).first()
