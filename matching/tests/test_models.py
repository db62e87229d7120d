import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django_q.models import OrmQ

from matching.models import Match, MatchRefresh
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
Trigger = MatchRefresh.Trigger
CANDIDATE = Trigger.CANDIDATE


def ago(**duration: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**duration)


def test_database_allows_one_live_refresh_per_profile() -> None:
    refresh = MatchRefreshFactory.create(status="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRefreshFactory.create(profile=refresh.profile, status="queued")
    MatchRefreshFactory.create(profile=refresh.profile, status="completed")
    MatchRefreshFactory.create()


def test_database_enforces_unique_match_and_score_range() -> None:
    match = MatchFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchFactory.create(profile=match.profile, opportunity=match.opportunity)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchFactory.create(score=101)


def test_match_prevents_deletion_of_profile_and_opportunity() -> None:
    match = MatchFactory.create(status="saved")
    with pytest.raises(ProtectedError):
        match.opportunity.delete()
    with pytest.raises(ProtectedError):
        match.profile.delete()
    assert Match.objects.get() == match
    assert str(match).endswith(f"for profile {match.profile_id}")


def test_second_request_returns_live_refresh() -> None:
    profile = ProfileFactory.create()
    first = MatchRefresh.objects.request(profile, CANDIDATE)
    assert MatchRefresh.objects.request(profile, CANDIDATE) == first
    assert str(first) == f"Refresh #{first.pk} (queued)"


def test_request_ends_overdue_refresh() -> None:
    stuck = MatchRefreshFactory.create(status="running", deadline=ago(seconds=1))
    fresh = MatchRefresh.objects.request(stuck.profile, CANDIDATE)
    stuck.refresh_from_db()
    assert (stuck.status, fresh.status) == ("failed", "queued")
    assert "its worker may have been stopped" in stuck.error


def test_overdue_refresh_is_not_counted(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    stuck = MatchRefreshFactory.create(status="running", deadline=ago(seconds=1))
    assert MatchRefresh.objects.next_possible_at(stuck.profile) is None


def test_request_enqueues_lost_refresh_again(django_capture_on_commit_callbacks: Any) -> None:
    lost = MatchRefreshFactory.create(created_at=ago(minutes=10))
    with django_capture_on_commit_callbacks(execute=True):
        assert MatchRefresh.objects.request(lost.profile, CANDIDATE) == lost
    assert OrmQ.objects.get().task["args"] == (lost.pk,)


def test_refresh_started_now_takes_over_queued_one() -> None:
    queued = MatchRefreshFactory.create()
    started = MatchRefresh.objects.start_now(queued.profile, Trigger.COMMAND)
    assert started == queued
    assert (started.status, started.attempts) == ("running", 1)
    assert MatchRefresh.objects.start_now(queued.profile, Trigger.COMMAND) is None


def test_hourly_limit_counts_refreshes_candidate_started(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 2
    profile = ProfileFactory.create()
    of_profile = {"profile": profile, "status": "completed"}
    MatchRefreshFactory.create(**of_profile, created_at=ago(minutes=61))
    MatchRefreshFactory.create(**of_profile, created_at=ago(minutes=5), trigger="staff")
    MatchRefreshFactory.create(profile=profile, created_at=ago(minutes=4), status="failed")
    first = MatchRefreshFactory.create(**of_profile, created_at=ago(minutes=50))
    assert MatchRefresh.objects.next_possible_at(profile) is None
    MatchRefreshFactory.create(**of_profile, created_at=ago(minutes=1))
    assert MatchRefresh.objects.next_possible_at(profile) == first.created_at + dt.timedelta(
        hours=1
    )
    assert MatchRefresh.objects.next_possible_at(ProfileFactory.create()) is None


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"status": "archived"}, False),
        ({"deadline": ago(minutes=1)}, False),
        ({"deadline": ago(days=-1)}, True),
        ({"kind": "event", "starts_at": ago(days=2), "ends_at": ago(days=1)}, False),
        ({"kind": "event", "starts_at": ago(days=2)}, False),
        ({"kind": "event", "starts_at": ago(days=1), "ends_at": ago(days=-1)}, True),
        ({"kind": "event", "starts_at": ago(days=-1)}, True),
    ],
)
def test_row_and_queryset_agree_on_open(values: dict[str, Any], is_open: bool) -> None:
    opportunity = OpportunityFactory.create(**values)
    assert opportunity.is_open is is_open
    assert type(opportunity).objects.open().filter(pk=opportunity.pk).exists() is is_open


def test_kind_label_names_fellowship() -> None:
    assert OpportunityFactory.build(kind="event", event_type="fellowship").kind_label == (
        "Fellowship"
    )
    assert OpportunityFactory.build().kind_label == "Job"
    assert str(OpportunityFactory.build(title="T", organization="O")) == "T (O)"


@pytest.mark.parametrize(
    ("location", "is_remote", "label"),
    [
        ("", False, ""),
        ("", True, "Remote"),
        ("Lisbon", False, "Lisbon"),
        ("Lisbon", True, "Lisbon · remote"),
        ("Remote (EU)", True, "Remote (EU)"),
        ("x" * 121, True, "x" * 119 + "… · remote"),
    ],
)
def test_place_label_names_location_and_remote_work(
    location: str, is_remote: bool, label: str
) -> None:
    opportunity = OpportunityFactory.build(location=location, is_remote=is_remote)
    assert opportunity.place_label == label


@pytest.mark.parametrize(
    ("fields", "done"),
    [
        ({"status": "saved"}, "saved"),
        ({"applied_at": ago(days=1)}, "applied to"),
        ({"status": "saved", "applied_at": ago(days=1)}, "applied to"),
    ],
)
def test_closed_notice_says_why_a_match_stays(fields: dict[str, Any], done: str) -> None:
    closed = OpportunityFactory.build(deadline=ago(days=1))
    notice = f"This opportunity has closed. It stays here because you {done} it."
    assert Match(opportunity=closed, **fields).closed_notice == notice
    assert Match(opportunity=closed).closed_notice == ""
    assert Match(opportunity=OpportunityFactory.build(), **fields).closed_notice == ""
