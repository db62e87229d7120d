"""Background tasks: read an imported document, propose fields from it, and sweep imports."""

from talentnet.profiles.importing.working import run_next_step
from talentnet.profiles.models import ProfileImport
from talentnet.runs import run_queued


def work_on_import(import_id: int) -> None:
    """Claim a queued import and run its next step; delete its file once it has been read."""
    try:
        run_queued(ProfileImport.objects.select_related("profile__user"), import_id, run_next_step)
    finally:
        # Also after a time-out, which is a SystemExit.
        ProfileImport.objects.filter(pk=import_id).delete_stale_files()


def sweep() -> None:
    ProfileImport.objects.sweep()
    # Files of imports that just ended: their worker died before it could delete them.
    ProfileImport.objects.delete_stale_files()
