"""Makes an import of what someone hands over: read at once, or put in line to be read."""

from collections.abc import Sequence
from functools import partial

from django.core.files import File
from django.db import transaction

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.proposal import Proposal
from talentnet.profiles.importing.uploads import (
    Upload,
    UploadFormat,
    check_uploads,
    format_of,
    read_upload,
)
from talentnet.profiles.models import Profile, ProfileImport

MAX_UNFINISHED = 10
SOURCES = {
    UploadFormat.JSON: ProfileImport.Source.JSON_RESUME,
    UploadFormat.LINKEDIN: ProfileImport.Source.LINKEDIN,
    UploadFormat.PDF: ProfileImport.Source.DOCUMENT,
    UploadFormat.DOCX: ProfileImport.Source.DOCUMENT,
}


def start(*, profile: Profile, uploads: Sequence[Upload]) -> ProfileImport:
    """Read it, or enqueue its reading. Raises UnreadableFile, with nothing kept."""
    check_uploads(uploads)
    if profile.imports.unfinished().count() >= MAX_UNFINISHED:
        raise UnreadableFile(
            f"You have {MAX_UNFINISHED} imports that are not finished. Discard one first."
        )
    source = SOURCES[format_of(uploads[0])]
    row = ProfileImport(profile=profile, source=source, filename=_name_of(uploads))
    if source == ProfileImport.Source.DOCUMENT:
        _enqueue(row, uploads[0])
    else:
        row.proposal = Proposal.of(read_upload(uploads)).model_dump(mode="json")
        row.status = ProfileImport.READY
        row.save()
    return row


def _name_of(uploads: Sequence[Upload]) -> str:
    more = len(uploads) - 1
    return uploads[0].name + (f" and {more} more" if more else "")


def _enqueue(row: ProfileImport, upload: Upload) -> None:
    upload.file.seek(0)
    with transaction.atomic():
        row.file.save("document", File(upload.file), save=True)
        row.enqueue_on_commit()


def discard(*, profile: Profile, import_id: int) -> bool:
    """Take an import and its file away; False when there is none. The profile stays as it is."""
    with transaction.atomic():
        row = profile.imports.select_for_update(of=("self",)).filter(pk=import_id).first()
        if row is None:
            return False
        file = row.file
        row.delete()
        if file.name:
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
    return True
