"""Hard filters: which opportunities may be matched with a profile at all."""

from matching.models import Match
from talentnet.opportunities.models import Opportunity, OpportunityQuerySet
from talentnet.profiles.models import Profile


def eligible_opportunities(profile: Profile) -> OpportunityQuerySet:
    """Open opportunities within the profile's preferences that were not dismissed."""
    # A subquery of ids: with a join, SQLite looks up every opportunity among the matches.
    dismissed = Match.objects.filter(profile=profile, status=Match.Status.DISMISSED)
    eligible = Opportunity.objects.open().within_preferences(profile)
    return eligible.exclude(pk__in=dismissed.values("opportunity"))
