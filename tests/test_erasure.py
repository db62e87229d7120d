"""Erasure of accounts with work in progress."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from functools import partial
from smtplib import SMTPRecipientsRefused
from typing import Any, BinaryIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from careeractions import tasks as generating
from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import ActionGenerationFactory
from careeractions.tests.test_races import WAIT_SECONDS, in_another_connection, wait_until_blocked
from devtools.local_server import LocalServer
from matching import scoring
from matching import tasks as refreshing
from matching.models import Match, MatchRefresh
from matching.tests.factories import MatchRefreshFactory
from talentnet.accounts.models import User
from talentnet.files import private_files
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import AccountGone, open_call
from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.privacy import erasure, exporting
from talentnet.privacy import tasks as accounts
from talentnet.privacy.erasure import erase, stored_files
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import erasure_order
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "Builds qxzv evaluations"


@pytest.fixture
def profile() -> Profile:
    profile: Profile = ProfileFactory.create(consenting=True, career_goals=SECRET)
    return profile


@contextmanager
def erased_when_call_is_recorded(user: User) -> Iterator[None]:
    """Erase the account at the moment a model call is recorded."""

    def receive(created: bool, **signal: Any) -> None:
        if created:
            erase(user=user)

    post_save.connect(receive, sender=LLMCall, weak=False)
    try:
        yield
    finally:
        post_save.disconnect(receive, sender=LLMCall)


def nothing_is_left(caplog: pytest.LogCaptureFixture) -> None:
    models = (User, Profile, MatchRefresh, Match, ActionGeneration, CareerAction, LLMCall)
    assert [model.__name__ for model in models if model._default_manager.exists()] == []
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert (SECRET in caplog.text, "Traceback" in caplog.text) == (False, False)


def _erase(user: User) -> None:
    assert erase(user=user)


def wait_until(is_true: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + WAIT_SECONDS
    while not is_true() and time.monotonic() < give_up_at:
        time.sleep(0.01)


def totals() -> list[tuple[int, str, bool]]:
    counted = UsageTotal.objects.exclude(calls=0)
    return [(one.calls, one.outcome, one.input_tokens > 0) for one in counted]


def test_refresh_about_to_call_model_sends_nothing(
    profile: Profile, model: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    OpportunityFactory.create()
    refresh = MatchRefreshFactory.create(profile=profile)
    with erased_when_call_is_recorded(profile.user):
        refreshing.refresh(refresh.pk)
    assert len(model.requests) == 0
    nothing_is_left(caplog)
    assert totals() == [(1, "fault", False)]


def test_refresh_during_call_ends_quietly_with_call_counted(
    profile: Profile,
    model: LocalServer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def erase_and_wait(*args: Any, **options: Any) -> Any:
        if User.objects.filter(pk=profile.user_id).exists():
            # The request has been sent; wait for its response on slow machines, too.
            wait_until(lambda: len(model.requests) == 1)
            erase(user=profile.user)
        return wait(*args, **options | {"timeout": WAIT_SECONDS})

    OpportunityFactory.create()
    refresh = MatchRefreshFactory.create(profile=profile)
    monkeypatch.setattr(scoring, "wait", erase_and_wait)
    refreshing.refresh(refresh.pk)
    assert len(model.requests) == 1
    nothing_is_left(caplog)
    assert totals() == [(1, "answered", True)]


def test_generation_during_call_ends_quietly_with_call_counted(
    profile: Profile,
    model: LocalServer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def erase_and_ask(request: ToolRequest) -> Reply:
        erase(user=profile.user)
        return ask(request)

    generation = ActionGenerationFactory.create(profile=profile)
    monkeypatch.setattr("careeractions.compute.ask", erase_and_ask)
    generating.generate(generation.pk)
    assert len(model.requests) == 1
    nothing_is_left(caplog)
    assert totals() == [(1, "answered", True)]


def test_generation_about_to_call_model_sends_nothing(
    profile: Profile, model: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    generation = ActionGenerationFactory.create(profile=profile)
    with erased_when_call_is_recorded(profile.user):
        generating.generate(generation.pk)
    assert len(model.requests) == 0
    nothing_is_left(caplog)
    assert totals() == [(1, "fault", False)]


def test_nothing_is_sent_about_erased_person(profile: Profile, model: LocalServer) -> None:
    from careeractions.compute import Brief

    request, user_id = Brief.from_profile(profile).request(), profile.user.pk
    erase(user=profile.user)
    with pytest.raises(AccountGone):
        open_call(request, user_id=user_id)
    assert not LLMCall.objects.exists()


@pytest.mark.parametrize("work", ["refresh", "generate", "make_export"])
def test_late_task_finds_nothing_to_do(
    profile: Profile, work: str, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = {
        "refresh": (refreshing.refresh, MatchRefreshFactory.create(profile=profile)),
        "generate": (generating.generate, ActionGenerationFactory.create(profile=profile)),
        "make_export": (accounts.make_export, DataExport.objects.create(user=profile.user)),
    }
    task, row = tasks[work]
    pk = row.pk
    erase(user=profile.user)
    task(pk)
    nothing_is_left(caplog)


def test_export_in_progress_ends_quietly_without_file(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    export = DataExport.objects.create(user=profile.user)
    before = set(stored_files(private_files()))
    write_zip = exporting.write_zip

    def erased_meanwhile(user: User, target: BinaryIO) -> None:
        write_zip(user, target)
        erase(user=user)

    monkeypatch.setattr(exporting, "write_zip", erased_meanwhile)
    accounts.make_export(export.pk)
    nothing_is_left(caplog)
    assert set(stored_files(private_files())) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time: no race"
)
def test_erasure_waits_for_worker_that_is_storing(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker has locked its refresh and needs the profile, which erasure locks: unless erasure
    stops the run first, the two would deadlock."""
    OpportunityFactory.create()
    Profile.objects.update(ai_consent_at=None)
    refresh = MatchRefreshFactory.create(profile=profile)
    storing, go_on = threading.Event(), threading.Event()
    bulk_create = type(Match.objects.all()).bulk_create

    def pause_before_storing(*arguments: Any, **options: Any) -> Any:
        storing.set()
        go_on.wait(WAIT_SECONDS)
        return bulk_create(*arguments, **options)

    monkeypatch.setattr(type(Match.objects.all()), "bulk_create", pause_before_storing)
    working = in_another_connection(lambda: refreshing.refresh(refresh.pk))
    assert storing.wait(WAIT_SECONDS)
    user = User.objects.get(pk=profile.user.pk)
    erasing = in_another_connection(partial(_erase, user))
    wait_until_blocked()
    go_on.set()
    working.join(WAIT_SECONDS)
    erasing.join(WAIT_SECONDS)
    nothing_is_left(caplog)


