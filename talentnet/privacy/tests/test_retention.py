"""Retention rules, each with rows on both sides of its limit, enforced twice."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django_q.models import Schedule, Task

from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from matching.models import Match, MatchRefresh
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from talentnet import settings as product
from talentnet.accounts.models import Session, User
from talentnet.accounts.sessions import SessionStore
from talentnet.files import private_files
from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.notifications.models import Mail, Mention
from talentnet.opportunities.models import PostingReport
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.privacy import retention
from talentnet.privacy import rules as retained
from talentnet.privacy.models import DataExport
from talentnet.privacy.retention import Rule, rules
from talentnet.privacy.tasks import enforce_retention
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def ids_after_enforcing(rows: QuerySet[Any]) -> list[Any]:
    """Enforce all rules twice, and return the ids of the remaining rows."""
    enforce_retention()
    remaining = list(rows.order_by("pk").values())
    enforce_retention()
    assert list(rows.order_by("pk").values()) == remaining
    return [row["id"] for row in remaining]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shrink batches to one row, so that each rule needs several."""
    for module in ("privacy.retention", "llm.personal_data"):
        monkeypatch.setattr(f"talentnet.{module}.BATCH", 1)


@pytest.fixture
def profile() -> Profile:
    made: Profile = ProfileFactory.create()
    return made


def call(profile: Profile, days: float, **fields: Any) -> LLMCall:
    return LLMCall.objects.create(
        operation=LLMCall.Operation.SCORE_OPPORTUNITIES,
        model="claude-haiku-4-5-20251001",
        user=profile.user,
        outcome=LLMCall.Outcome.ANSWERED,
        created_at=ago(days),
        sent="Skills: Python",
        **fields,
    )


def test_sent_text_is_cleared_after_90_days(profile: Profile) -> None:
    calls = [call(profile, days) for days in (91, 95, 89)]
    assert ids_after_enforcing(LLMCall.objects.all()) == [one.pk for one in calls]
    assert [one.sent for one in LLMCall.objects.order_by("pk")] == ["", "", "Skills: Python"]


def test_calls_become_totals_after_13_months(profile: Profile) -> None:
    old = [call(profile, days, input_tokens=100, cost_usd="0.5") for days in (397, 397)]
    kept = call(profile, 395, input_tokens=7)
    assert ids_after_enforcing(LLMCall.objects.all()) == [kept.pk]
    total = UsageTotal.objects.get()
    assert (total.day, total.calls, total.input_tokens, total.cost_usd) == (
        old[0].created_at.date(),
        2,
        200,
        Decimal(1),
    )


def test_refreshes_are_deleted_after_90_days_except_latest(profile: Profile) -> None:
    def refresh(days: float, status: str, **fields: Any) -> int:
        made: MatchRefresh = MatchRefreshFactory.create(status=status, **fields)
        MatchRefresh.objects.filter(pk=made.pk).update(created_at=ago(days))
        return made.pk

    other = refresh(300, "failed", profile=ProfileFactory.create())
    refresh(200, "completed", profile=profile)
    completed = refresh(150, "completed", profile=profile)
    refresh(120, "failed", profile=profile)
    latest = refresh(100, "failed", profile=profile)
    assert ids_after_enforcing(MatchRefresh.objects.all()) == [other, completed, latest]
    recent = refresh(89, "failed", profile=profile)
    refresh(1, "completed", profile=profile)
    assert ids_after_enforcing(MatchRefresh.objects.filter(profile=profile))[0] == recent


def test_matches_survive_deletion_of_refresh(profile: Profile) -> None:
    refresh: MatchRefresh = MatchRefreshFactory.create(profile=profile, status="failed")
    MatchRefresh.objects.filter(pk=refresh.pk).update(created_at=ago(91))
    MatchRefreshFactory.create(profile=profile, status="failed")
    match: Match = MatchFactory.create(profile=profile, refresh=refresh)
    assert ids_after_enforcing(Match.objects.all()) == [match.pk]
    assert not MatchRefresh.objects.filter(pk=refresh.pk).exists()


