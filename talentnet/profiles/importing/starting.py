"""Creation of imports from uploads, and their deletion."""

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
    detect_format,
    read_upload,
)
from talentnet.profiles.models import Profile, ProfileImport

# Per profile; bounds the files and texts that one candidate can store.
MAX_UNFINISHED = 10
SOURCES = {
    UploadFormat.JSON: ProfileImport.Source.JSON_RESUME,
    UploadFormat.LINKEDIN: ProfileImport.Source.LINKEDIN,
    UploadFormat.PDF: ProfileImport.Source.DOCUMENT,
    UploadFormat.DOCX: ProfileImport.Source.DOCUMENT,
}


def start_import(*, profile: Profile, uploads: Sequence[Upload]) -> ProfileImport:
    """Read the uploads, or queue a document for a worker.

    Raises UnreadableFile, having stored nothing.
    """
    check_uploads(uploads)
    if profile.imports.unfinished().count() >= MAX_UNFINISHED:
        raise UnreadableFile(f"You have {MAX_UNFINISHED} unfinished imports. Discard one first.")
    source = SOURCES[detect_format(uploads[0])]
    row = ProfileImport(profile=profile, source=source, filename=_display_name(uploads))
    if source == ProfileImport.Source.DOCUMENT:
        _enqueue(row, uploads[0])
    else:
        row.proposal = Proposal.from_import(read_upload(uploads)).model_dump(mode="json")
        row.status = ProfileImport.READY
        row.save()
    return row


def _display_name(uploads: Sequence[Upload]) -> str:
    others = len(uploads) - 1
    return uploads[0].name + (f" and {others} more" if others else "")


def _enqueue(row: ProfileImport, upload: Upload) -> None:
    # Detecting the format has read from it.
    upload.file.seek(0)
    with transaction.atomic():
        row.file.save("document", File(upload.file), save=True)
        row.enqueue_on_commit()


def discard_import(*, profile: Profile, import_id: int) -> bool:
    """Delete an import and its file, not the changes it made; False if there is no such import."""
    with transaction.atomic():
        # Waits until a running apply or undo of this import has finished.
        row = profile.imports.select_for_update(of=("self",)).filter(pk=import_id).first()
        if row is None:
            return False
        file = row.file
        row.delete()
        if file.name:
            # After the commit: a rollback must not leave a row without its file.
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
    return True
