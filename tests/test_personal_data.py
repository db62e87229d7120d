"""Completeness of export and erasure across all models, tables and stored files."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatch
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import mail, serializers
from django.db import connection, models
from django.test.utils import isolate_apps

from talentnet.accounts.models import Session, User
from talentnet.files import private_files
from talentnet.llm.models import LLMCall, UsageTotal
from talentnet.opportunities.models import Opportunity, PostingReport
from talentnet.opportunities.search_index import FTS_TABLE, FTS_WORDS, VOCABULARY
from talentnet.privacy import registry as personal_data
from talentnet.privacy.erasure import erase, stored_files
from talentnet.privacy.exporting import write_zip
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import (
    PersonalRecord,
    path_to_user,
    personal_records,
    problems,
    stored_models,
    tables_without_model,
)
from talentnet.profiles.models import Profile, ProfileImport
from tests.everything import Person, everything_of

pytestmark = pytest.mark.django_db
# Full-text indexes of postings. They can't be read directly; SQLite's tables behind them can.
SEARCH_TABLES = {FTS_TABLE, FTS_WORDS, VOCABULARY}


@pytest.fixture
def amara(private_folder: None) -> Person:
    return everything_of("qxzva")


@pytest.fixture
def boris(private_folder: None) -> Person:
    return everything_of("wkjqb")


@pytest.fixture
def private_folder() -> Iterator[None]:
    """Use an empty folder, without files of other tests."""
    assert private_files().path("") == os.environ["FILES_DIR"]
    for name in list(stored_files(private_files())):
        private_files().delete(name)
    yield
    for name in list(stored_files(private_files())):
        private_files().delete(name)


def test_every_model_is_registered() -> None:
    assert problems(stored_models()) == []


def test_every_table_has_model_or_entry() -> None:
    models_have = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    others = set(connection.introspection.table_names()) - models_have
    spoken_of = tables_without_model()
    assert {name for name in others if not any(fnmatch(name, one) for one in spoken_of)} == set()


def throw_away(name: str, **fields: Any) -> type[models.Model]:
    """Model added to matching without a registry entry."""
    place = {"__module__": "matching.models", "Meta": type("Meta", (), {"app_label": "matching"})}
    made: type[models.Model] = type(name, (models.Model,), place | fields)
    return made


@isolate_apps("matching")
def test_unregistered_model_is_reported_with_remedy() -> None:
    assert problems([throw_away("Diary", text=models.TextField())]) == [
        "matching.Diary has no rule for export and erasure: add a PersonalRecord to RECORDS in "
        "matching/personal_data.py, or, if it holds nothing of a person, say why in NOT_PERSONAL "
        "there."
    ]


@isolate_apps("matching")
def test_model_linked_to_person_cannot_be_nonpersonal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    to_profile = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    bookmark = throw_away("Bookmark", profile=to_profile)
    to_bookmark = models.ForeignKey(bookmark, models.CASCADE, related_name="+")
    remark = throw_away("Remark", bookmark=to_bookmark)
    assert path_to_user(remark) == "bookmark__profile__user"
    monkeypatch.setattr(
        "talentnet.privacy.registry._not_personal", {remark: "Bookmarks are nobody's."}
    )
    assert problems([remark]) == [
        "matching.Remark is in NOT_PERSONAL but leads to a person by bookmark__profile__user: add "
        "a PersonalRecord with this owner to RECORDS in matching/personal_data.py instead."
    ]


@isolate_apps("matching")
def test_invalid_rule_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    diary = throw_away("Diary", text=models.TextField())
    rule = PersonalRecord(diary, "diary", "A diary", owner="writer", withheld={"title": "private"})
    monkeypatch.setattr("talentnet.privacy.registry._records", {diary: rule})
    title, owner = problems([diary])
    assert title == "The PersonalRecord of matching.Diary withholds title, which is no field of it."
    assert owner.startswith("The PersonalRecord of matching.Diary has an owner that leads nowhere:")


def test_sample_person_has_row_in_every_model(amara: Person) -> None:
    without = [
        f"{record.model._meta.label}: give it a row in tests/everything.py"
        for record in personal_records()
        if not record.of(amara.user).exists()
    ]
    assert without == []


def zipped(user: User) -> dict[str, str]:
    target = BytesIO()
    write_zip(user, target)
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_export_holds_every_text_and_row(amara: Person, boris: Person) -> None:
    files = zipped(amara.user)
    everything = files["everything.json"]
    documents = "".join(text for name, text in files.items() if name.startswith("files/"))
    assert [mark for mark in amara.shown if mark not in everything + documents] == []
    records = json.loads(everything)["records"]
    assert {name: len(record["rows"]) for name, record in records.items()} == {
        record.name: record.shown_to(amara.user).count() for record in personal_records()
    }


def test_export_holds_no_foreign_data_and_no_secret(amara: Person, boris: Person) -> None:
    text = "\n".join(zipped(amara.user).values()).lower()
    assert boris.word not in text
    assert "staff@" not in text
    assert [mark for mark in amara.withheld if mark in text] == []
    assert Session.objects.get(account=amara.user).session_key not in text
    secrets = {"password", "token_hash", "session_key", "session_data", "data", "key"}
    assert len(amara.withheld) >= len(secrets) - 1


def test_staff_export_omits_people_they_edited(amara: Person) -> None:
    staff = User.objects.get(is_staff=True)
    assert LogEntry.objects.filter(user=staff).exists()
    assert amara.word not in "\n".join(zipped(staff).values()).lower()


def test_withheld_data_is_named_with_reason(amara: Person) -> None:
    records = json.loads(zipped(amara.user)["everything.json"])["records"]
    assert records["calendar"]["withheld"] == {
        "token_hash": "a hash of the link; the link itself isn't stored"
    }
    assert set(records["calendar"]["rows"][0]) == {"id", "user", "created_at"}


def test_posting_is_named_in_words(amara: Person) -> None:
    posting = Opportunity.objects.get(match__profile__user=amara.user)
    (match,) = json.loads(zipped(amara.user)["everything.json"])["records"]["matches"]["rows"]
    assert match["opportunity"] == {"id": posting.pk, "name": str(posting)}


def test_other_export_files_hold_their_data(amara: Person) -> None:
    files = {
        name: text for name, text in zipped(amara.user).items() if not name.startswith("files/")
    }
    assert list(files) == [
        "README.txt",
        "everything.json",
        "sent_to_models.json",
        "resume.json",
        "matches.csv",
        "career_actions.csv",
    ]
    profile = Profile.objects.get(user=amara.user)
    assert json.loads(files["resume.json"])["basics"]["name"] == profile.name
    assert profile.match_set.get().gap in files["matches.csv"]
    assert profile.careeraction_set.get().note in files["career_actions.csv"]
    (sent,) = json.loads(files["sent_to_models.json"])
    call = LLMCall.objects.get(user=amara.user)
    assert (sent["sent"], sent["model"], sent["input_tokens"]) == (call.sent, call.model, 200)
    assert all(name in files["README.txt"] for name in files if name != "README.txt")


def test_exported_documents_get_safe_names(
    amara: Person, boris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exports,) = (one for one in personal_records() if one.model is DataExport)
    with_files = replace(exports, withheld={})
    records: dict[Any, Any] = {**personal_data._records, DataExport: with_files}
    monkeypatch.setattr(personal_data, "_records", records)
    export = DataExport.objects.get(user=amara.user)
    with export.file.open("rb") as file:
        content = file.read().decode()
    files = zipped(amara.user)
    place = f"files/exports-{export.pk}-file.zip"
    assert files[place] == content
    (row,) = json.loads(files["everything.json"])["records"]["exports"]["rows"]
    assert row["file"] == place


def test_document_deleted_during_export_spares_others(
    amara: Person,
) -> None:
    gone = ProfileImport.objects.create(
        profile=amara.user.profile, source="document", file="imports/gone"
    )
    files = zipped(amara.user)
    assert not [name for name in files if f"imports-{gone.pk}-" in name]
    assert "everything.json" in files


def files_of(person: Person) -> set[str]:
    """Files that the person's rows refer to."""
    return {
        str(getattr(row, field).name)
        for record in personal_records()
        for field in record.file_fields()
        for row in record.of(person.user)
    }


