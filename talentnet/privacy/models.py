import datetime as dt
import uuid
from contextlib import suppress

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from talentnet.accounts.models import User
from talentnet.files import private_files
from talentnet.runs import Run, RunQuerySet


class DataExportQuerySet(RunQuerySet["DataExport"]):
    def request(self, user: User) -> "DataExport":
        """Return the live export, or create and enqueue one."""
        # Another request may create or end one between the two steps, hence several attempts. The
        # unique constraint decides who creates it.
        exports = self.filter(user=user)
        for _ in range(3):
            exports.end_overdue()
            with suppress(IntegrityError), transaction.atomic():
                export = self.create(user=user)
                export.enqueue_on_commit()
                return export
            if live := exports.live().first():
                return live
        raise RuntimeError(f"Too many concurrent export requests for account {user.pk}; try again.")


def export_path(export: "DataExport", filename: str) -> str:
    """Random path that nobody can guess."""
    return f"exports/{uuid.uuid4()}.zip"


class DataExport(Run):
    """A ZIP of everything stored about a person, made in the background and kept for a week."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"

    TASK = "talentnet.privacy.tasks.make_export"
    KEPT = dt.timedelta(days=7)

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    file = models.FileField(storage=private_files, upload_to=export_path, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Size of the file in bytes.")

    objects = DataExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=["queued", "running"]),
                name="one_live_export_per_user",
            )
        ]

    @classmethod
    def deadline_seconds(cls) -> int:
        """Seconds that a claim lasts: the shortest refresh deadline, so `retry` covers it."""
        return 120

    def __str__(self) -> str:
        return f"Export #{self.pk} ({self.status})"

    @property
    def log_name(self) -> str:
        return f"Export {self.pk} of account {self.user_id}"

    @property
    def gone_at(self) -> dt.datetime | None:
        """Moment when retention deletes the file."""
        return self.finished_at + self.KEPT if self.finished_at else None
