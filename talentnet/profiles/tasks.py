"""Tasks of profiles: read an imported document or propose fields from it, and sweep imports."""

from talentnet.profiles.importing.working import work_on
from talentnet.profiles.models import ProfileImport
from talentnet.runs import run_queued


def work_on_import(import_id: int) -> None:
    """Claim a queued import and do its next step; its file is deleted once it has been read."""
    try:
        run_queued(ProfileImport.objects.select_related("profile__user"), import_id, work_on)
    finally:
        ProfileImport.objects.filter(pk=import_id).forget_files()


def sweep() -> None:
    ProfileImport.objects.sweep()
    # A worker that died left its file behind, and no task will read it.
    ProfileImport.objects.forget_files()
