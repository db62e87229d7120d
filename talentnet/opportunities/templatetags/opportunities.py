import datetime as dt

from django import template
from django.utils import timezone

from talentnet.opportunities.models import Opportunity

register = template.Library()

# Later deadlines are given in weeks.
DAYS_COUNTED = 21


@register.filter
def closes(opportunity: Opportunity) -> str:
    """Time left to apply, for example “closes in 3 days”; “closed” or '' without a deadline."""
    deadline = opportunity.deadline
    if deadline is None:
        return "" if opportunity.is_open else "closed"
    if not opportunity.is_open:
        return "closed"
    days = (timezone.localtime(deadline).date() - timezone.localdate()).days
    if days < 1:
        return _within_hours(deadline - timezone.now())
    if days == 1:
        return "closes tomorrow"
    if days <= DAYS_COUNTED:
        return f"closes in {days} days"
    return f"closes in {days // 7} weeks"


@register.filter
def is_urgent(opportunity: Opportunity) -> bool:
    """True if an open opportunity closes within a week."""
    deadline = opportunity.deadline
    soon = timezone.now() + dt.timedelta(days=7)
    return deadline is not None and opportunity.is_open and deadline <= soon


def _within_hours(remaining: dt.timedelta) -> str:
    hours = int(remaining.total_seconds() // 3600)
    if hours < 1:
        return "closes within the hour"
    return f"closes today, in {hours} hour{'' if hours == 1 else 's'}"
