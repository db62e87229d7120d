from importlib import import_module
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.db.models.functions import Lower


class UserManager(DjangoUserManager["User"]):
    """Manager that finds users by email regardless of case."""

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
        """Create a superuser who can sign in right away, without a code by email."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            user.vouch_for_email()
        return user


class User(AbstractUser):
    """An account; the email address is the login. Personal details are on the profile."""

    username = None  # type: ignore[assignment]  # the email address takes its place
    first_name = None  # type: ignore[assignment]  # the profile holds the name
    last_name = None  # type: ignore[assignment]  # the profile holds the name
    email = models.EmailField(
        "email address", unique=True, error_messages={"unique": "This email is taken."}
    )

    time_zone = models.CharField(
        max_length=64, blank=True, help_text="An IANA name; empty: the browser's."
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
        # allauth looks up lower-case addresses only.
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def vouch_for_email(self) -> None:
        """Mark the email address as confirmed, without a code.

        For users made by a command: the operator vouches for the address.
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
    """A browser session with its account, so that erasing the account erases the session."""

    account = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        # No constraint: it would cost a lookup per save, and a request that ends after its
        # account was erased would fail.
        db_constraint=False,
        related_name="+",
    )

    @classmethod
    def get_session_store_class(cls) -> Any:
        # Loaded by its setting, as the store's module imports this one.
        return import_module(settings.SESSION_ENGINE).SessionStore
