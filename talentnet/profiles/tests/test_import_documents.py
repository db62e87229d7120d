"""Import of a résumé: read in the background, shown as text, and sent to the model on request.

The model is a local server, called by the real SDK over HTTP.
"""

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from conftest import Settle
from devtools.local_server import LocalServer
from talentnet.accounts.models import User
from talentnet.llm.models import LLMCall
from talentnet.profiles import tasks
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.documents import pdf
from talentnet.profiles.tests.imports import (
    new_import,
    refusal_in,
    review,
    upload_files,
    url_of,
)
from talentnet.profiles.tests.pages import HTMX, Page
from talentnet.profiles.tests.resumes import LINES, TEXT, ask, buttons, new_document

pytestmark = pytest.mark.django_db


def stored_files() -> list[str]:
    private = storages["private"]
    return private.listdir("imports")[1] if private.exists("imports") else []


def modes_of(name: str) -> tuple[int, int]:
    """Return the permission bits of a file and of its folder."""
    path = Path(storages["private"].path(name))
    return stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)


def test_document_is_read_in_background_and_file_deleted(
    client: Client, amara: Profile, settle: Settle
) -> None:
    with settle():
        import_id = new_import(client, pdf(*LINES), name="cv.pdf")
        row = ProfileImport.objects.get()
        assert (row.status, row.source, row.filename) == ("queued", "document", "cv.pdf")
        assert [f"imports/{name}" for name in stored_files()] == [row.file.name]
        assert "cv" not in str(row.file.name)
        assert modes_of(str(row.file.name)) == (0o600, 0o700)
        page = review(client, import_id)
        assert "We'll start on your document soon." in page.one("section", id="progress").text
        assert page.one("section", id="progress").attrs["hx-trigger"] == "every 150ms"
    row.refresh_from_db()
    assert (row.status, row.error, row.file.name) == ("ready", "", "")
    assert stored_files() == []
    page = review(client, import_id)
    assert page.one("textarea", id="text").value == TEXT
    assert page.one("textarea", id="text").is_in(id="document")
    ended = client.get(url_of(import_id, "import_progress"), headers=HTMX)
    assert ended.headers["HX-Refresh"] == "true"


def test_queued_document_keeps_its_file(client: Client, amara: Profile) -> None:
    import_id = new_import(client, pdf(*LINES), name="cv.pdf")
    tasks.sweep()
    assert len(stored_files()) == 1
    tasks.work_on_import(import_id)
    assert (ProfileImport.objects.get().text, stored_files()) == (TEXT, [])


def test_unreadable_document_shows_reason(client: Client, amara: Profile, settle: Settle) -> None:
    with settle():
        import_id = new_import(client, pdf(), name="cv.pdf")
    row = ProfileImport.objects.get()
    assert (row.status, row.file.name, stored_files()) == ("failed", "", [])
    assert refusal_in(client.get(url_of(import_id))) == (
        "This looks like a scan: it has no selectable text. Save the original as PDF or DOCX. "
        "Your profile hasn't changed."
    )


