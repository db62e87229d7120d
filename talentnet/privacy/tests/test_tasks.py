"""Exports in the background: lost tasks, dead workers and time-outs."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from talentnet.privacy.models import DataExport
from talentnet.privacy.tasks import make_export, sweep
from talentnet.profiles.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def export() -> DataExport:
    return DataExport.objects.create(user=UserFactory.create())


def test_lost_export_is_enqueued_again(export: DataExport) -> None:
    sweep()
    assert not OrmQ.objects.exists()
    DataExport.objects.update(created_at=timezone.now() - dt.timedelta(minutes=3))
    sweep()
    sweep()
    (task,) = OrmQ.objects.all()
    assert (task.func(), task.args()) == (DataExport.TASK, (export.pk,))


def test_export_of_dead_worker_ends_and_can_be_requested_again(export: DataExport) -> None:
    assert DataExport.objects.claim(export.pk)
    assert DataExport.objects.request(export.user) == export
    DataExport.objects.update(deadline=timezone.now())
    assert DataExport.objects.request(export.user) != export
    export.refresh_from_db()
    assert export.status == "failed"


def test_timeout_is_recorded_and_reraised(
    export: DataExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*arguments: Any) -> None:
        raise SystemExit

    monkeypatch.setattr("talentnet.privacy.exporting.write_zip", stopped)
    with pytest.raises(SystemExit):
        make_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.error, export.file.name) == ("failed", "SystemExit:", "")


def test_export_ended_during_work_is_discarded(
    export: DataExport, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The sweep ends an export that takes too long; its owner may have requested another."""

    def ended(*arguments: Any) -> None:
        DataExport.objects.update(deadline=timezone.now())
        sweep()

    monkeypatch.setattr("talentnet.privacy.exporting.write_zip", ended)
    make_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.file.name) == ("failed", "")
    assert f"Export {export.pk} is no longer running under this claim." in caplog.text


def test_export_is_built_once(export: DataExport, caplog: pytest.LogCaptureFixture) -> None:
    make_export(export.pk)
    name = DataExport.objects.get().file.name
    make_export(export.pk)
    made = DataExport.objects.get()
    assert (made.status, made.file.name, made.attempts) == ("completed", name, 1)
    made.file.delete()


def test_failed_save_leaves_no_file(export: DataExport, monkeypatch: pytest.MonkeyPatch) -> None:
    from talentnet.files import private_files
    from talentnet.privacy.erasure import stored_files

    before = set(stored_files(private_files()))
    save = DataExport.save

    def refuse(self: DataExport, **options: Any) -> None:
        assert private_files().exists(str(self.file.name))
        raise OSError("no database")

    monkeypatch.setattr(DataExport, "save", refuse)
    make_export(export.pk)
    monkeypatch.setattr(DataExport, "save", save)
    assert DataExport.objects.get().error == "OSError: no database"
    assert set(stored_files(private_files())) == before