def test_generations_are_deleted_after_13_months_unless_used(
    profile: Profile,
) -> None:
    def generation(days: float, status: str = "failed") -> ActionGeneration:
        made: ActionGeneration = ActionGenerationFactory.create(profile=profile, status=status)
        ActionGeneration.objects.filter(pk=made.pk).update(created_at=ago(days))
        return made

    generation(500)
    with_card = generation(499, "succeeded")
    generation(498, "succeeded")
    succeeded = generation(450, "succeeded")
    generation(400)
    recent = generation(395)
    card: CareerAction = CareerActionFactory.create(profile=profile, generation=with_card)
    kept = [with_card.pk, succeeded.pk, recent.pk]
    assert ids_after_enforcing(ActionGeneration.objects.all()) == kept
    card.refresh_from_db()
    assert card.generation == with_card


def test_latest_generation_is_never_deleted(profile: Profile) -> None:
    latest = ActionGenerationFactory.create(profile=profile, status="failed")
    ActionGeneration.objects.update(created_at=ago(1000))
    assert ids_after_enforcing(ActionGeneration.objects.all()) == [latest.pk]


def test_emails_are_deleted_after_90_days_but_mentions_stay(profile: Profile) -> None:
    def mail(days: float, status: str = "sent") -> Mail:
        day = ago(days).date()
        fields = {"kind": "week", "day": day, "claimed_at": ago(days), "status": status}
        return Mail.objects.create(user=profile.user, address="a@example.org", **fields)

    mail(91)
    mail(95)
    mentioned = mail(99)
    recent = mail(89)
    day = ago(10).date()
    Mention.objects.create(
        mail=mentioned, user=profile.user, kind="deadlines", subject="1", day=day
    )
    assert ids_after_enforcing(Mail.objects.all()) == [recent.pk]
    assert Mention.objects.count() == 1


def test_mentions_are_deleted_once_obsolete(profile: Profile) -> None:
    def mention(days: float) -> Mention:
        fields = {"kind": "deadlines", "subject": str(days), "day": ago(days).date()}
        return Mention.objects.create(user=profile.user, **fields)

    mention(62)
    recent = mention(58)
    assert ids_after_enforcing(Mention.objects.all()) == [recent.pk]


def test_imports_are_deleted_a_week_after_last_use(profile: Profile) -> None:
    def made(days: float, **fields: Any) -> ProfileImport:
        return ProfileImport.objects.create(
            profile=profile, source="json_resume", created_at=ago(days), **fields
        )

    made(8, status="ready")
    made(9, status="applied", finished_at=ago(8))
    kept = [
        made(6, status="ready"),
        made(9, status="applied", finished_at=ago(6)),
        made(8, status="running"),
    ]
    assert ids_after_enforcing(ProfileImport.objects.all()) == [each.pk for each in kept]


def test_report_comments_are_cleared_a_year_after_settling(profile: Profile) -> None:
    def report(settled_at: dt.datetime | None) -> PostingReport:
        return PostingReport.objects.create(
            profile=profile,
            opportunity=OpportunityFactory.create(),
            comment="Gone",
            settled_at=settled_at,
        )

    reports = [report(when) for when in (ago(366), ago(400), ago(364), None)]
    assert ids_after_enforcing(PostingReport.objects.all()) == [one.pk for one in reports]
    comments = [one.comment for one in PostingReport.objects.order_by("pk")]
    assert comments == ["", "", "Gone", "Gone"]


def test_task_results_are_deleted_after_30_days() -> None:
    for number, days in enumerate((31, 40, 29)):
        Task.objects.create(
            id=str(number), name="x", func="x", started=ago(days), stopped=ago(days), success=False
        )
    assert ids_after_enforcing(Task.objects.all()) == ["2"]


def test_expired_sessions_are_deleted(profile: Profile) -> None:
    def session(days: float) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(profile.user.pk)
        store.create()
        Session.objects.filter(pk=store.session_key).update(expire_date=ago(days))
        return str(store.session_key)

    session(0.001)
    session(3)
    kept = session(-0.01)
    orphaned = session(-1)
    Session.objects.filter(pk=orphaned).update(account_id=profile.user.pk + 1000)
    enforce_retention()
    assert list(Session.objects.values_list("pk", flat=True)) == [kept]


@pytest.fixture
def stored() -> Iterator[Callable[[str], str]]:
    """Function that stores a private file; all are removed after the test."""
    names: list[str] = []

    def put(name: str) -> str:
        names.append(private_files().save(name, ContentFile(b"x")))
        return names[-1]

    yield put
    for name in names:
        private_files().delete(name)


