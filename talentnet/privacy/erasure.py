"""An account and everything of it, gone.

What is registered in `personal_data.py` is deleted in one transaction, or what is left of it names
nobody; files go when that is committed, and a daily sweep finds those that a crash has left.
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
"""A worker that was writing for this person may be in our way, each waiting for the other."""
WHY_STOPPED = "The account was deleted."
SWEPT_AFTER = dt.timedelta(hours=1)
"""A younger file may be that of a row which is not committed yet."""


def erase(*, user: User, tell: bool = True) -> bool:
    """Delete the account with all that is known of the person; False when it is gone already.

    Told by a mail to their address, if it was confirmed, unless `tell` says not to.
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
    """End what waits or runs for this person, committed at once: workers find their claims lost."""
    for record in personal_records():
        if issubclass(record.model, Run):
            record.model._default_manager.filter(pk__in=record.of(user)).stop(WHY_STOPPED)  # type: ignore[attr-defined]  # a RunQuerySet


@transaction.atomic
def _erase(*, user: User, tell: bool) -> bool:
    order = erasure_order()
    # From the user on to what hangs on them: what is just being written is waited for, and what
    # would be written after this finds nothing to hang on.
    held = {record.model: _hold(record.of(user)) for record in reversed(order)}
    if not held[User]:
        return False
    for storage, name in _files_of(user):
        transaction.on_commit(partial(storage.delete, name), robust=True)
    if tell and EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        transaction.on_commit(partial(_say_goodbye, user.email), robust=True)
    for record in order:
        if record.erase is not None:
            record.erase(record.model._default_manager.filter(pk__in=held[record.model]), user)
    for record in order:
        if record.erase is None:
            record.of(user).only("pk").delete()
    log.info("Account %s is erased", user.pk)
    return True


def _hold(rows: Rows) -> list[Any]:
    """Lock them until the end; their keys."""
    return [row.pk for row in rows.select_for_update(of=("self",)).only("pk")]


def _files_of(user: User) -> Iterator[tuple[Storage, str]]:
    for record in personal_records():
        for field in record.file_fields():
            for row in record.of(user).exclude(**{field: ""}):
                file = getattr(row, field)
                yield file.storage, file.name


def _say_goodbye(address: str) -> None:
    subject = "Your Talentnet account is deleted"
    try:
        send_mail(subject, render_to_string("privacy/mail/erased.txt"), None, [address])
    except Exception as error:
        # What a mail server says of it names the address, and the log outlives the account.
        log.error("Somebody could not be told of an erasure: %s", type(error).__name__)


def sweep_files() -> int:
    """Delete private files that no row names; how many there were."""
    storage, swept = private_files(), 0
    before = timezone.now() - SWEPT_AFTER
    named = _named()
    for name in stored_files(storage):
        if name not in named and storage.get_modified_time(name) < before:
            storage.delete(name)
            swept += 1
    if swept:
        log.warning("%s private files belonged to nobody and are deleted", swept)
    return swept


def _named() -> set[str]:
    """The files that some row names."""
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
