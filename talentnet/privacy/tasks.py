"""Background tasks: enforce retention, write exports, and sweep lost exports."""

from talentnet.privacy import exporting
from talentnet.privacy.models import DataExport
from talentnet.privacy.retention import enforce_all
from talentnet.runs import run_queued


def enforce_retention() -> None:
    """Delete all data past its retention period."""
    enforce_all()


def make_export(export_id: int) -> None:
    """Claim a queued export and write its file."""
    run_queued(DataExport.objects.select_related("user"), export_id, exporting.make)


def sweep() -> None:
    DataExport.objects.sweep()