def test_exports_are_deleted_with_files_after_7_days(
    profile: Profile, stored: Callable[[str], str]
) -> None:
    def export(days: float, **fields: Any) -> DataExport:
        fields = {"status": "completed", "finished_at": ago(days)} | fields
        return DataExport.objects.create(user=profile.user, **fields)

    export(8, status="failed")
    old = export(7.1, file=stored("exports/old.zip"))
    kept = export(6.9, file=stored("exports/kept.zip"))
    waiting = export(0, status="queued", finished_at=None)
    assert ids_after_enforcing(DataExport.objects.all()) == [kept.pk, waiting.pk]
    assert [private_files().exists(str(export.file.name)) for export in (old, kept)] == [
        False,
        True,
    ]


def test_orphaned_files_are_deleted_after_an_hour(
    profile: Profile, stored: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    named, orphan = stored("exports/named.zip"), stored("exports/deep/nobody.zip")
    DataExport.objects.create(
        user=profile.user, status="completed", finished_at=timezone.now(), file=named
    )
    enforce_retention()
    assert private_files().exists(orphan)
    monkeypatch.setattr("talentnet.privacy.erasure.SWEPT_AFTER", dt.timedelta(hours=-1))
    enforce_retention()
    assert [private_files().exists(name) for name in (named, orphan)] == [True, False]


def sign_up(days: float, *, verified: bool = False, **fields: Any) -> User:
    user: User = UserFactory.create(date_joined=ago(days), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def test_unconfirmed_accounts_are_deleted_after_30_days() -> None:
    sign_up(31)
    sign_up(90)
    with_profile = sign_up(90)
    ProfileFactory.create(user=with_profile)
    kept = [
        sign_up(29),
        sign_up(90, verified=True),
        sign_up(90, last_login=ago(80)),
        sign_up(90, is_staff=True),
        with_profile,
        UserFactory.create(date_joined=ago(90)),
    ]
    assert set(ids_after_enforcing(User.objects.all())) == {user.pk for user in kept}


def test_each_unconfirmed_account_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check takes a query per model, so nobody may be able to cause many of them."""
    checked: list[User] = []
    monkeypatch.setattr(retained, "ACCOUNTS_PER_BATCH", 2)
    monkeypatch.setattr(retained, "_has_anything", checked.append)
    expected = [sign_up(90) for _ in range(5)]
    enforce_retention()
    assert [user.pk for user in checked] == [user.pk for user in expected]


def test_candidate_choices_are_never_deleted(profile: Profile) -> None:
    for status in ("active", "saved", "dismissed"):
        MatchFactory.create(profile=profile, status=status, computed_at=ago(3000))
    for status in CareerAction.Status:
        CareerActionFactory.create(profile=profile, status=status, generated_at=ago(3000))
    User.objects.update(date_joined=ago(3000))
    enforce_retention()
    assert (Match.objects.count(), CareerAction.objects.count()) == (3, len(CareerAction.Status))
    assert Profile.objects.get() == profile


def test_failing_rule_does_not_stop_other_rules(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(before: dt.datetime) -> int:
        raise ValueError("broken")

    rule = Rule("Something", "For no reason.", days=1, enforce=broken)
    monkeypatch.setattr(retention, "_rules", [rule, *rules()])
    call(profile, 91)
    enforce_retention()
    assert LLMCall.objects.get().sent == ""
    assert "Retention rule failed: Something" in caplog.text


def test_every_rule_states_period_and_reason() -> None:
    assert [rule.what for rule in rules() if not (rule.why and rule.how_long[0] != "0")] == []


def test_retention_is_scheduled_daily() -> None:
    names = Schedule.objects.filter(func__startswith="talentnet.privacy").order_by("name")
    assert [(one.func.rpartition(".")[2], one.schedule_type, one.minutes) for one in names] == [
        ("enforce_retention", "I", 1440),
        ("sweep", "I", 1),
    ]


def test_expired_sign_in_attempts_are_deleted(settings: Any) -> None:
    settings.CACHES = product.CACHES
    cache.set("over", 1, timeout=-60)
    cache.set("counts", 1, timeout=60)
    cache.set("lasts", 1, timeout=None)
    with connection.cursor() as cursor:
        for _ in range(2):
            enforce_retention()
            cursor.execute("SELECT cache_key FROM talentnet_cache ORDER BY cache_key")
            assert cursor.fetchall() == [(":1:counts",), (":1:lasts",)]
