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

SIGN_UPS = 50
"""Sign-ups erased per batch; each is erased on its own, like any account."""
OF_AN_EMPTY_ACCOUNT = {"accounts", "account", "auth", "admin"}
"""Apps whose rows an account has before its owner ever signs in."""


def end_sessions(before: dt.datetime) -> int:
    """Delete expired sessions, and those whose account was erased during a sign-in."""
    of_nobody = Q(account_id__isnull=False) & ~Exists(
        User.objects.filter(pk=OuterRef("account_id"))
    )
    return delete_some(Session.objects.filter(Q(expire_date__lt=before) | of_nobody))


def delete_exports(before: dt.datetime) -> int:
    """Delete finished and failed exports with their files."""
    old = DataExport.objects.filter(finished_at__lt=before).order_by("pk")[:SIGN_UPS]
    for export in old:
        DataExport.objects.filter(pk=export.pk).delete()
        if export.file:
            export.file.storage.delete(str(export.file.name))
    return len(old)


def delete_files_of_nobody(before: dt.datetime) -> int:
    return sweep_files()


def delete_results(before: dt.datetime) -> int:
    return delete_some(Task.objects.filter(stopped__lt=before))


def abandoned_sign_ups(before: dt.datetime) -> QuerySet[User]:
    """Accounts that never confirmed their address and never signed in."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=before,
        last_login__isnull=True,
        is_staff=False,
        is_superuser=False,
    ).order_by("pk")


def erase_sign_ups(before: dt.datetime) -> int:
    empty = (user for user in abandoned_sign_ups(before) if not _has_anything(user))
    return sum(erase(user=user, tell=False) for user in islice(empty, SIGN_UPS))


def _has_anything(user: User) -> bool:
    """Whether the account has data of its own, such as a profile made for the person."""
    return any(
        record.of(user).exists()
        for record in personal_records()
        if record.model._meta.app_label not in OF_AN_EMPTY_ACCOUNT
    )


def forget_attempts(before: dt.datetime) -> int:
    """Delete expired counters; the cache itself only does so when it is full."""
    over = connection.ops.adapt_datetimefield_value(before.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM talentnet_cache WHERE expires < %s", [over])
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
        enforce=erase_sign_ups,
    ),
    Rule(
        "Active sign-ins, and what each browser remembers, such as the row you removed last",
        "To keep you signed in. A sign-in ends 30 days after your last visit.",
        until="until you sign out, or 30 days",
        enforce=end_sessions,
    ),
    Rule(
        "Attempts to sign in and similar, with their network addresses",
        "To stop people from guessing passwords.",
        until="minutes, at most a day",
        enforce=forget_attempts,
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
        enforce=delete_files_of_nobody,
    ),
    Rule(
        "Results of background tasks",
        "To find out what went wrong. They hold ids of records, not their content.",
        days=30,
        enforce=delete_results,
    ),
]
