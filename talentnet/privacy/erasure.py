"""Erase an account with everything that belongs to it.

All registered rows are deleted or scrubbed in one transaction. Files are deleted when it commits;
a daily sweep finds files that a crash left behind.

First, everything that runs for the person is stopped: a worker finds that it has lost its claim
(RunLost) and ends silently. A model call that was already billed still counts in the usage totals,
which have days and models but no people.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.storage import Storage
from django.core.mail import send_mail
from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.files import private_files
from talentnet.privacy.registry import Rows, erasure_order, personal_records
from talentnet.runs import Run

log = logging.getLogger(__name__)

TRIES = 3
"""Attempts: a worker that writes for this person can deadlock with us, and PostgreSQL ends one."""
WHY_STOPPED = "The account was deleted."
SWEPT_AFTER = dt.timedelta(hours=1)
"""Minimum age of a deleted file: a younger one may belong to a row not committed yet."""


def erase(*, user: User, tell: bool = True) -> bool:
    """Erase the account and everything registered for it; False if it no longer exists.

    The person gets an email if their address was confirmed and `tell` is true.
    Raises OperationalError if the database was busy at every attempt.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            stop_runs(user=user)
            return _erase(user=user, tell=tell)
        except OperationalError:
            if not tries_left:
                raise
    return False


def stop_runs(*, user: User) -> None:
    """Fail everything queued or running for this person, so that workers lose their claims."""
    for record in personal_records():
        if issubclass(record.model, Run):
            record.model._default_manager.filter(pk__in=record.of(user)).stop(WHY_STOPPED)  # type: ignore[attr-defined]  # a RunQuerySet


@transaction.atomic
def _erase(*, user: User, tell: bool) -> bool:
    order = erasure_order()
    # Lock from the user down to the rows that reference them. This waits for writes in progress;
    # later writes find no parent row. The opposite order would deadlock with every writer.
    locked = {record.model: _locked_keys(record.of(user)) for record in reversed(order)}
    if not locked[User]:
        return False
    # Files can't be rolled back, so they are deleted only after the commit.
    for storage, name in _files_of(user):
        transaction.on_commit(partial(storage.delete, name), robust=True)
    if tell and EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        transaction.on_commit(partial(_send_goodbye, user.email), robust=True)
    for record in order:
        if record.erase is not None:
            record.erase(record.model._default_manager.filter(pk__in=locked[record.model]), user)
    for record in order:
        if record.erase is None:
            record.of(user).only("pk").delete()
    log.info("Account %s is erased", user.pk)
    return True


def _locked_keys(rows: Rows) -> list[Any]:
    """Lock these rows until the transaction ends, and return their primary keys."""
    return [row.pk for row in rows.select_for_update(of=("self",)).only("pk")]


def _files_of(user: User) -> Iterator[tuple[Storage, str]]:
    for record in personal_records():
        for field in record.file_fields():
            for row in record.of(user).exclude(**{field: ""}):
                file = getattr(row, field)
                yield file.storage, file.name


def _send_goodbye(address: str) -> None:
    subject = "Your Talentnet account has been deleted"
    try:
        send_mail(subject, render_to_string("privacy/mail/erased.txt"), None, [address])
    except Exception as error:
        # The mail server's message names the address, and the log outlives the account.
        log.error("Erasure email not sent: %s", type(error).__name__)


def sweep_files() -> int:
    """Delete private files that no row references, and return their number."""
    storage, swept = private_files(), 0
    before = timezone.now() - SWEPT_AFTER
    referenced = _referenced_files()
    for name in stored_files(storage):
        if name not in referenced and storage.get_modified_time(name) < before:
            storage.delete(name)
            swept += 1
    if swept:
        log.warning("Deleted %s private files that no row references", swept)
    return swept


def _referenced_files() -> set[str]:
    """Names of all files that rows reference."""
    names: set[str] = set()
    for record in personal_records():
        for field in record.file_fields():
            names.update(record.model._default_manager.values_list(field, flat=True))
    return names


def stored_files(storage: Storage, folder: str = "") -> Iterator[str]:
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from stored_files(storage, f"{folder}{name}/")
