import datetime as dt
import uuid
from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from talentnet.files import private_files
from talentnet.runs import Run, RunQuerySet


class UserManager(DjangoUserManager["User"]):
    """Users are found and made by email, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    async def aget_by_natural_key(self, username: str | None) -> "User":
        return await self.aget(email__iexact=username)

    def create_user(  # type: ignore[override]  # there is no username here
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]  # there is no username here
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Able to sign in at once, even where no mail can be sent."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            user.vouch_for_email()
        return user


class User(AbstractUser):
    """One account; the email address is the login. Who the person is stands in their profile."""

    username = None  # type: ignore[assignment]  # the email address takes its place
    first_name = None  # type: ignore[assignment]  # the profile holds the name
    last_name = None  # type: ignore[assignment]  # the profile holds the name
    email = models.EmailField(
        "email address", unique=True, error_messages={"unique": "This email is taken."}
    )

    time_zone = models.CharField(
        max_length=64, blank=True, help_text="An IANA name; empty: as the browser says."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = self.email.lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # In lower case, by which the sign-in looks it up.
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def vouch_for_email(self) -> None:
        """Take the address as confirmed without a code.

        For those who are made on the machine itself: whoever runs commands there vouches for them.
        """
        EmailAddress.objects.filter(user=self).exclude(email=self.email).update(primary=False)
        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": True, "primary": True}
        )

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """A browser's session, and whose it is: what it remembers goes with the account."""

    account = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        # Looked up at each save otherwise, and saved for somebody who has just gone.
        db_constraint=False,
        related_name="+",
    )

    @classmethod
    def get_session_store_class(cls) -> Any:
        from talentnet.accounts.sessions import SessionStore

        return SessionStore


class DataExportQuerySet(RunQuerySet["DataExport"]):
    def request(self, user: User) -> "DataExport":
        """The export that serves this request: the live one, or a new one, enqueued."""
        mine = self.filter(user=user)
        for _ in range(3):
            mine.end_overdue()
            with suppress(IntegrityError), transaction.atomic():
                export = self.create(user=user)
                export.enqueue_on_commit()
                return export
            if live := mine.live().first():
                return live
        raise RuntimeError(f"The data of account {user.pk} is asked for by many; try again.")


def export_path(export: "DataExport", filename: str) -> str:
    """A name that nobody finds by trying."""
    return f"exports/{uuid.uuid4()}.zip"


class DataExport(Run):
    """One ZIP of everything held about a person, made in the background and kept for a while."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"

    TASK = "talentnet.accounts.tasks.make_export"
    KEPT = dt.timedelta(days=7)

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    file = models.FileField(storage=private_files, upload_to=export_path, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Of the file, in bytes.")

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
        """Not longer than the shortest deadline of the other tasks, which the queue allows for."""
        return 120

    def __str__(self) -> str:
        return f"Export #{self.pk} ({self.status})"

    @property
    def gone_at(self) -> dt.datetime | None:
        """When its file is deleted."""
        return self.finished_at + self.KEPT if self.finished_at else None
