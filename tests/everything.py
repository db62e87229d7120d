"""Candidate with a row in every table that holds personal data, with each text marked.

A new model with personal data makes `test_personal_data.py` fail until it has a row here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from careeractions.models import (
    ActionFeedback,
    ActionGeneration,
    ActionReview,
    CareerAction,
    EvaluationCase,
)
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from matching.models import Match, MatchRefresh, Verdict
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from talentnet.accounts.models import User
from talentnet.accounts.sessions import SessionStore
from talentnet.llm.models import LLMCall
from talentnet.notifications.models import CalendarEntry, CalendarFeed, Mail, MailChoice, Mention
from talentnet.opportunities.models import PostingReport
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import PersonalRecord, personal_records
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.factories import (
    AccomplishmentFactory,
    EducationFactory,
    ProfileFactory,
    ProjectFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)

# Texts that aren't about a person, or that need a particular value.
UNMARKED = {
    "accounts.User.email",
    "accounts.User.time_zone",
    "accounts.Session.session_key",
    "accounts.Session.session_data",
    "account.EmailAddress.email",
    "admin.LogEntry.object_id",
    "llm.LLMCall.model",
}


@dataclass
class Person:
    user: User
    word: str
    """What every mark begins with, and nothing else in the database."""
    shown: list[str] = field(default_factory=list)
    """Marks that the export holds."""
    withheld: list[str] = field(default_factory=list)
    """Marks that it must not hold."""
    numbers: Iterator[int] = field(default_factory=lambda: count(100))

    def mark(self, *, withheld: bool = False) -> str:
        made = f"{self.word}{next(self.numbers)}"
        (self.withheld if withheld else self.shown).append(made)
        return made


def everything_of(word: str) -> Person:
    """Make a person with rows in every table; each text contains the lowercase `word`."""
    user = User.objects.create_user(f"{word}@example.org", "a quiet harbor at dawn")
    user.vouch_for_email()
    person = Person(user, word)
    _account_rows(person)
    profile = ProfileFactory.create(user=user)
    _profile_rows(profile)
    _notification_rows(user, profile)
    _staff_rows(user, profile)
    for record in personal_records():
        for row in record.of(user):
            _mark(person, record, row)
    return person


def _account_rows(person: Person) -> None:
    user = person.user
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key=person.word)
    Authenticator.objects.create(user=user, type="totp", data={})
    DataExport.objects.create(user=user, status="completed", finished_at=timezone.now())
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_hash"] = person.mark(withheld=True)
    session["removed_entry"] = {"name": person.mark()}
    session.create()
    user.groups.add(Group.objects.get_or_create(name="Helpers")[0])
    user.user_permissions.add(Permission.objects.get(codename="view_profile"))


def _profile_rows(profile: Profile) -> None:
    for factory in (
        EducationFactory,
        WorkExperienceFactory,
        ProjectFactory,
        VolunteeringFactory,
        AccomplishmentFactory,
    ):
        factory.create(profile=profile)
    ProfileImport.objects.create(profile=profile, source=ProfileImport.Source.DOCUMENT)
    call = LLMCall.objects.create(
        user=profile.user,
        operation=LLMCall.Operation.GENERATE_CAREER_ACTIONS,
        model="claude-haiku-4-5-20251001",
        outcome=LLMCall.Outcome.ANSWERED,
        input_tokens=200,
    )
    refresh: MatchRefresh = MatchRefreshFactory.create(profile=profile, status="failed")
    match: Match = MatchFactory.create(profile=profile, refresh=refresh, status="saved")
    Verdict.objects.create(profile=profile, opportunity=match.opportunity, verdict={})
    generation: ActionGeneration = ActionGenerationFactory.create(
        profile=profile, status="succeeded", llm_call=call, match_refresh=refresh
    )
    card: CareerAction = CareerActionFactory.create(
        profile=profile, generation=generation, status=CareerAction.Status.IN_PROGRESS
    )
    ActionFeedback.objects.create(profile=profile, action=card, opinion="helpful", type=card.type)
    ActionReview.objects.create(profile=profile, action=card, verdict="weak", type=card.type)
    EvaluationCase.objects.create(profile=profile, case={})
    PostingReport.objects.create(profile=profile, opportunity=match.opportunity)


def _notification_rows(user: User, profile: Profile) -> None:
    MailChoice.objects.create(user=user, week=True)
    mail = Mail.objects.create(user=user, kind="week", day="2026-03-02", status="sent")
    Mention.objects.create(mail=mail, user=user, kind="week", day="2026-03-02")
    CalendarFeed.objects.create(user=user)
    CalendarEntry.objects.create(user=user, kind="action", number=1, revised_at=timezone.now())


def _staff_rows(user: User, profile: Profile) -> None:
    staff, _ = User.objects.get_or_create(email="staff@talentnet.example.org", is_staff=True)
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(Profile),
        object_id=str(profile.pk),
        action_flag=CHANGE,
    )


def _mark(person: Person, record: PersonalRecord, row: models.Model) -> None:
    """Write a unique mark into every text, list of texts and file of a row."""
    for column in row._meta.concrete_fields:
        if f"{row._meta.label}.{column.name}" in UNMARKED or column.choices:
            continue
        if isinstance(column, (models.CharField, models.TextField, models.JSONField)):
            mark = person.mark(withheld=column.name in record.withheld)
            setattr(row, column.name, _value(column, mark))
        elif isinstance(column, models.FileField):
            mark = person.mark(withheld=column.name in record.withheld)
            getattr(row, column.name).save("given.pdf", ContentFile(mark.encode()), save=False)
    row.save()


def _value(column: "models.Field[Any, Any]", mark: str) -> Any:
    if isinstance(column, models.EmailField):
        return f"{mark}@example.org"
    if isinstance(column, models.URLField):
        return f"https://example.org/{mark}"
    if column.name == "recommendations":
        return [{"type": "skill", "action": mark, "priority": "high"}]
    if isinstance(column, models.JSONField):
        return [mark] if column.default is list else {"of": mark}
    return mark
