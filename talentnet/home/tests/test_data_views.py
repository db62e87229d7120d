"""Data export, log of model calls, account deletion, and the privacy page."""

import datetime as dt
import html
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.tests.factories import MatchRefreshFactory
from matching.tests.visitors import client_of, text_of, words_of
from talentnet.accounts.models import Session, User
from talentnet.accounts.tests.journey import PASSWORD, person, sign_in
from talentnet.files import private_files
from talentnet.llm.models import LLMCall
from talentnet.privacy.exporting import export_files
from talentnet.privacy.models import DataExport
from talentnet.privacy.retention import rules
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
DOWNLOAD, SENT, DELETE = "/settings/download/", "/settings/sent/", "/settings/delete/"
CONFIRM = "/accounts/reauthenticate/"


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create(user=person())
    return profile


@pytest.fixture
def client(amara: Profile) -> Client:
    """Amara's browser, signed in, with the password just confirmed."""
    client = Client()
    sign_in(client)
    client.post(CONFIRM, {"password": PASSWORD})
    return client


@pytest.fixture(autouse=True)
def deleted_files() -> Iterator[None]:
    yield
    for export in DataExport.objects.exclude(file=""):
        export.file.delete()


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_small_export_is_downloaded_immediately(client: Client, amara: Profile) -> None:
    page = words_of(client.get(DOWNLOAD))
    assert [file.about for file in export_files() if file.about not in page] == []
    response = client.post(DOWNLOAD)
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == (
        "application/zip",
        "private, no-store",
    )
    name = f"talentnet-{timezone.localdate():%Y-%m-%d}.zip"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with ZipFile(BytesIO(body_of(response))) as archive:
        everything = json.loads(archive.read("everything.json"))
    assert everything["records"]["profile"]["rows"][0]["career_goals"] == amara.career_goals
    assert not DataExport.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_download_requires_recent_password(amara: Profile, method: str) -> None:
    client = Client()
    sign_in(client)
    export = DataExport.objects.create(user=amara.user, status="completed", file="exports/a.zip")
    for url in (DOWNLOAD, f"{DOWNLOAD}{export.pk}/file/"):
        if method == "get" or url == DOWNLOAD:
            answer = getattr(client, method)(url)
            assert answer.headers["Location"] == f"{CONFIRM}?next=%2Fsettings%2Fdownload%2F"
    DataExport.objects.update(file="")


def queue_export(client: Client, monkeypatch: pytest.MonkeyPatch) -> DataExport:
    monkeypatch.setattr("talentnet.privacy.exporting.SMALL", 1)
    response = client.post(DOWNLOAD)
    export = DataExport.objects.get()
    assert response.headers["Location"] == f"{DOWNLOAD}{export.pk}/"
    return export


def test_large_export_is_made_in_background(
    client: Client, monkeypatch: pytest.MonkeyPatch, settle: Any
) -> None:
    with settle():
        export = queue_export(client, monkeypatch)
        url = f"{DOWNLOAD}{export.pk}/"
        waiting = client.get(url)
        assert "Your download starts soon" in words_of(waiting)
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text_of(waiting)
        assert 'hx-trigger="every 150ms"' in text_of(waiting)
        assert client.get(f"{url}file/").status_code == 404
    export.refresh_from_db()
    assert export.status == "completed"
    ready = client.get(url, headers={"HX-Request": "true"})
    assert "Your download is ready" in words_of(ready)
    assert ("<html" in text_of(ready), "hx-trigger" in text_of(ready)) == (False, False)
    response = client.get(f"{url}file/")
    assert response.headers["Cache-Control"] == "private, no-store"
    content = body_of(response)
    assert len(content) == export.size
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
    assert f"{url}file/" in text_of(client.get(DOWNLOAD))


def test_export_file_is_private_on_disk(
    client: Client, monkeypatch: pytest.MonkeyPatch, settle: Any
) -> None:
    with settle():
        queue_export(client, monkeypatch)
    export = DataExport.objects.get()
    path = export.file.path
    assert (path.startswith(private_files().path("")), "amara" in path) == (True, False)
    modes = [Path(name).stat().st_mode & 0o777 for name in (path, Path(path).parent)]
    assert modes == [0o600, 0o700]