def test_bug_shows_no_details(
    client: Client, amara: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(tasks, "run_next_step", fail)
    row = new_document(amara, status="queued", text="")
    tasks.work_on_import(row.pk)
    row.refresh_from_db()
    assert (row.status, row.error) == ("failed", "RuntimeError: a secret detail")
    page = client.get(url_of(row.pk))
    assert "Something went wrong on our side." in refusal_in(page)
    assert b"a secret detail" not in page.content


def test_time_out_is_recorded_and_raised(amara: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(tasks, "run_next_step", end)
    row = new_document(amara, status="queued", text="")
    row.file.save("x", ContentFile(b"x"))
    with pytest.raises(SystemExit):
        tasks.work_on_import(row.pk)
    row.refresh_from_db()
    assert (row.status, row.file.name, stored_files()) == ("failed", "", [])


def test_discard_deletes_file(client: Client, amara: Profile, settle: Settle) -> None:
    row = new_document(amara, status="queued", text="")
    row.file.save("x", ContentFile(b"x"))
    with settle():
        client.post(url_of(row.pk, "discard_import"))
    assert (ProfileImport.objects.count(), stored_files()) == (0, [])


def test_sweep_ends_enqueues_and_deletes_files(amara: Profile) -> None:
    long_ago = timezone.now() - dt.timedelta(hours=1)
    lost = new_document(amara, status="queued", created_at=long_ago)
    dead = new_document(amara, status="running", deadline=long_ago)
    dead.file.save("x", ContentFile(b"x"))
    tasks.sweep()
    dead.refresh_from_db()
    assert (dead.status, dead.file.name, stored_files()) == ("failed", "", [])
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(lost.pk,)]
    assert Schedule.objects.get(func="talentnet.profiles.tasks.sweep").minutes == 1


def test_without_model_text_can_be_copied(client: Client, amara: Profile) -> None:
    page = review(client, new_document(amara).pk)
    assert buttons(page) == ["Save text"]
    assert "This site has no AI model to suggest" in page.one("form", id="document").text
    links = [e.attrs["href"] for e in page.all("a") if e.is_in(class_="chips links")]
    assert links[:2] == ["/profile/edit/basics/", "/profile/edit/education/"]


def test_without_consent_nothing_is_sent(
    client: Client, amara: Profile, model: LocalServer, settle: Settle
) -> None:
    row = new_document(amara)
    page = review(client, row.pk)
    assert buttons(page) == ["Save text"]
    assert "you haven't agreed to use AI" in page.one("form", id="document").text
    response = ask(client, row, settle)
    assert response.status_code == 422
    assert (row.status, model.request_count, LLMCall.objects.count()) == ("ready", 0, 0)


def test_edited_text_is_saved_and_sent(
    client: Client, consenting: Profile, model: LocalServer, settle: Settle
) -> None:
    row = new_document(consenting)
    url = url_of(row.pk, "keep_import_text")
    assert client.post(url, {"text": "Only this line, which I wrote.\r\n"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, model.request_count) == ("Only this line, which I wrote.", 0)
    ask(client, row, settle, "And this one instead, at last.")
    assert model.requests[0].prompt.endswith("> And this one instead, at last.")


@pytest.mark.parametrize("text", ["", "x" * 60_001])
def test_text_of_wrong_length_is_refused(client: Client, consenting: Profile, text: str) -> None:
    row = new_document(consenting)
    response = client.post(url_of(row.pk, "keep_import_text"), {"text": text, "ask": "1"})
    page = Page(response)
    assert (response.status_code, page.one("textarea", id="text").value) == (422, text)
    row.refresh_from_db()
    assert (row.text, row.status) == (TEXT, "ready")


def test_upload_name_does_not_decide_format(client: Client, amara: Profile, settle: Settle) -> None:
    with settle():
        assert upload_files(client, pdf(*LINES), name="a.json").status_code == 302
    assert ProfileImport.objects.get().text == TEXT


def test_staff_see_status_but_no_content(client: Client, amara: Profile) -> None:
    row = new_document(
        amara, filename="very-private.pdf", error="RuntimeError: x", proposal={"a": 1}
    )
    client.force_login(User.objects.create_superuser("staff@example.org", "x"))
    for url in (
        "/admin/profiles/profileimport/",
        f"/admin/profiles/profileimport/{row.pk}/change/",
    ):
        shown = client.get(url).content.decode()
        assert "RuntimeError: x" in shown
        assert "very-private" not in shown
        assert "Quiet Harbor" not in shown


def test_text_stays_while_model_reads_it(
    client: Client, consenting: Profile, settle: Settle, model: LocalServer
) -> None:
    in_a_minute = timezone.now() + dt.timedelta(minutes=1)
    row = new_document(consenting, status="running", deadline=in_a_minute)
    response = ask(client, row, settle, "Another text, from another tab.")
    assert (response.status_code, row.status, row.text) == (302, "running", TEXT)
    assert model.request_count == 0
    assert "we couldn't save your changes" in review(client, row.pk).one("body").text


def test_second_press_with_same_text_is_silent(
    client: Client, consenting: Profile, settle: Settle, model: LocalServer
) -> None:
    in_a_minute = timezone.now() + dt.timedelta(minutes=1)
    row = new_document(consenting, status="running", deadline=in_a_minute)
    ask(client, row, settle, TEXT)
    assert "couldn't save" not in review(client, row.pk).one("body").text
