"""What accounts hold of a person, and the tables of libraries, for which no app of ours speaks."""

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


def remembered(session: Session) -> dict[str, Any]:
    """What a session holds, without what signs its owner in."""
    decoded = session.get_decoded()
    secret = ("_auth", "_csrf", "_password", "account_", "mfa.")
    return {"remembers": {k: v for k, v in decoded.items() if not k.startswith(secret)}}


def about(user: User) -> Q:
    """What the log of the staff's admin holds about a person's rows, or of this member of staff."""
    found = Q(user=user)
    for record in personal_records():
        if record.model is not LogEntry:
            # The log keeps keys as text; asked by the database, as there may be very many.
            keys = record.of(user).values(logged_as=Cast("pk", CharField()))
            kind = ContentType.objects.get_for_model(record.model)
            found |= Q(content_type=kind, object_id__in=keys)
    return found


def done_by_others(entries: Rows, user: User) -> Rows:
    """What a member of staff did themselves names those it was done to."""
    return entries.exclude(user=user)


def scrub(entries: Rows, user: User) -> None:
    """What others did stays on the record, without a word of whom it was done to."""
    entries.exclude(user=user).update(object_repr="", change_message="")
    entries.filter(user=user).delete()


RECORDS = [
    PersonalRecord(
        User,
        "account",
        "Your account",
        owner="pk",
        withheld={"password": "a scrambled copy of your password, of use to an attacker alone"},
    ),
    PersonalRecord(EmailAddress, "email_addresses", "Your email address", owner="user"),
    PersonalRecord(
        EmailConfirmation,
        "email_confirmations",
        "Confirmations of an address that were asked for",
        owner="email_address__user",
        withheld={"key": "a secret that confirms the address"},
    ),
    PersonalRecord(
        Authenticator,
        "second_factors",
        "Apps and recovery codes for signing in",
        owner="user",
        withheld={"data": "the secrets of your app and your recovery codes"},
    ),
    PersonalRecord(
        Session,
        "sessions",
        "Browsers you are signed in with, and what each remembers for you",
        owner="account",
        withheld={
            "session_key": "a secret that signs in",
            "session_data": "holds what signs you in; the rest of it is under `remembers`",
        },
        adds=remembered,
    ),
    PersonalRecord(
        DataExport,
        "exports",
        "Copies of your data that you asked for",
        owner="user",
        withheld={"file": "a copy within a copy"},
    ),
    PersonalRecord(User.groups.through, "groups", "Groups of staff you belong to", owner="user"),
    PersonalRecord(
        User.user_permissions.through,
        "permissions",
        "What you may do as a member of staff",
        owner="user",
    ),
    PersonalRecord(
        LogEntry,
        "staff_log",
        "What staff did with your records in the admin",
        owner=about,
        withheld={"user": "names a member of staff"},
        shows=done_by_others,
        erase=scrub,
        keeps="that a member of staff changed some record at some time, without what was in it",
    ),
]

NOT_PERSONAL = {
    Group: "Groups of staff, by name.",
    Group.permissions.through: "What a group of staff may do.",
    Permission: "What there is to be permitted.",
    ContentType: "The names of the models.",
    UnusedSession: "Empty: sessions are kept in our own table, with their account.",
    Schedule: "What is done when; ids at most.",
    OrmQ: "Tasks in line; they carry the ids of rows, and nothing of what is in them.",
    Task: "How tasks ended: ids and the place in the code where one failed, for 30 days.",
}

TABLES = {
    "django_migrations": "Which migrations have run.",
    "talentnet_cache": "How often something was tried, by hashes, numbers of accounts and network "
    "addresses, for a day at most.",
    "sqlite_sequence": "SQLite's own counters.",
}
