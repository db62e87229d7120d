"""Seed the database with the demonstration's candidates and opportunities.

Idempotent: existing rows stay as they are. Only the dates of opportunities move with today, so
that the demonstration never expires.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.home.demo.accounts import PASSWORD, STAFF_EMAIL
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Education, Profile, WorkExperience

HERE = Path(__file__).parent
# Keys in opportunities.json, in days from today, and the columns they fill.
RELATIVE_DATES = {
    "deadline_in_days": "deadline",
    "starts_in_days": "starts_at",
    "ends_in_days": "ends_at",
}


@transaction.atomic
def seed_candidates() -> int:
    """Create the missing candidates and return their number."""
    candidates = json.loads((HERE / "candidates.json").read_text(encoding="utf-8"))
    # Email addresses are compared without case, as at sign-in.
    missing = [c for c in candidates if not User.objects.filter(email__iexact=c["email"]).exists()]
    for candidate in missing:
        _create_candidate(candidate)
    # No email reaches these addresses, so nobody could confirm them. Existing accounts too: an
    # older demonstration left them unconfirmed.
    for user in User.objects.filter(email__in=[c["email"] for c in candidates]):
        user.vouch_for_email()
    return len(missing)


def _create_candidate(candidate: dict[str, Any]) -> None:
    user = User.objects.create_user(candidate["email"], PASSWORD)
    profile = Profile(user=user, **candidate["profile"])
    profile.set_ai_consent(given=candidate["consent"])
    profile.privacy_saved_at = timezone.now() if candidate["privacy_saved"] else None
    profile.save()
    for position, entry in enumerate(candidate["education"]):
        Education.objects.create(profile=profile, position=position, **entry)
    for position, entry in enumerate(candidate["work"]):
        WorkExperience.objects.create(profile=profile, position=position, **entry)


def seed_staff() -> bool:
    """Create the staff account; False if it exists."""
    if staff := User.objects.filter(email__iexact=STAFF_EMAIL).first():
        staff.vouch_for_email()
        return False
    User.objects.create_superuser(STAFF_EMAIL, PASSWORD)
    return True


def seed_opportunities() -> int:
    """Upsert the opportunities and return their number, including existing ones."""
    # The last minute of the day: deadlines stay "in 3 days" all day long.
    now = timezone.now().replace(hour=23, minute=59, second=0, microsecond=0)
    rows = json.loads((HERE / "opportunities.json").read_text(encoding="utf-8"))
    opportunities = [_opportunity(row, now) for row in rows]
    Opportunity.objects.bulk_create(
        opportunities,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        # Only dates, so that changes made by staff are kept.
        update_fields=[*RELATIVE_DATES.values(), "last_verified_at"],
    )
    return len(opportunities)


def _opportunity(row: dict[str, Any], now: dt.datetime) -> Opportunity:
    values = {key: value for key, value in row.items() if key not in RELATIVE_DATES}
    for key, column in RELATIVE_DATES.items():
        days = row.get(key)
        values[column] = None if days is None else now + dt.timedelta(days=days)
    return Opportunity(source=Opportunity.DEMO_SOURCE, last_verified_at=now, **values)
