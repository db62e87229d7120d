"""People besides the demo's, stored in the product's database before it starts.

Runs inside the product's management shell; tests import only the addresses.
"""

import datetime as dt
import uuid
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from careeractions.models import ActionGeneration, CareerAction
from matching.models import Match
from talentnet.accounts.models import User
from talentnet.home.demo.accounts import PASSWORD
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile, Project, WorkExperience

NEWCOMER = "newcomer@example.org"
LONGEST = "longest@example.org"
SETTLED = "priya@example.org"
"""Has matches and cards of every kind before the first test; no test changes them."""

WRITER = "writer@example.org"
WALKER = "walker@example.org"
CHOOSER = "chooser@example.org"
"""All are ready for matching and have no model; writer and chooser have matches and cards, too."""

READER = "reader@example.org"
"""Is ready for matching by the model, and wants many kinds of roles."""

LONGEST_PLACE = "; ".join(["Remote - Ontario, Canada", "Remote - British Columbia, Canada"] * 20)
LONGEST_LOCATION = LONGEST_PLACE[:950]
LONGEST_WORD = "Donaudampfschifffahrt" * 14 + "Kapitän"[:6]
LONG_SKILL = "skill" * 40
assert len(LONGEST_WORD) == 300
assert len(LONG_SKILL) == 200


def make_them() -> None:
    _person(NEWCOMER)
    _make_the_longest()
    _settle(Profile.objects.get(user__email=SETTLED))
    _be_ready(WALKER)
    _be_ready(READER, consenting=True, role_types=[])
    for email in (WRITER, CHOOSER):
        _refresh(_be_ready(email))


def _person(email: str) -> User:
    user = User.objects.create_user(email, PASSWORD)
    user.vouch_for_email()
    return user


def _be_ready(email: str, *, consenting: bool = False, **fields: Any) -> Profile:
    """Make a person like the demo's first candidate, with or without a model."""
    like = Profile.objects.get(user__email=SETTLED)
    like.pk, like.user = None, _person(email)
    like.name = email.split("@")[0].title()
    like.set_ai_consent(given=consenting)
    for name, value in fields.items():
        setattr(like, name, value)
    like.save()
    WorkExperience.objects.create(
        profile=like, key=uuid.uuid4(), title="Data Engineer", organization="Harbor Statistics"
    )
    return like


def _refresh(profile: Profile) -> None:
    call_command("refresh_matches", profile.pk, verbosity=0)
    call_command("generate_actions", profile.pk, verbosity=0)
    # The refresh has queued one, too, which would run when the product starts.
    waiting = ActionGeneration.objects.filter(status="queued")
    waiting.update(status="superseded", finished_at=timezone.now())


def _settle(profile: Profile) -> None:
    """Refresh, then use every status that matches and moves can have."""
    _refresh(profile)
    now = timezone.now()
    saved, applied, dismissed = Match.objects.filter(profile=profile).best_first()[:3]
    _set(saved, status="saved")
    _set(applied, applied_at=now)
    _set(dismissed, status="dismissed", dismissed_from="active", dismissed_at=now)
    cards = list(CareerAction.objects.of(profile))
    _set(cards[0], status="in_progress", started_at=now, note="Ask Mira for her notes.")
    _set(cards[1], status="done", started_at=now, completed_at=now)
    _set(cards[2], status="dismissed", dismissed_from="active", dismissed_at=now)


def _set(row: Any, **values: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def _make_the_longest() -> None:
    """Make a person with texts of maximum length and without break opportunities."""
    profile = Profile.objects.create(
        user=_person(LONGEST),
        name=LONGEST_WORD[:200],
        location=LONGEST_LOCATION[:200],
        headline=LONGEST_WORD,
        links=["https://example.org/" + "a" * 170],
        skills=[LONG_SKILL, LONG_SKILL.upper()],
        ai_safety_interests=[LONG_SKILL],
        career_goals=LONGEST_WORD,
        hidden_from_organizations=[LONG_SKILL],
        remote_preference="no_preference",
        privacy_saved_at=timezone.now(),
        ai_choice_at=timezone.now(),
    )
    for kind, named in ((WorkExperience, "organization"), (Project, "name")):
        kind.objects.create(
            profile=profile,
            key=uuid.uuid4(),
            title=LONGEST_WORD[:200],
            description=LONGEST_WORD,
            **{named: LONGEST_WORD[:200]},
        )
    for number in range(3):
        _longest_match(profile, number)
    for status in ("active", "saved", "in_progress", "done", "dismissed"):
        _longest_card(profile, status)


def _longest_match(profile: Profile, number: int) -> None:
    opportunity = Opportunity.objects.create(
        source="longest",
        source_id=str(number),
        title=LONGEST_WORD,
        organization=LONGEST_WORD,
        location=LONGEST_LOCATION,
        is_remote=True,
        experience_level="mid",
        salary_range="1" * 200,
        deadline=timezone.now() + dt.timedelta(days=2),
        posted_at=timezone.now(),
        skills=[LONG_SKILL, LONG_SKILL.upper()],
        description=LONGEST_WORD,
        requirements=LONGEST_WORD,
        url="https://example.org/" + "b" * 1900,
    )
    Match.objects.create(
        profile=profile,
        opportunity=opportunity,
        tier=("great", "good", "exploring")[number],
        score=90 - 20 * number,
        strengths=[f"You know {LONG_SKILL}.", LONGEST_WORD],
        gap=LONGEST_WORD,
        recommendations=[{"type": "skill", "action": LONGEST_WORD, "priority": "high"}],
        status=("saved", "active", "dismissed")[number],
        applied_at=timezone.now() if number == 1 else None,
        computed_at=timezone.now(),
        model_version="offline-1",
    )


def _longest_card(profile: Profile, status: str) -> None:
    now = timezone.now()
    CareerAction.objects.create(
        profile=profile,
        type="replicate",
        title=LONGEST_WORD[:200],
        description=LONGEST_WORD,
        rationale=LONGEST_WORD,
        profile_basis=[LONG_SKILL],
        status=status,
        note=LONGEST_WORD if status == "saved" else "",
        started_at=now if status in ("in_progress", "done") else None,
        completed_at=now if status == "done" else None,
        dismissed_at=now if status == "dismissed" else None,
        dismissed_from="active" if status == "dismissed" else "",
        dismiss_reason=LONGEST_WORD if status == "dismissed" else "",
        model_version="offline-1",
    )
