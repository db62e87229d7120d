"""How long accounts keep what, and the tables of libraries."""

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
"""Erased one by one, and as carefully as any account."""
OF_AN_EMPTY_ACCOUNT = {"accounts", "account", "auth", "admin"}
"""Apps whose rows an account has without its owner ever having been in."""


def end_sessions(before: dt.datetime) -> int:
    """And those of a sign-in that was under way while its account was deleted."""
    of_nobody = Q(account_id__isnull=False) & ~Exists(
        User.objects.filter(pk=OuterRef("account_id"))
    )
    return delete_some(Session.objects.filter(Q(expire_date__lt=before) | of_nobody))


def delete_exports(before: dt.datetime) -> int:
    """With their files. Of those that failed, too."""
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
    """Whose address was never confirmed, and who never was inside."""
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
    """Whether there is anything of the person's own, such as a profile made for them."""
    return any(
        record.of(user).exists()
        for record in personal_records()
        if record.model._meta.app_label not in OF_AN_EMPTY_ACCOUNT
    )


def forget_attempts(before: dt.datetime) -> int:
    """Counts that are over: the cache itself removes them only when it is full."""
    over = connection.ops.adapt_datetimefield_value(before.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM talentnet_cache WHERE expires < %s", [over])
        return int(cursor.rowcount)


RULES = [
    Rule(
        "Your account: your email address, and your password scrambled",
        "To let you in.",
        until="until you delete it",
    ),
    Rule(
        "The key of your two-factor app, and your recovery codes",
        "To check the code that you type.",
        until="until you turn it off or delete your account",
    ),
    Rule(
        "What staff did with your records in the admin",
        "To account for it.",
        until="until you delete your account; after that without a word of whom it was done to",
    ),
    Rule(
        "Sign-ups whose address was never confirmed",
        "Somebody may have mistyped an address, or typed another's.",
        days=30,
        enforce=erase_sign_ups,
    ),
    Rule(
        "That a browser is signed in, and what it remembers, such as the row you removed last",
        "To keep you signed in. 30 days after your last visit it has ended.",
        until="until you sign out, or 30 days",
        enforce=end_sessions,
    ),
    Rule(
        "How often a sign-in or the like was tried, and from which network address",
        "To stop those who guess passwords.",
        until="minutes, and a day at most",
        enforce=forget_attempts,
    ),
    Rule(
        "Copies of your data that you asked for",
        "To have time to download them.",
        days=DataExport.KEPT.days,
        enforce=delete_exports,
    ),
    Rule(
        "Files that a crash has left without an owner",
        "They are found by a daily search.",
        until="a day",
        enforce=delete_files_of_nobody,
    ),
    Rule(
        "How background tasks ended",
        "To find out what went wrong. They hold the numbers of records, not their contents.",
        days=30,
        enforce=delete_results,
    ),
]
