"""Retention rules of accounts and of the tables of libraries."""

import datetime as dt
from itertools import islice

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_q.models import Task

from talentnet.accounts.models import Session, User
from talentnet.privacy.erasure import erase, sweep_files
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import personal_records
from talentnet.privacy.retention import Rule, delete_some

ACCOUNTS_PER_BATCH = 50
"""Accounts erased, or exports deleted, per batch; each in a transaction of its own."""
APPS_OF_NEW_ACCOUNT = {"accounts", "account", "auth", "admin"}
"""Apps that create rows for an account before its owner first signs in."""


def delete_ended_sessions(before: dt.datetime) -> int:
    """Delete expired sessions, and sessions of accounts that no longer exist."""
    # The foreign key has no constraint, so a session can outlive its account.
    orphaned = Q(account_id__isnull=False) & ~Exists(User.objects.filter(pk=OuterRef("account_id")))
    return delete_some(Session.objects.filter(Q(expire_date__lt=before) | orphaned))


def delete_exports(before: dt.datetime) -> int:
    """Delete finished and failed exports with their files."""
    # The row first: a file without a row is swept later, but a row without a file is a dead link.
    old = DataExport.objects.filter(finished_at__lt=before).order_by("pk")[:ACCOUNTS_PER_BATCH]
    for export in old:
        DataExport.objects.filter(pk=export.pk).delete()
        if export.file:
            export.file.storage.delete(str(export.file.name))
    return len(old)


def delete_orphaned_files(before: dt.datetime) -> int:
    return sweep_files()


def delete_task_results(before: dt.datetime) -> int:
    return delete_some(Task.objects.filter(stopped__lt=before))


def unconfirmed_accounts(before: dt.datetime) -> QuerySet[User]:
    """Accounts that never confirmed their address and never signed in."""
    # Users made by a command may have no address row at all and are never sign-ups.
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=before,
        last_login__isnull=True,
        is_staff=False,
        is_superuser=False,
    ).order_by("pk")


def erase_unconfirmed(before: dt.datetime) -> int:
    # Filtered in Python, as each check asks every app's table, and stopped after one batch.
    empty = (user for user in unconfirmed_accounts(before) if not _has_anything(user))
    return sum(erase(user=user, tell=False) for user in islice(empty, ACCOUNTS_PER_BATCH))


def _has_anything(user: User) -> bool:
    """True if the account has data of its own, such as a profile created by a command."""
    return any(
        record.of(user).exists()
        for record in personal_records()
        if record.model._meta.app_label not in APPS_OF_NEW_ACCOUNT
    )


def delete_expired_attempts(before: dt.datetime) -> int:
    """Delete expired counters; the cache itself only does so when it is full."""
    # The cache table stores whole seconds, and Django has no model for it.
    limit = connection.ops.adapt_datetimefield_value(before.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM talentnet_cache WHERE expires < %s", [limit])
        return int(cursor.rowcount)


RULES = [
    Rule(
        "Your email address and your scrambled password",
        "So that you can sign in.",
        until="until you delete it",
    ),
    Rule(
        "The key of your authenticator app and your recovery codes",
        "To check the codes you enter.",
        until="until you turn it off or delete your account",
    ),
    Rule(
        "Staff actions on your records",
        "So that staff can be held to account.",
        until="until you delete your account; after that without anything that identifies you",
    ),
    Rule(
        "Unconfirmed sign-ups",
        "Someone may have mistyped an address, or used someone else's.",
        days=30,
        enforce=erase_unconfirmed,
    ),
    Rule(
        "Active sign-ins, and what each browser remembers, such as the row you removed last",
        "To keep you signed in. A sign-in ends 30 days after your last visit.",
        until="until you sign out, or 30 days",
        enforce=delete_ended_sessions,
    ),
    Rule(
        "Attempts to sign in and similar, with their network addresses",
        "To stop people from guessing passwords.",
        until="minutes, at most a day",
        enforce=delete_expired_attempts,
    ),
    Rule(
        "Downloads of your data",
        "So that you have time to download them.",
        days=DataExport.KEPT.days,
        enforce=delete_exports,
    ),
    Rule(
        "Files left behind by a crash",
        "A daily search finds and deletes them.",
        until="a day",
        enforce=delete_orphaned_files,
    ),
    Rule(
        "Results of background tasks",
        "To find out what went wrong. They hold ids of records, not their content.",
        days=30,
        enforce=delete_task_results,
    ),
]