def test_second_request_returns_same_export(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = queue_export(client, monkeypatch)
    assert queue_export(client, monkeypatch) == first


def test_failed_export_shows_error_and_leaves_no_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, settle: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(user: User, target: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("talentnet.privacy.exporting.write_zip", broken)
    with settle():
        export = queue_export(client, monkeypatch)
    export.refresh_from_db()
    assert (export.status, export.error, export.file.name) == ("failed", "OSError: disk full", "")
    page = words_of(client.get(f"{DOWNLOAD}{export.pk}/"))
    assert ("Your download failed" in page, "disk full" in page) == (True, False)


def test_export_of_another_person_is_404(amara: Profile) -> None:
    export = DataExport.objects.create(user=amara.user, status="completed", file="exports/a.zip")
    other = client_of(ProfileFactory.create())
    for url in (f"{DOWNLOAD}{export.pk}/", f"{DOWNLOAD}{export.pk}/file/"):
        assert other.get(url).status_code == 404
    DataExport.objects.update(file="")


def call(user: User, **fields: Any) -> LLMCall:
    fields = {"operation": "score_opportunities", "model": "claude-haiku-4-5-20251001"} | fields
    return LLMCall.objects.create(user=user, **fields)


def test_sent_page_shows_exact_text_of_own_calls(client: Client, amara: Profile) -> None:
    call(amara.user, sent="Skills: <Python> & patience", outcome="answered")
    call(amara.user, sent="", created_at=timezone.now() - dt.timedelta(days=91))
    call(UserFactory.create(), sent="Skills: somebody else's")
    page = client.get(SENT)
    assert "Skills: <Python> & patience" in html.unescape(text_of(page))
    assert "We no longer keep this text." in words_of(page)
    assert "somebody else" not in text_of(page)


def test_log_holds_exact_text_of_request(client: Client, amara: Profile, model: Any) -> None:
    from django.core.management import call_command

    Profile.objects.update(ai_consent_at=timezone.now())
    call_command("generate_actions", amara.pk)
    (request,) = model.requests
    assert LLMCall.objects.get().sent == request.body["messages"][0]["content"]
    shown = html.unescape(text_of(client.get(SENT)))
    assert LLMCall.objects.get().sent in shown


def test_log_of_scoring_holds_profile_without_postings(amara: Profile, model: Any) -> None:
    from matching.prompts import build_profile_context
    from matching.tasks import refresh
    from talentnet.opportunities.tests.factories import OpportunityFactory

    Profile.objects.update(ai_consent_at=timezone.now())
    OpportunityFactory.create(title="Evaluations Engineer")
    refresh(MatchRefreshFactory.create(profile=amara).pk)
    sent = LLMCall.objects.get(operation="score_opportunities").sent
    assert sent == build_profile_context(Profile.objects.get())
    assert sent in str(model.requests[0].body["messages"][0]["content"])


@pytest.mark.parametrize("calls", [1, 3])
def test_log_takes_four_queries(client: Client, amara: Profile, calls: int) -> None:
    for _ in range(calls):
        call(amara.user, sent="Skills: Python")
    with CaptureQueriesContext(connection) as queries:
        client.get(SENT)
    assert len(queries) == 4


def test_log_is_paginated(client: Client, amara: Profile) -> None:
    for _ in range(21):
        call(amara.user)
    assert text_of(client.get(SENT)).count("<section") == 20
    assert text_of(client.get(f"{SENT}?page=2")).count("<section") == 1


def test_admin_hides_sent_text(amara: Profile) -> None:
    llm_call = call(amara.user, sent="Skills: Python")
    staff = Client()
    staff.force_login(User.objects.create_superuser("root@example.org", PASSWORD))
    page = text_of(staff.get(f"/admin/llm/llmcall/{llm_call.pk}/change/"))
    assert ("claude-haiku" in page, "Skills: Python" in page) == (True, False)


def delete(client: Client, email: str = "amara@example.org", password: str = PASSWORD) -> Any:
    return client.post(DELETE, {"email": email, "password": password})


def test_deletion_removes_account_and_all_sessions(
    client: Client, amara: Profile, django_capture_on_commit_callbacks: Any
) -> None:
    phone = Client()
    sign_in(phone)
    with django_capture_on_commit_callbacks(execute=True):
        response = delete(client, "Amara@Example.org")
    assert response.headers["Location"] == "/goodbye/"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert (User.objects.count(), Session.objects.count()) == (0, 0)
    assert "Your account has been deleted" in words_of(client.get("/goodbye/"))
    for browser in (client, phone):
        assert browser.get("/settings/").headers["Location"].startswith("/accounts/login/")
    assert mail.outbox[-1].subject == "Your Talentnet account has been deleted"


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("boris@example.org", PASSWORD, "That isn't this account's email address."),
        ("", PASSWORD, "This field is required."),
        ("amara@example.org", "another harbor", "That isn't your password."),
        ("amara@example.org", "", "This field is required."),
    ],
)
def test_deletion_requires_email_and_password(
    client: Client, email: str, password: str, sentence: str
) -> None:
    response = delete(client, email, password)
    assert (response.status_code, sentence in words_of(response)) == (422, True)
    assert User.objects.exists()


def test_deletion_attempts_are_rate_limited(client: Client) -> None:
    answers = [delete(client, password="another harbor").status_code for _ in range(6)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert delete(client).status_code == 429
    assert User.objects.exists()


def test_deletion_without_password_asks_to_set_one() -> None:
    user = UserFactory.create(email="linh@example.org")
    user.set_unusable_password()
    user.save()
    client = client_of(ProfileFactory.create(user=user))
    page = text_of(client.get(DELETE))
    assert ('href="/accounts/password/set/"' in page, 'name="password"' in page) == (True, False)
    client.post(DELETE, {"email": "linh@example.org", "password": ""})
    assert User.objects.exists()


def test_delete_page_offers_export_and_lists_remainders(client: Client) -> None:
    page = client.get(DELETE)
    words = words_of(page)
    assert text_of(page).index(f'href="{DOWNLOAD}"') < text_of(page).index('name="password"')
    assert "the number and cost of calls per day, without anything that identifies you" in words


def test_privacy_page_lists_every_enforced_rule(amara: Profile) -> None:
    page = words_of(Client().get("/privacy/"))
    assert [rule.what for rule in rules() if rule.what not in page] == []
    assert [rule.why for rule in rules() if rule.why not in page] == []
    assert 'href="/privacy/"' in text_of(Client().get("/goodbye/"))


def test_settings_link_to_all_data_pages(client: Client) -> None:
    page = text_of(client.get("/settings/"))
    links = (DOWNLOAD, SENT, DELETE, "/privacy/", "/profile/resume.json")
    assert [url for url in links if f'href="{url}"' not in page] == []