def rows_of_all_tables() -> Iterator[tuple[str, str]]:
    """Rows of every table, by introspection of the database rather than the models."""
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - SEARCH_TABLES:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                yield table, " ".join(_readable(value) for value in row).lower()
    for session in Session.objects.all():
        yield "accounts_session", str(session.get_decoded()).lower()


def _readable(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, memoryview) else str(value)


def owner_columns(user_id: int, profile_id: int) -> list[str]:
    """Foreign keys to a user or profile that still hold these ids."""
    owners: dict[Any, int] = {User: user_id, Profile: profile_id}
    return [
        f"{model._meta.label}.{field.name}"
        for model in stored_models()
        for field in model._meta.concrete_fields
        if field.related_model in owners
        and model._default_manager.filter(**{field.attname: owners[field.related_model]}).exists()
    ]


def dump(person: Person) -> dict[str, str]:
    return {
        record.name: serializers.serialize("json", record.of(person.user))
        for record in personal_records()
    }


def test_erasure_leaves_nothing(
    amara: Person, boris: Person, django_capture_on_commit_callbacks: Any
) -> None:
    user_id, profile_id = amara.user.pk, Profile.objects.get(user=amara.user).pk
    assert {table for table, row in rows_of_all_tables() if amara.word in row} >= {
        record.model._meta.db_table
        for record in personal_records()
        if record.name not in ("groups", "permissions", "mail_choices")
    }
    assert len(owner_columns(user_id, profile_id)) > 20
    his = files_of(boris)
    assert set(stored_files(private_files())) == files_of(amara) | his
    untouched = dump(boris)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase(user=amara.user)

    assert [(table, row) for table, row in rows_of_all_tables() if amara.word in row] == []
    assert owner_columns(user_id, profile_id) == []
    assert not User.objects.filter(pk=user_id).exists()
    assert set(stored_files(private_files())) == his
    assert dump(boris) == untouched


def test_remaining_rows_identify_nobody(
    amara: Person, django_capture_on_commit_callbacks: Any
) -> None:
    call = LLMCall.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erase(user=amara.user)
    total = UsageTotal.objects.get()
    assert (total.calls, total.day, total.outcome, total.input_tokens) == (
        1,
        call.created_at.date(),
        "answered",
        200,
    )
    report = PostingReport.objects.get()
    assert (report.comment, report.profile) == ("", None)
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message, entry.user.email) == (
        "",
        "",
        "staff@talentnet.example.org",
    )


def test_person_is_emailed_after_erasure(
    amara: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(user=amara.user)
    (goodbye,) = mail.outbox
    assert (goodbye.to, goodbye.subject) == (
        ["qxzva@example.org"],
        "Your Talentnet account has been deleted",
    )


def test_erased_staff_member_loses_admin_log(amara: Person) -> None:
    erase(user=User.objects.get(is_staff=True))
    assert not LogEntry.objects.exists()


def test_erased_account_is_not_erased_again(amara: Person) -> None:
    assert [erase(user=amara.user), erase(user=amara.user)] == [True, False]