def test_failed_erasure_rolls_back_but_runs_stay_stopped(
    profile: Profile, django_capture_on_commit_callbacks: Any
) -> None:
    refresh = MatchRefreshFactory.create(profile=profile)
    assert MatchRefresh.objects.claim(refresh.pk)

    def broken(**signal: Any) -> None:
        raise ValueError("broken")

    profile.user.vouch_for_email()
    # The user is deleted last, after everything else.
    pre_delete.connect(broken, sender=User)
    try:
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValueError):
            erase(user=profile.user)
    finally:
        pre_delete.disconnect(broken, sender=User)
    assert Profile.objects.get().career_goals == SECRET
    assert mail.outbox == []
    refresh.refresh_from_db()
    assert (refresh.status, refresh.claim_token) == ("failed", None)


def test_email_failure_keeps_erasure_and_log_names_nobody(
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise SMTPRecipientsRefused({profile.user.email: (550, b"No such person")})

    profile.user.vouch_for_email()
    monkeypatch.setattr("talentnet.privacy.erasure.send_mail", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(user=profile.user)
    assert not User.objects.exists()
    assert "Erasure email not sent: SMTPRecipientsRefused" in caplog.text
    assert profile.user.email not in caplog.text


def test_unconfirmed_address_gets_no_email(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(user=UserFactory.create())
    assert (User.objects.count(), mail.outbox) == (0, [])


def test_command_asks_for_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    UserFactory.create(email="amara@example.org")
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match=r"^Nothing was deleted\.$"):
        call_command("erase_account", "amara@example.org")
    assert User.objects.exists()
    monkeypatch.setattr("builtins.input", lambda question: "amara@example.org")
    call_command("erase_account", "amara@example.org")
    assert not User.objects.exists()


def test_command_with_yes_refuses_unknown_address() -> None:
    UserFactory.create(email="amara@example.org")
    with pytest.raises(CommandError, match=r"^No account with the address boris@example\.org\.$"):
        call_command("erase_account", "boris@example.org", "--yes")
    call_command("erase_account", "AMARA@example.org", "--yes")
    assert not User.objects.exists()


def test_database_conflict_is_retried(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from talentnet.privacy import erasure

    once, tries = erasure._erase, []

    def in_the_way(**arguments: Any) -> bool:
        tries.append(timezone.now())
        if len(tries) < erasure.TRIES:
            raise OperationalError("deadlock detected")
        return once(**arguments)

    monkeypatch.setattr(erasure, "_erase", in_the_way)
    assert erase(user=profile.user)
    assert (len(tries), User.objects.exists()) == (erasure.TRIES, False)
    assert connection.is_usable()


def test_goodbye_to_unconfirmed_address_is_never_sent(
    profile: Profile, django_capture_on_commit_callbacks: Any
) -> None:
    profile.user.vouch_for_email()
    EmailAddress.objects.update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(user=profile.user)
    assert mail.outbox == []


def test_erasure_locks_the_user_before_all_other_rows(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The opposite order would deadlock with workers, which lock the user's row first."""
    locked: list[type[Model]] = []
    lock = erasure._locked_keys

    def spy(rows: Any) -> list[Any]:
        locked.append(rows.model)
        return lock(rows)

    monkeypatch.setattr(erasure, "_locked_keys", spy)
    erase(user=profile.user)
    assert locked == [record.model for record in reversed(erasure_order())]
    assert (locked[0], locked.index(Profile) < locked.index(CareerAction)) == (User, True)
