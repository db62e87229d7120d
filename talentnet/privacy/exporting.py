"""Export everything stored about a person as one ZIP, written to disk row by row.

`everything.json` comes from the registry of personal data. Apps add files in formats of their own,
such as a table or a résumé.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, TextIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import FileField, ForeignKey, Model
from django.template.loader import render_to_string
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import PersonalRecord, personal_records
from talentnet.runs import RunLost

SMALL = 1000
"""Maximum rows of an export that is written during the request: 0.5 s at 4 KB per row."""
BATCH = 500


@dataclass(frozen=True)
class ExportFile:
    """A file that an app adds to the ZIP."""

    name: str
    about: str
    """Description in plain words, for the ZIP's README."""
    write: Callable[[User, TextIO], None]


_files: dict[str, ExportFile] = {}

EVERYTHING = ExportFile(
    "everything.json",
    "Everything we store about you, field by field. Anything left out, such as your "
    "password, is listed with the reason.",
    lambda user, file: write_everything(user, file),
)


def add_to_exports(file: ExportFile) -> None:
    """Add a file to every export."""
    _files[file.name] = file


def export_files() -> list[ExportFile]:
    return [EVERYTHING, *_files.values()]


def is_small(user: User) -> bool:
    """True if the export is small enough to be written during the request."""
    return sum(record.of(user).count() for record in personal_records()) <= SMALL


def write_zip(user: User, target: IO[bytes]) -> None:
    """Write the ZIP, with at most one batch of rows in memory."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        with _text(archive, "README.txt") as file:
            file.write(_readme(user))
        for each in export_files():
            with _text(archive, each.name) as file:
                each.write(user, file)
        for record in personal_records():
            for row, field in _rows_with_files(record, user):
                # A worker has just read and deleted this document; its row doesn't say so yet.
                with (
                    suppress(FileNotFoundError),
                    getattr(row, field).open("rb") as source,
                    _open(archive, _archive_path(record, row, field)) as raw,
                ):
                    shutil.copyfileobj(source, raw)


def make(export: DataExport) -> None:
    """Write and store the ZIP of a claimed export; if its row can't be saved, delete the file.

    Raises RunLost if the claim is lost.
    """
    with TemporaryFile() as draft:
        write_zip(export.user, draft)
        stored: list[str] = []
        try:
            _store(export, File(draft), stored)
        # Also a time-out (SystemExit): storage has no rollback.
        except BaseException:
            for name in stored:
                DataExport.file.field.storage.delete(name)
            raise


@transaction.atomic
def _store(export: DataExport, draft: File[bytes], stored: list[str]) -> None:
    """Store the file under the row's lock; its name is added to `stored` for the clean-up."""
    claimed = DataExport.objects.filter(
        pk=export.pk, status=DataExport.Status.RUNNING, claim_token=export.claim_token
    )
    # The lock keeps the sweep from ending the export between this check and the commit.
    row = claimed.select_for_update().first()
    if row is None:
        raise RunLost(f"Export {export.pk} is no longer running under this claim.")
    row.file.save("", draft, save=False)
    stored.append(str(row.file.name))
    row.size = row.file.size
    row.status, row.finished_at = DataExport.Status.COMPLETED, timezone.now()
    row.save()


def write_everything(user: User, file: TextIO) -> None:
    """Write every row of every registered model, with all fields by name."""
    # Assembled from pieces, as the whole document may not fit in memory.
    made_at = json.dumps({"made_at": timezone.now()}, cls=DjangoJSONEncoder)
    file.write(made_at.removesuffix("}") + ', "records": {')
    for number, record in enumerate(personal_records()):
        head = {"about": record.about, "withheld": dict(record.withheld)}
        file.write(f"{',' if number else ''}\n {json.dumps(record.name)}: ")
        file.write(_dumps(head).removesuffix("}") + ', "rows": [')
        for place, row in enumerate(_rows(record, user)):
            file.write(f"{',' if place else ''}\n  {_dumps(row_as_json(record, row))}")
        file.write("]}")
    file.write("\n}}\n")


def row_as_json(record: PersonalRecord, row: Model) -> dict[str, Any]:
    """One row as a dict, without its withheld fields."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in record.withheld:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, FileField):
            value = _archive_path(record, row, field.name) if value else ""
        elif field.name in _named_relations(record) and value is not None:
            value = {"id": value, "name": str(getattr(row, field.name))}
        values[field.name] = value
    return values | (record.adds(row) if record.adds else {})


def _rows(record: PersonalRecord, user: User) -> Iterator[Model]:
    rows, named = record.shown_to(user), _named_relations(record)
    # `iterator` fetches in batches; `select_related` avoids a query per name.
    return (rows.select_related(*named) if named else rows).iterator(chunk_size=BATCH)


def _named_relations(record: PersonalRecord) -> list[str]:
    """Foreign keys to rows that aren't personal, such as a posting; an id alone means nothing."""
    personal = {each.model for each in personal_records()}
    keys = [key for key in record.model._meta.concrete_fields if isinstance(key, ForeignKey)]
    return [
        key.name
        for key in keys
        if key.related_model not in personal and key.name not in record.withheld
    ]


def _rows_with_files(record: PersonalRecord, user: User) -> Iterator[tuple[Model, str]]:
    for field in record.file_fields():
        if field not in record.withheld:
            for row in record.shown_to(user).exclude(**{field: ""}).iterator(chunk_size=BATCH):
                yield row, field


def _archive_path(record: PersonalRecord, row: Model, field: str) -> str:
    """Path of a stored file in the ZIP; never a name from outside."""
    suffix = PurePosixPath(getattr(row, field).name).suffix
    return f"files/{record.name}-{row.pk}-{field}{suffix}"


def _dumps(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _readme(user: User) -> str:
    context = {"files": export_files(), "user": user, "records": personal_records()}
    return render_to_string("privacy/export_readme.txt", context)


def _open(archive: ZipFile, name: str) -> IO[bytes]:
    # Zip64 from the start: the size of a stream is unknown, and it may exceed 4 GB.
    entry = ZipInfo(name, timezone.now().timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return archive.open(entry, "w", force_zip64=True)


@contextmanager
def _text(archive: ZipFile, name: str) -> Iterator[TextIO]:
    with _open(archive, name) as raw, TextIOWrapper(raw, "utf-8", newline="") as file:
        yield file
