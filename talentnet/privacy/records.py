"""Rules for personal data in accounts and in the tables of libraries."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as UnusedSession
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django_q.models import OrmQ, Schedule, Task

from talentnet.accounts.models import Session, User
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import PersonalRecord, Rows, personal_records


def decoded_session(session: Session) -> dict[str, Any]:
    """Decode session data, without the keys that authenticate its owner."""
    decoded = session.get_decoded()
    # Prefixes of keys by Django and allauth: sign-in, CSRF token, pending codes.
    secret = ("_auth", "_csrf", "_password", "account_", "mfa.")
    return {"remembers": {k: v for k, v in decoded.items() if not k.startswith(secret)}}


def about(user: User) -> Q:
    """Filter for admin log entries about a person's rows, or written by this member of staff."""
    entries = Q(user=user)
    for record in personal_records():
        if record.model is not LogEntry:
            # The log stores keys as text. A subquery, as a person may have thousands of rows.
            keys = record.of(user).values(logged_as=Cast("pk", CharField()))
            kind = ContentType.objects.get_for_model(record.model)
            entries |= Q(content_type=kind, object_id__in=keys)
    return entries


def done_by_others(entries: Rows, user: User) -> Rows:
    """Leave out entries that the person wrote as staff: they name other people."""
    return entries.exclude(user=user)


def scrub(entries: Rows, user: User) -> None:
    """Blank the entries of others about this person; delete the person's own."""
    # The entries of others stay, blanked, as a record of staff actions.
    entries.exclude(user=user).update(object_repr="", change_message="")
    entries.filter(user=user).delete()


RECORDS = [
    PersonalRecord(
        User,
        "account",
        "Your account",
        owner="pk",
        withheld={"password": "a scrambled copy of your password, useful only to an attacker"},
    ),
    PersonalRecord(EmailAddress, "email_addresses", "Your email address", owner="user"),
    PersonalRecord(
        EmailConfirmation,
        "email_confirmations",
        "Requests to confirm an email address",
        owner="email_address__user",
        withheld={"key": "a secret that confirms the address"},
    ),
    PersonalRecord(
        Authenticator,
        "second_factors",
        "Authenticator apps and recovery codes",
        owner="user",
        withheld={"data": "the secrets of your app and your recovery codes"},
    ),
    PersonalRecord(
        Session,
        "sessions",
        "Browsers you're signed in with, and what each one remembers",
        owner="account",
        withheld={
            "session_key": "a secret that signs in",
            "session_data": "holds what signs you in; the rest of it is under `remembers`",
        },
        adds=decoded_session,
    ),
    PersonalRecord(
        DataExport,
        "exports",
        "Downloads of your data",
        owner="user",
        withheld={"file": "a copy within a copy"},
    ),
    PersonalRecord(User.groups.through, "groups", "Your staff groups", owner="user"),
    PersonalRecord(
        User.user_permissions.through,
        "permissions",
        "Your staff permissions",
        owner="user",
    ),
    PersonalRecord(
        LogEntry,
        "staff_log",
        "Staff actions on your records",
        owner=about,
        withheld={"user": "names a member of staff"},
        shows=done_by_others,
        erase=scrub,
        keeps="that staff changed a record at some time, without its content",
    ),
]

NOT_PERSONAL = {
    Group: "Groups of staff, by name.",
    Group.permissions.through: "Permissions of staff groups.",
    Permission: "The list of permissions.",
    ContentType: "The names of the models.",
    UnusedSession: "Empty: we use our own session table.",
    Schedule: "Schedules of background tasks; ids at most.",
    OrmQ: "Queued tasks; they hold ids of rows, never their content.",
    Task: "Results of tasks: ids and the code location of a failure, for 30 days.",
}

TABLES = {
    "django_migrations": "Applied migrations.",
    "talentnet_cache": "Counters of attempts by hash, account id and network address, for a day at "
    "most.",
    "sqlite_sequence": "SQLite's own counters.",
}
